#!/usr/bin/env bash
# `baton route` over 100,000 leads under the sample's rules. What counts is the processor's time on
# the program's one thread without what it takes to start and to read the workspace: other work on
# the machine slows the clock and not this. `route/after-parsing` is all that comes once the leads
# have been read out of their JSON: understanding their fields, routing, writing the results;
# `route/sample` has the reading in it.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
count=${LEADS:-100000}

awk -v count="$count" -f bench/route/leads.awk >"$work/leads.jsonl"

whole=()
parsed=()
for ((round = 0; round < rounds; round++)); do
    "$baton" route --workspace sample/workspace.yaml --leads "$work/leads.jsonl" \
        --out "$work/out.jsonl" --at 2026-03-02T10:00:00-05:00 --timing 2>"$work/route.err"
    [[ $(wc -l <"$work/out.jsonl") == "$count" ]] || {
        head -n 5 "$work/route.err" >&2
        die "baton route gave $(wc -l <"$work/out.jsonl") results for $count leads"
    }
    parse=$(field parse_seconds <"$work/route.err")
    route=$(field route_seconds <"$work/route.err")
    whole+=("$(awk -v n="$count" -v p="$parse" -v r="$route" 'BEGIN { printf "%.0f", n / (p + r) }')")
    parsed+=("$(awk -v n="$count" -v r="$route" 'BEGIN { printf "%.0f", n / r }')")
    say "  $count leads: reading $parse s, routing and writing $route s of processor"
    say_load
done
target=100000
for name in whole parsed; do
    declare -n rates=$name
    rate=$(median "${rates[@]}")
    [[ $name == whole ]] && named=route/sample || named=route/after-parsing
    line "$named" "$rate" leads/s target "$(divided "$rate" "$target")"
done
