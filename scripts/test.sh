#!/usr/bin/env bash
# Builds everything and runs every test: the house's own rules, the C++ unit tests, the scenarios,
# the web app's logic, and the flows against the real binary. ONLY="unit cases" runs some of: tidy unit cases web flow.
# Each step leaves build/test/STEP.log; the last line on standard output is the sum of all.
. "$(dirname "$0")/lib.sh"

only=${ONLY:-tidy unit cases web flow}
out=$root/build/test
rm -rf "$out"
mkdir -p "$out"

all_passed=0 all_failed=0 all_skipped=0

# Every step answers by calling this once or more: passed, failed, skipped.
tally() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + ${3:-0}))
}

# Runs step_NAME, tells what it counted, and prints the failing parts of its log.
run_step() {
    local name=$1 start=$SECONDS
    passed=0 failed=0 skipped=0
    log=$out/$name.log
    "step_$name"
    say "$(printf '%-6s %5d passed, %d failed, %d skipped  (%s)' "$name" "$passed" "$failed" "$skipped" "$(took $((SECONDS - start)))")"
    if ((failed)); then
        "explain_$name" >&2 || true
        say "       all of it: $log"
    fi
    all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed)) all_skipped=$((all_skipped + skipped))
}

# The last `N passed, N failed[, N skipped]` of a log, put into the tally; none is one failure.
tally_closing_line() {
    local line
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$1" | tail -n 1 || true)
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        tally "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]:-0}"
    else
        tally 0 1
    fi
}

# ---- tidy: the rules of the house (tests/tidy) ---------------------------------------------------

step_tidy() {
    tests/tidy/run.sh build >"$log" 2>&1 || true
    tally_closing_line "$log"
}
explain_tidy() { grep -A 20 '^FAILED' "$log" || tail -n 40 "$log"; }

# ---- unit: what stands beside the sources, through CTest -----------------------------------------

step_unit() {
    # Some programs are tried against receivers of another make, which are npm packages.
    scripts/bootstrap.sh node
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    install_node_modules tests/flow
    ctest --test-dir build -j "$jobs" --timeout 300 --output-on-failure --no-tests=error \
        --output-junit "$out/unit.xml" >"$log" 2>&1 || true
    if [[ -s $out/unit.xml ]]; then
        local tests failures skips
        tests=$(attribute tests) failures=$(attribute failures) skips=$(attribute skipped)
        tally $((tests - failures - skips)) "$failures" "$skips"
        # A program that could not even list its tests is a failure that the file does not count.
        if ((tests == 0)); then tally 0 1; fi
    else
        tally 0 1
    fi
}
attribute() { grep -o -m 1 "\\b$1=\"[0-9]*\"" "$out/unit.xml" | head -n 1 | grep -o '[0-9]*'; }
explain_unit() {
    # From each failed test's line to the next test's: what it printed.
    awk '/^ *[0-9]+\/[0-9]+ Test +#/ { show = /\*\*\*/ && !/\*\*\*Skipped/ } /^ +Start +[0-9]+:/ { show = 0 } show' "$log" | head -n 200
    tail -n 5 "$log"
}

# ---- cases: scenarios through `baton test` -------------------------------------------------------

step_cases() {
    local files=(tests/cases/*.yaml sample/scenarios/*.yaml)
    build/baton test "${files[@]}" >"$log" 2>&1 || true
    tally_closing_line "$log"
    # The cases that the design was agreed on, where they lie beside the project.
    if [[ -d ../shared/cases ]]; then
        local shared=()
        for file in ../shared/cases/*.yaml; do
            [[ $file == */acme.yaml ]] || shared+=("$file")
        done
        build/baton test "${shared[@]}" >"$log.shared" 2>&1 || true
        tally_closing_line "$log.shared"
        cat "$log.shared" >>"$log"
        rm "$log.shared"
    else
        tally 0 0 1
    fi
}
explain_cases() { grep -v '^ok' "$log" | head -n 120; }

# ---- web: the app's types and logic ---------------------------------------------------------------

step_web() {
    scripts/bootstrap.sh node
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    scripts/web.sh
    if web/node_modules/.bin/tsc -p web >"$log" 2>&1; then tally 1 0; else tally 0 1; fi
    if ! (cd web && node_modules/.bin/vitest run --reporter=tap-flat) >"$out/vitest.tap" 2>>"$log" && ! grep -q '^not ok' "$out/vitest.tap"; then
        tally 0 1
    fi
    cat "$out/vitest.tap" >>"$log"
    tally "$(grep -c '^ok' "$out/vitest.tap" || true)" "$(grep -c '^not ok' "$out/vitest.tap" || true)"
}
explain_web() { grep -A 30 'error TS\|^not ok\|Error' "$log" | head -n 120; }

# ---- flow: the real binary, driven from outside by Node and a browser ----------------------------

step_flow() {
    local files=(tests/flow/*.test.mjs)
    if [[ ! -e ${files[0]} ]]; then return; fi
    scripts/bootstrap.sh node browser tryton
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    install_node_modules tests/flow
    BATON=$root/build/baton node --test --test-concurrency=3 --test-reporter=tap "${files[@]}" >"$log" 2>&1 || true
    local pass fail skip
    pass=$(tap_count pass) fail=$(tap_count fail) skip=$(tap_count skipped)
    tally "${pass:-0}" "${fail:-1}" "${skip:-0}"
}
tap_count() { sed -n "s/^# $1 \\([0-9]*\\)\$/\\1/p" "$log" | tail -n 1; }
explain_flow() { grep -A 30 '^ *not ok' "$log" | head -n 200; }

# ---- all of it -----------------------------------------------------------------------------------

if ! scripts/build.sh; then
    echo "0 passed, 1 failed"
    exit 1
fi
for step in $only; do
    declare -F "step_$step" >/dev/null || die "there is no step \"$step\"; there are: tidy unit cases web flow"
    run_step "$step"
done

closing="$all_passed passed, $all_failed failed"
((all_skipped == 0)) || closing+=", $all_skipped skipped"
echo "$closing"
((all_failed == 0 && all_passed > 0))
