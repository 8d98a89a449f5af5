#!/usr/bin/env bash
# Accounts by name and by domain: a million invented ones from a seed (ACCOUNTS of them), and pairs
# of real names where ../shared has them. The seed and the accounts are the same in every run.
. "$(dirname "$0")/../../scripts/lib.sh"

bench=$1/bench/names/names_bench
[[ -x $bench ]] || die "$bench has not been built"
pairs=../shared/data/company-names
[[ -d $pairs ]] || say "  there is no $pairs here: invented names only"
"$bench" "${ACCOUNTS:-1000000}" "$pairs"
say "  load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
