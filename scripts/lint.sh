#!/usr/bin/env bash
# Formatting, the rules of the house for the text (tests/tidy) and clang-tidy. FILES="src/base/text.cpp …" looks
# at some files only; SINCE=REF at those that changed since then.
# A clang-tidy pass costs 2–20 s a file: what has passed is remembered in build/lint by the hash of
# the file and of every header it reads, so that only what changed is read again.
. "$(dirname "$0")/lib.sh"

scripts/bootstrap.sh build test lint
[[ -f build/build.ninja ]] && grep -q '^BATON_TESTS:BOOL=ON' build/CMakeCache.txt || {
    mkdir -p build
    cmake --preset release -DBATON_TESTS=ON >build/configure.log 2>&1 || die "cmake could not configure build/ (build/configure.log)"
}
bad=0

cpp_files | xargs -r -d '\n' -P "$jobs" -n 16 clang-format --dry-run -Werror || {
    say "make format mends the formatting"
    bad=1
}
for check in layers words links; do
    "tests/tidy/$check.sh" "$root" || bad=1
done

if [[ -n ${FILES:-} ]]; then
    read -ra files <<<"$FILES"
elif [[ -n ${SINCE:-} ]]; then
    mapfile -t files < <(git diff --name-only --diff-filter=d "$SINCE" -- 'src/*.cpp')
else
    mapfile -t files < <(find src -name '*.cpp' ! -name '*_test.cpp' | LC_ALL=C sort)
fi

tidy=$(command -v clang-tidy-19)
mkdir -p build/lint
export tidy root

# One file: passed before with the same bytes, or read now.
lint_one() {
    local file=$1 stamp
    grep -q "\"file\": \"$root/$file\"" build/compile_commands.json || return 0
    stamp=build/lint/$( (cat .clang-tidy; cat "$file"; cat $(g++ -std=c++23 -MM -Isrc "$file" 2>/dev/null | tr -d '\\\n' | cut -d: -f2)) 2>/dev/null | sha256sum | cut -c1-32)
    [[ -e $stamp ]] && return 0
    # Only g++ knows some of the warnings that the build switches off.
    if words=$("$tidy" -p build --quiet --extra-arg=-Wno-unknown-warning-option "$file" 2>/dev/null); then
        : >"$stamp"
    else
        printf '%s\n' "$words"
        return 1
    fi
}
export -f lint_one
printf '%s\n' "${files[@]}" | xargs -r -d '\n' -P "$jobs" -I{} bash -c 'lint_one {}' || bad=1

if ((bad)); then die "lint found something to mend"; fi
say "lint found nothing"
