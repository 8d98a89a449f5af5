#!/usr/bin/env bash
# `baton route` over 100,000 leads under the sample's rules. What counts is the processor's time on
# the program's one thread, less that of a run over a single lead (starting, reading the
# workspace): other work on the machine slows the clock and not this. Reading the leads out of
# their JSON and writing the results is in it.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
count=${LEADS:-100000}

awk -v count="$count" -f bench/route/leads.awk >"$work/leads.jsonl"
head -n 1 "$work/leads.jsonl" >"$work/one.jsonl"

# cpu_of LEADS: the processor seconds of routing that file.
cpu_of() {
    local TIMEFORMAT='%U %S'
    { time "$baton" route --workspace sample/workspace.yaml --leads "$1" --out "$work/out.jsonl" \
        --at 2026-03-02T10:00:00-05:00 2>"$work/route.err"; } 2>&1 | awk '{ print $1 + $2 }'
}

rates=()
for ((round = 0; round < rounds; round++)); do
    idle=$(cpu_of "$work/one.jsonl")
    whole=$(cpu_of "$work/leads.jsonl")
    [[ $(wc -l <"$work/out.jsonl") == "$count" ]] || {
        head -n 5 "$work/route.err" >&2
        die "baton route gave $(wc -l <"$work/out.jsonl") results for $count leads"
    }
    rates+=("$(awk -v n="$count" -v a="$whole" -v b="$idle" 'BEGIN { printf "%.0f", n / (a - b) }')")
    say "  $count leads: $whole s of processor, $idle s of them to start"
    say_load
done
target=100000
line route/sample "$(median "${rates[@]}")" leads/s target "$(divided "$(median "${rates[@]}")" "$target")"
