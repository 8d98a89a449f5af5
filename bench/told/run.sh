#!/usr/bin/env bash
# From a lead's submission to its notification's first bytes on the wire, at RATE (1,000) leads a second:
# the sample company with one webhook, whose receiver is the program that sends. Beside the promise.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

told=$built/bench/told/baton_told
[[ -x $told ]] || die "$told has not been built"
rate=${RATE:-1000}
each=${EACH:-5}

p50=() p99=() worst=()
for ((round = 0; round < ${ROUNDS:-3}; round++)); do
    rm -f "$work/address" "$work/told.out"
    "$told" "$rate" "$each" "$work/address" >"$work/told.out" &
    running=$!
    cleanup+=("$running")
    until_says "$work/told.out" :
    write_workspace "$(head -n 1 "$work/told.out")"
    start_baton "$(nproc)"
    echo "$baton_at" >"$work/address"
    wait "$running" || die "not every lead was told of: $(tail -n 1 "$work/told.out")"
    end "$baton_pid"
    report=$(tail -n 1 "$work/told.out")
    p50+=("$(field p50_ms <<<"$report")")
    p99+=("$(field p99_ms <<<"$report")")
    worst+=("$(field max_ms <<<"$report")")
    say "  $report"
done
say_load
line "told/p50/$rate" "$(median "${p50[@]}")" ms target-50 "$(divided "$(median "${p50[@]}")" 50)"
line "told/p99/$rate" "$(median "${p99[@]}")" ms target-50 "$(divided "$(median "${p99[@]}")" 50)"
line "told/worst/$rate" "$(median "${worst[@]}")" ms target-50 "$(divided "$(median "${worst[@]}")" 50)"
