#!/usr/bin/env bash
# What takes longer than a test may, for MINUTES or little more: everything under sanitizers, the
# simulation, the index of rules against the walk over PAIRS of rules and leads, kills and faults under
# load, the fuzzers.
#   make soak        MINUTES=120 make soak        PARTS="tsan fuzz" make soak
# asan takes what it takes; tsan waits for another day where its build would not fit any more; sim,
# kill, faults and fuzz hunt for chance and share what is left. On two cores a first asan takes a quarter of
# an hour, tsan half of one; later ones what their tests take. A part is a function part_NAME below,
# which calls tally PASSED FAILED. What fails is printed with its log in build/soak; the last line on
# standard output is the sum of all.
. "$(dirname "$0")/lib.sh"

minutes=${MINUTES:-22}
deadline=$((SECONDS + minutes * 60))
parts=${PARTS:-asan sim pairs kill faults tsan fuzz}
out=$root/build/soak
rm -rf "$out"
mkdir -p "$out"

left_seconds() { echo $((deadline > SECONDS ? deadline - SECONDS : 0)); }
all_passed=0 all_failed=0
tally() { passed=$((passed + $1)) failed=$((failed + $2)); }

run_part() {
    local name=$1 start=$SECONDS
    passed=0 failed=0
    log=$out/$name.log
    "part_$name"
    if ((passed + failed == 0)); then return; fi
    say "$(printf '%-5s %5d passed, %d failed  (%s)' "$name" "$passed" "$failed" "$(took $((SECONDS - start)))")"
    all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
}

# The closing line of a part that counts for itself.
tally_closing_line() {
    local line
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+) ]]; then
        tally "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        ((BASH_REMATCH[2] == 0)) || tail -n 60 "$log" >&2
    else
        tail -n 40 "$log" >&2
        tally 0 1
    fi
}

# Random tests try fewer examples: here it is not the answer that is looked at but the way to it.
export RC_PARAMS=${RC_PARAMS:-max_success=20}
export BATON_MATCH_PAIRS=${BATON_MATCH_PAIRS:-20000} BATON_COMPANIES=${BATON_COMPANIES:-8}
export out

# ---- The unit tests under sanitizers -------------------------------------------------------------

# run_program PRESET PATH: a test program as a whole, since a race or a leak between two tests counts
# too. Says "passed" or "failed".
run_program() {
    local words status=0 start=$SECONDS
    words=$out/$1-$(basename "$2").log
    timeout --kill-after=10 900 "$2" --gtest_brief=1 >"$words" 2>&1 || status=$?
    printf '%4ds  %s %s\n' $((SECONDS - start)) "$1" "$(basename "$2")" >>"$out/times"
    if ((status == 0)); then
        echo passed
    else
        say "failed: $1 $(basename "$2") (exit $status); the end of $words:"
        tail -n 40 "$words" >&2
        echo failed
    fi
}
export -f run_program say

# sanitized PRESET PROGRAM…: builds and runs test programs.
sanitized() {
    local preset=$1 verdict
    shift
    if ! scripts/sanitized.sh "$preset" "$@"; then
        tally 0 1
        return
    fi
    while read -r verdict; do
        if [[ $verdict == passed ]]; then tally 1 0; else tally 0 1; fi
    done < <(for program in "$@"; do find "build-$preset" -type f -name "$program" -perm -u+x | head -n 1; done |
        grep _test | xargs -P "$jobs" -I{} bash -c 'run_program '"$preset"' {}')
}

# Every test program of src/ and tests/: a folder has one when it has tests.
test_programs() {
    { find src -name '*_test.cpp' -printf '%h\n' | sort -u | while read -r folder; do
        sed -n 's/^ *baton_folder(\([a-z_]*\).*/\1_test/p' "$folder/CMakeLists.txt"
    done
        sed -n 's/^add_executable(\([a-z_]*_test\) .*/\1/p' tests/contract/CMakeLists.txt tests/sim/CMakeLists.txt; } | LC_ALL=C sort -u
}

