#!/usr/bin/env bash
# Formatting, the rules of the house for the text (tests/tidy), shell scripts, the web app's types and
# common mistakes, and clang-tidy.
#   make lint        FILES="src/base/text.cpp …" looks at some files only; SINCE=REF at what changed since
# A clang-tidy pass costs 3–15 s a file: what has passed is remembered in build/lint by the hash of
# the file and of every header of ours that it reads, so that only what changed is read again.
. "$(dirname "$0")/lib.sh"

scripts/bootstrap.sh build test lint node
if [[ ! -f build/build.ninja ]] || ! grep -q '^BATON_TESTS:BOOL=ON' build/CMakeCache.txt; then
    mkdir -p build
    cmake --preset release -DBATON_TESTS=ON >build/configure.log 2>&1 || die "cmake could not configure build/ (build/configure.log)"
fi
bad=0

cpp_files | xargs -r -d '\n' -P "$jobs" -n 16 clang-format --dry-run -Werror || {
    say "make format mends the formatting"
    bad=1
}
for check in layers words links; do
    "tests/tidy/$check.sh" "$root" || bad=1
done
find scripts tests bench .ci -type d -name node_modules -prune -o -type f \( -name '*.sh' -o -path .ci/run \) -print0 |
    xargs -0 shellcheck -x -P scripts -P SCRIPTDIR || bad=1

scripts/web.sh # its packages, and the types of the API
web/node_modules/.bin/tsc -p web || bad=1
(cd web && node_modules/.bin/oxlint src) || bad=1

if [[ -n ${FILES:-} ]]; then
    read -ra files <<<"$FILES"
elif [[ -n ${SINCE:-} ]]; then
    mapfile -t files < <(git diff --name-only --diff-filter=d "$SINCE" -- 'src/*.cpp' ':!*_test.cpp')
else
    mapfile -t files < <(find src -name '*.cpp' ! -name '*_test.cpp' | LC_ALL=C sort)
fi

# "FILE HASHES" for each file named: its own and those of all the files of ours that it includes.
sources=$(find src \( -name '*.cpp' -o -name '*.hpp' -o -name '*.inc' \) | LC_ALL=C sort)
stamps() {
    {
        printf '%s\n' "${files[@]}" | sed 's/^/want /'
        # shellcheck disable=SC2086 # our files have no blanks in their names
        sha256sum $sources | awk '{ print "hash", $2, $1 }'
        # shellcheck disable=SC2086
        grep -H '^#include "' $sources | sed 's/^\([^:]*\):#include "\([^"]*\)".*/reads \1 src\/\2/'
    } | awk '
        $1 == "want" { want[++wanted] = $2 }
        $1 == "hash" { hash[$2] = $3 }
        $1 == "reads" { list[$2, ++reads[$2]] = $3 }
        function all(file,    k, text) {
            if (file in seen) return ""
            seen[file] = 1
            text = hash[file]
            for (k = 1; k <= reads[file]; ++k) text = text all(list[file, k])
            return text
        }
        END { for (i = 1; i <= wanted; ++i) { split("", seen); print want[i], all(want[i]) } }'
}

tidy=$(command -v clang-tidy-19)
mkdir -p build/lint
rules=$(sha256sum <.clang-tidy)
export tidy root rules

# One file and its hashes: passed before with the same bytes, or read now.
lint_one() {
    local file=$1 stamp words
    stamp=build/lint/$(printf '%s' "$rules$2" | sha256sum | cut -c1-32)
    [[ ! -e $stamp ]] || return 0
    grep -q "\"file\": \"$root/$file\"" build/compile_commands.json || return 0
    # Only g++ knows some of the warnings that the build switches off.
    if words=$("$tidy" -p build --quiet --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-fbracket-depth=4096 "$file" 2>&1); then
        : >"$stamp"
    else
        grep -v ' warnings* generated\.$\|^Suppressed \|^Use -header-filter' <<<"$words"
        return 1
    fi
}
export -f lint_one
# shellcheck disable=SC2016 # expanded by the inner bash
stamps | xargs -r -P "$jobs" -L 1 bash -c 'lint_one "$0" "$1"' || bad=1

if ((bad)); then die "lint found something to mend"; fi
say "lint found nothing"
