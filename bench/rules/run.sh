#!/usr/bin/env bash
# How many leads a second find their rule, on one core, beside reading the rules one by one; for a
# company's rules from 100 to 100,000, and for rules made to defeat an index. The first argument is
# the folder of the built programs.
. "$(dirname "$0")/../../scripts/lib.sh"

bench=$1/bench/rules/rules_bench
[[ -x $bench ]] || die "$bench has not been built"
"$bench" "${WORKLOAD:-}"
say "  load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
say "  targets: 1500000 matches/s and 150 times naive at 10,000 rules, 400000 at 100,000, 25000 for the rest"
