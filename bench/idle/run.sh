#!/usr/bin/env bash
# One lead at a time on a server that has nothing else to do: from the request's last byte to the
# answer's first, beside what the disk itself takes to make 4 KiB last. Each lead waits until the
# message about the one before it has gone out. Target: three times the disk's median plus 1 ms.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
leads=${LEADS:-60}

g++ -std=c++20 -O2 -o "$work/disk_sync" bench/idle/disk_sync.cpp
start_echo receiver 1
write_workspace "$receiver_at"
start_baton "$(nproc)"

# one_lead NUMBER: the milliseconds it took; fails where it got no 201.
one_lead() {
    local answer
    answer=$(curl -s -o "$work/answer" -w '%{http_code} %{time_pretransfer} %{time_starttransfer}' \
        -H 'Content-Type: application/json' -H "Idempotency-Key: idle-$1" \
        -d "{\"email\":\"idle-$1@example-$1.com\",\"company\":\"Whitfield Optics $1\",\"country\":\"US\",\"state\":\"CA\",\"employees\":420}" \
        "http://$baton_at/v1/leads")
    [[ $answer == 201\ * ]] || die "a lead was answered with: $answer"
    awk '{ printf "%.3f\n", ($3 - $2) * 1000 }' <<<"$answer"
}

all=() disk=() ratios=()
for ((round = 0; round < rounds; round++)); do
    synced=$("$work/disk_sync" "$work" 200 | field median_ms)
    took=()
    for ((i = 0; i < leads; i++)); do
        took+=("$(one_lead "$round-$i")")
        sleep 0.05
    done
    all+=("${took[@]}") disk+=("$synced")
    ratios+=("$(divided "$(median "${took[@]}")" "$synced")")
    say "  a lead $(median "${took[@]}") ms, fdatasync $synced ms"
    say_load
done
value=$(median "${all[@]}")
limit=$(awk -v disk="$(median "${disk[@]}")" 'BEGIN { printf "%.3f", 3 * disk + 1 }')
line idle/lead "$value" ms fdatasync "$(median "${ratios[@]}")"
line idle/lead "$value" ms limit "$(divided "$value" "$limit")"
say "  target: at most $limit ms"
