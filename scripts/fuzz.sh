#!/usr/bin/env bash
# Builds the fuzzers of tests/fuzz with clang and libFuzzer and runs each for SECONDS (default 30).
#   make fuzz SECONDS=300        ONLY="workspace expr" make fuzz
# Each begins with what lies in tests/fuzz/corpus/NAME; what it learns stays in build-asan/fuzz/NAME,
# and an input that fails in build-asan/fuzz/found. Closes with "N passed, N failed".
. "$(dirname "$0")/lib.sh"

export seconds=${FUZZ_SECONDS:-30}
scripts/sanitized.sh asan fuzzers || {
    echo "0 passed, 1 failed"
    exit 1
}
export folder=$root/build-asan/fuzz
mkdir -p "$folder/found"

# fuzz_one NAME: the library's own words go to build-asan/fuzz/NAME.log.
fuzz_one() {
    local name=$1 log=$folder/$1.log options=()
    mkdir -p "$folder/$name"
    [[ ! -f tests/fuzz/$name.dict ]] || options+=("-dict=tests/fuzz/$name.dict")
    # What one input may take: 25 s and 2 GB, both far beyond what the largest needs here.
    if "build-asan/tests/fuzz/${name}_fuzz" "$folder/$name" "tests/fuzz/corpus/$name" \
        "${options[@]}" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2000 -max_len=20000 \
        -artifact_prefix="$folder/found/$name-" -print_final_stats=1 >"$log" 2>&1; then
        say "$(printf '%-10s %s inputs, nothing found' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")")"
    else
        say "$name found something; the input belongs into tests/fuzz/corpus/$name once it is mended:"
        tail -n 40 "$log" >&2
        return 1
    fi
}
export -f fuzz_one say

names=() passed=0 failed=0
for source in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$source" _fuzz.cpp)
    if [[ -z ${ONLY:-} || " $ONLY " == *" $name "* ]]; then names+=("$name"); fi
done
((${#names[@]})) || die "there is no fuzzer \"$ONLY\" in tests/fuzz"
while read -r verdict; do
    if [[ $verdict == passed ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done < <(printf '%s\n' "${names[@]}" | xargs -P "$jobs" -I{} bash -c 'if fuzz_one {}; then echo passed; else echo failed; fi')
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
