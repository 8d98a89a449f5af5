#!/usr/bin/env bash
# RATE (1,000) leads a second into a CRM that takes 20 ms for every call: how far it falls behind
# while they come, and how soon it has all of them after the last. Beside what was promised: that
# the lag falls back to zero, here within 5 s.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"
scripts/bootstrap.sh node
# shellcheck source=scripts/node.sh
. scripts/node.sh

rate=${RATE:-1000}
each=${EACH:-10}

lag=() behind=() calls=()
for ((round = 0; round < ${ROUNDS:-3}; round++)); do
    report=$(BATON=$baton node bench/crm/main.mjs "$rate" "$each") || die "not every lead reached the CRM"
    [[ $(field doubled <<<"$report") == 0 ]] || die "a lead is there twice: $report"
    lag+=("$(field lag <<<"$report")")
    behind+=("$(field behind <<<"$report")")
    calls+=("$(field calls <<<"$report")")
    say "  $report"
done
say_load
line "crm/lag/$rate" "$(median "${lag[@]}")" s target-5 "$(divided "$(median "${lag[@]}")" 5)"
line "crm/behind/$rate" "$(median "${behind[@]}")" ms target-5000 "$(divided "$(median "${behind[@]}")" 5000)"
line "crm/calls/$rate" "$(median "${calls[@]}")" calls one-by-one "$(divided "$(median "${calls[@]}")" $((rate * each * 5)))"