# under_sanitizer PRESET TARGET…: every test program, and what else is named.
under_sanitizer() {
    local preset=$1
    shift
    mapfile -t programs < <(test_programs)
    # The store that is shared is tried on a server of the tests' own.
    export BATON_TEST_POSTGRES=$out/postgres.url
    if tests/contract/postgres.sh start "$BATON_TEST_POSTGRES" >"$out/postgres.log" 2>&1; then
        trap 'tests/contract/postgres.sh stop "$out/postgres.url" >/dev/null 2>&1' EXIT
    fi
    sanitized "$preset" baton "$@" "${programs[@]}"
    # The scenarios on the same binary.
    if [[ -x build-$preset/baton ]]; then
        "build-$preset/baton" test tests/cases/*.yaml sample/scenarios/*.yaml >"$log" 2>&1 || true
        tally_closing_line
    fi
}

part_asan() { under_sanitizer asan fuzzers; }

part_tsan() {
    local first_build=1800
    if [[ -z ${PARTS:-} && ! -f build-tsan/.ninja_deps ]] && (($(left_seconds) < first_build)); then
        say "tsan  left out: its first build does not fit into MINUTES=$minutes; PARTS=tsan make soak makes it"
        return
    fi
    under_sanitizer tsan
}

# ---- The simulation: seeds nobody has tried ---------------------------------------------------------

part_sim() {
    local share=$(($(left_seconds) / 6))
    ((share <= 300)) || share=300
    ((share >= 60)) || share=60
    MINUTES=$(awk "BEGIN { print $share / 60 }") scripts/sim.sh >"$log" 2>&1 || true
    tally_closing_line
}

# ---- The index of rules against the walk: millions of pairs, without sanitizers ---------------------

part_pairs() {
    # One program, where build/ has the tests already.
    { grep -qs '^BATON_TESTS:BOOL=ON' build/CMakeCache.txt && scripts/build.sh match_test; } || scripts/build.sh || {
        tally 0 1
        return
    }
    if BATON_MATCH_PAIRS=${PAIRS:-2000000} build/src/core/match/match_test --gtest_filter='MatchProperty.*' >"$log" 2>&1; then
        tally 1 0
        grep -A 12 ' pairs, ' "$log" >&2 # how often each operator met what
    else
        tally 0 1
        tail -n 40 "$log" >&2
    fi
}

# ---- Kills: the flow under load, killed again and again, for as long as there is time --------------

# flows SECONDS NAME…: runs flows on the real binary, within that time and what they need besides.
flows() {
    local seconds=$1 pass fail files=() name
    shift
    for name in "$@"; do files+=("tests/flow/$name.test.mjs"); done
    scripts/build.sh baton || {
        tally 0 1
        return
    }
    scripts/bootstrap.sh node
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    install_node_modules tests/flow
    BATON=$root/build/baton timeout --kill-after=10 $((seconds + 300)) \
        node --test --test-reporter=tap "${files[@]}" >"$log" 2>&1 || true
    pass=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    fail=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    tally "${pass:-0}" "${fail:-1}"
    if [[ ${fail:-1} != 0 ]]; then grep -A 30 '^ *not ok' "$log" | head -n 120 >&2 || tail -n 40 "$log" >&2; fi
}

part_kill() {
    local share=$(($(left_seconds) / 3))
    ((share >= 45)) || share=45
    KILL_SECONDS=$share flows "$share" kill
}

# ---- Faults: PostgreSQL brought down again and again, the line to it cut, clients past every limit --

part_faults() {
    local share=$(($(left_seconds) / 6))
    ((share >= 30)) || share=30
    FAULTS=1 CRASH_SECONDS=$share flows $((share + 400)) postgres_faults partition paused slow_clients pressure flood
}

# ---- The fuzzers, with what is left, a minute each at least ----------------------------------------

part_fuzz() {
    local count seconds
    count=$(find tests/fuzz -name '*_fuzz.cpp' | wc -l)
    seconds=$(($(left_seconds) * jobs / (count + 1)))
    ((seconds >= 60)) || seconds=60
    FUZZ_SECONDS=$seconds scripts/fuzz.sh >"$log" 2>&1 || true
    tally_closing_line
}

for part in $parts; do
    declare -F "part_$part" >/dev/null || die "there is no part \"$part\"; there are: asan sim pairs kill faults tsan fuzz"
    run_part "$part"
done
echo "$all_passed passed, $all_failed failed"
((all_failed == 0 && all_passed > 0))
