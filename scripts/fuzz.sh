#!/usr/bin/env bash
# Builds the fuzzers of tests/fuzz with clang and libFuzzer and runs each for SECONDS (default 30).
#   make fuzz SECONDS=300        ONLY="yaml expr" make fuzz
# What a run learns stays in build/fuzz/corpus; a failing input becomes tests/fuzz/found/NAME-… and
# is tried first from then on. Closes with "N passed, N failed".
. "$(dirname "$0")/lib.sh"

seconds=${FUZZ_SECONDS:-30}
scripts/bootstrap.sh build test fuzz
mkdir -p build/fuzz
if [[ ! -f build/fuzz/build.ninja ]]; then
    cmake --preset fuzz >build/fuzz/configure.log 2>&1 || {
        tail -n 20 build/fuzz/configure.log >&2
        die "cmake could not configure build/fuzz"
    }
fi
ninja -C build/fuzz -j "$jobs" fuzzers >build/fuzz/build.log 2>&1 || {
    grep -A 30 -m 2 '^FAILED:\|error:' build/fuzz/build.log >&2
    die "the fuzzers do not build (build/fuzz/build.log)"
}

passed=0 failed=0
for source in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$source" _fuzz.cpp)
    [[ -z ${ONLY:-} || " $ONLY " == *" $name "* ]] || continue
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus" tests/fuzz/found
    seeds=()
    for folder in "tests/fuzz/seeds/$name" tests/fuzz/found; do [[ ! -d $folder ]] || seeds+=("$folder"); done
    if build/fuzz/tests/fuzz/"${name}_fuzz" "$corpus" "${seeds[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 \
        -max_len=20000 -artifact_prefix="tests/fuzz/found/$name-" -print_final_stats=1 >"build/fuzz/$name.log" 2>&1; then
        say "$(printf '%-10s %s inputs, nothing found' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log")")"
        passed=$((passed + 1))
    else
        say "$name found something:"
        tail -n 40 "build/fuzz/$name.log" >&2
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
