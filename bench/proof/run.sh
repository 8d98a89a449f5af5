#!/usr/bin/env bash
# What proving a log costs: events a second that `baton verify` reads, decides again and compares,
# beside SHA-256 over the same events alone; and a backup's MB a second beside cp. On a store that a
# server has just filled; SECONDS_OF_LEADS says for how long.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

start_echo receiver 1
write_workspace "$receiver_at"
start_baton "$(nproc)"
"$load" --connect "$baton_at" --connections 64 --seconds "${SECONDS_OF_LEADS:-10}" --server-pid "$baton_pid" >"$work/load.out"
end "$baton_pid"

# Seconds that a command takes, as a number.
seconds_of() {
    local begun=$EPOCHREALTIME
    "$@" >"$work/out" 2>&1 || {
        cat "$work/out" >&2
        die "$1 failed"
    }
    awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}

rates=() of_hash=()
for _ in 1 2 3; do
    "$baton" verify --data "$work/data" --json >"$work/verified" || die "the log does not verify"
    events=$(field events <"$work/verified" | head -n 1)
    taken=$(field seconds <"$work/verified")
    sqlite3 "$work/data/baton.db" "SELECT body FROM event ORDER BY seq" >"$work/bodies"
    hashing=$(seconds_of sha256sum "$work/bodies")
    rates+=("$(divided "$events" "$taken")")
    of_hash+=("$(divided "$hashing" "$taken")")
done
say "  $events events"
say_load
line proof/verify "$(median "${rates[@]}")" events/s sha256sum "$(median "${of_hash[@]}")"

size=$(stat -c %s "$work/data/baton.db")
speeds=() of_cp=()
for _ in 1 2 3; do
    rm -f "$work/copy.db" "$work/plain.db"
    ours=$(seconds_of "$baton" backup --data "$work/data" --to "$work/copy.db" --rate 0)
    plain=$(seconds_of bash -c "cp '$work/data/baton.db' '$work/plain.db' && sync '$work/plain.db'")
    speeds+=("$(divided "$size" "$(awk -v s="$ours" 'BEGIN { print s * 1e6 }')")")
    of_cp+=("$(divided "$plain" "$ours")")
done
line proof/backup "$(median "${speeds[@]}")" MB/s cp "$(median "${of_cp[@]}")"
