#!/usr/bin/env bash
# What takes longer than a test may: the unit tests under sanitizers, the fuzzers, kills, faults.
#   MINUTES=45 PARTS="asan tsan fuzz kill" scripts/soak.sh
# A part is a function part_NAME below; it calls tally PASSED FAILED, and asks left_seconds how long
# it may still run. Parts that hunt for chance share what the fixed ones leave of the time. What
# fails is printed with its log in build/soak; the last line is the sum of all.
. "$(dirname "$0")/lib.sh"

minutes=${MINUTES:-45}
deadline=$((SECONDS + minutes * 60))
parts=${PARTS:-asan tsan fuzz kill}
out=$root/build/soak
rm -rf "$out"
mkdir -p "$out"

left_seconds() { echo $((deadline - SECONDS > 0 ? deadline - SECONDS : 0)); }
all_passed=0 all_failed=0
tally() { passed=$((passed + $1)) failed=$((failed + $2)); }

run_part() {
    local name=$1 start=$SECONDS
    passed=0 failed=0
    log=$out/$name.log
    "part_$name"
    if ((passed + failed)); then
        say "$(printf '%-5s %5d passed, %d failed  (%s)' "$name" "$passed" "$failed" "$(took $((SECONDS - start)))")"
    fi
    all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
}

# ---- The unit tests under sanitizers -------------------------------------------------------------

# sanitized PRESET TARGET…: builds the targets in the preset's folder and runs each test program as
# a whole: a race or a leak between two tests counts too.
sanitized() {
    local preset=$1 folder=build-$1 programs
    shift
    # -O1: half of what -O2 takes to compile, and the checks see more.
    [[ -f $folder/build.ninja ]] || cmake --preset "$preset" -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        tally 0 1
        return
    }
    if ! ninja -C "$folder" -j "$jobs" "$@" >>"$log" 2>&1; then
        grep -A 20 -m 2 '^FAILED:\|error:' "$log" >&2 || tail -n 40 "$log" >&2
        tally 0 1
        return
    fi
    for program in "$@"; do
        local path words status=0
        path=$(find "$folder" -type f -name "$program" -perm -u+x | head -n 1)
        words=$out/$preset-$program.log
        ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
            UBSAN_OPTIONS=print_stacktrace=1 \
            TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$root/tests/soak/tsan.txt \
            timeout --kill-after=10 "$(left_seconds)" "$path" --gtest_brief=1 >"$words" 2>&1 || status=$?
        if ((status == 0)); then
            tally 1 0
        else
            tally 0 1
            say "failed: $preset $program (exit $status); the end of $words:"
            tail -n 40 "$words" >&2
        fi
    done
}

# Test programs of the folders named; all of them for no name.
test_programs() {
    ninja -C build -t targets all 2>/dev/null | sed -n 's/^\([a-z_]*_test\): phony.*/\1/p' | grep -v '^cmake_' | LC_ALL=C sort -u |
        { if (($#)); then grep -xF "$(printf '%s_test\n' "$@")"; else cat; fi; } || true
}

part_asan() {
    mapfile -t programs < <(test_programs)
    sanitized asan "${programs[@]}"
}

# Only what has threads.
part_tsan() {
    mapfile -t programs < <(test_programs http store store_sqlite sqlite_contract dispatch deliver outbound api app)
    if ((${#programs[@]})); then sanitized tsan "${programs[@]}"; fi
}

# ---- The fuzzers ---------------------------------------------------------------------------------

part_fuzz() {
    local count seconds
    count=$(find tests/fuzz -name '*_fuzz.cpp' 2>/dev/null | wc -l)
    ((count)) || return 0
    seconds=$(($(left_seconds) / 2 / count))
    ((seconds <= 120)) || seconds=120
    FUZZ_SECONDS=$seconds scripts/fuzz.sh >"$log" 2>&1 || true
    tally_closing_line
}

# ---- Kills: tests/soak/*.test.mjs against the real binary ----------------------------------------

part_kill() {
    local files=(tests/soak/*.test.mjs)
    [[ -e ${files[0]} ]] || return 0
    scripts/bootstrap.sh node
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    install_node_modules tests/flow
    BATON=$root/build/baton SOAK_SECONDS=$(left_seconds) \
        timeout --kill-after=10 "$(left_seconds)" node --test --test-reporter=tap "${files[@]}" >"$log" 2>&1 || true
    local pass fail
    pass=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    fail=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    tally "${pass:-0}" "${fail:-1}"
    if [[ ${fail:-1} != 0 ]]; then grep -A 30 '^ *not ok' "$log" | head -n 120 >&2 || true; fi
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

scripts/build.sh || {
    echo "0 passed, 1 failed"
    exit 1
}
for part in $parts; do
    declare -F "part_$part" >/dev/null || die "there is no part \"$part\"; there are: asan tsan fuzz kill"
    run_part "$part"
done
echo "$all_passed passed, $all_failed failed"
((all_failed == 0 && all_passed > 0))
