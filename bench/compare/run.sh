#!/usr/bin/env bash
# `baton compare` over a million leads of a year: the sample's rules against a draft that calls
# fewer employees an enterprise and asks less of a hot lead. Nobody's day is full and no pool waits
# for the morning, as they would with twelve people and 2,740 leads a day: so nearly all leads are
# decided, acknowledged, contacted and closed on both sides, and none is tried again and again.
# Reading the leads and writing those that move is in it.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
count=${LEADS:-1000000}

awk -v count="$count" -f bench/route/leads.awk | awk -v count="$count" -f bench/compare/past.awk >"$work/past.jsonl"
cp sample/accounts.csv "$work/"
sed -E 's/, *capacity: \{[^}]*\}//; s/^( *)capacity: \{[^}]*\}, /\1/; /availability: schedule/d; /when_none: hold/d' \
    sample/workspace.yaml >"$work/from.yaml"
sed -E 's/lead\.employees >= 1000 \|\|/lead.employees >= 400 ||/; s/hot: 70/hot: 60/' "$work/from.yaml" >"$work/to.yaml"

times=()
for ((round = 0; round < rounds; round++)); do
    began=$(date +%s.%N)
    "$baton" compare --from "$work/from.yaml" --to "$work/to.yaml" --leads "$work/past.jsonl" \
        --out "$work/moves.csv" || die "baton compare failed"
    took=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }')
    times+=("$took")
    say "  $count leads: $took s, $(($(wc -l <"$work/moves.csv") - 1)) of them move"
    say_load
done
target=10
line compare/1M "$(median "${times[@]}")" s target "$(divided "$(median "${times[@]}")" "$target")"
