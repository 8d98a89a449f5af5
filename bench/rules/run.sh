#!/usr/bin/env bash
# How many leads a second find their rule, on one core, beside reading the rules one by one: for a
# company's rules from 100 to 100,000, and for rules made to defeat an index. Then other rule engines
# on the same company's rules and leads (an answer of theirs that is not ours fails the bench), and
# the whole decision, with 1,000 people and 10,000 rules; last, what looking over a document of 2,000
# rules takes. The first argument is the folder of the built programs; WORKLOAD=NAME measures only the
# rules whose name contains NAME.
# shellcheck source=scripts/lib.sh
built=$(cd "$1" && pwd)
. "$(dirname "$0")/../../scripts/lib.sh"

for program in rules_bench decision_bench review_bench; do
    [[ -x $built/bench/rules/$program ]] || die "$built/bench/rules/$program has not been built"
done
peers=bench/rules/peers
scripts/bootstrap.sh node
# shellcheck source=scripts/node.sh
. scripts/node.sh
install_node_modules "$peers"
work=$(mktemp -d "$built/bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

"$built/bench/rules/rules_bench" "${WORKLOAD:-}" write "$work"

# Some seconds of matching each; reading and compiling the rules must fit into the rest.
most_seconds=45
failed=0
for rules in 100 1000 10000 100000; do
    [[ -f $work/rules-$rules.json ]] || continue
    for peer in zen json-rules-engine json-logic clips; do
        status=0
        timeout "$most_seconds" node "$peers/measure.mjs" "$peer" "$work/rules-$rules.json" || status=$?
        case $status in
            0) ;;
            124) say "  rules/$rules/$peer: left out, not ready with them within $most_seconds s" ;;
            *) failed=1 ;;
        esac
    done
    rm -f "$work/rules-$rules.json"*
done
if [[ -z ${WORKLOAD:-} ]]; then
    "$built/bench/rules/decision_bench"
    "$built/bench/rules/review_bench"
fi
say "  load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
say "  targets: 1500000 matches/s and 150 times naive at 10,000 rules, 400000 at 100,000, 25000 for"
say "  the rules made to defeat an index; 300000 decisions/s"
exit "$failed"
