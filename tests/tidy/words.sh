#!/usr/bin/env bash
# The rules for the text of a source file: a head comment, `#pragma once`, at most 500 lines, nothing
# left for later, no tabs or blanks at a line's end.
#   words.sh DIR
# Prints each offence as FILE:LINE: words, and exits 1 when there was any.
set -euo pipefail
cd "$1"

# What people wrote by hand; not what tools lay beside it.
sources() {
    { find src web/src web/*.ts tests bench scripts sample .ci -type d -name node_modules -prune -o -type f "$@" -print 2>/dev/null || true; } | LC_ALL=C sort
}

offences=$(mktemp)
trap 'rm -f "$offences"' EXIT

sources \( -name '*.cpp' -o -name '*.hpp' -o -name '*.mjs' -o -name '*.js' -o -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.sh' -o -name 'CMakeLists.txt' -o -name '*.cmake' \) | while read -r file; do
    awk -v file="$file" '
        BEGIN { limit = 500; script = file ~ /\.sh$/; listed = file ~ /(CMakeLists\.txt|\.cmake)$/ }
        FNR == 1 { first = $0 }
        FNR == 2 { second = $0 }
        /^#pragma once$/ { once = 1 }
        /[ \t]+$/ { print file ":" FNR ": blanks at the end of the line" }
        /\t/ && !listed { print file ":" FNR ": a tab" }
        END {
            head = script ? (first ~ /^#!/ ? second : first) : first
            if (!listed && head !~ /^(\/\/|\/\*|#) ?[A-Za-z"`$].*[a-z]/) print file ":1: no head comment that says what the file is"
            if (file ~ /\.hpp$/ && !once) print file ":1: no #pragma once"
            if (NR > limit) print file ":" NR ": " NR " lines; about " limit " is where a file tells two stories"
        }' "$file"
done >>"$offences"

# The words are put together here, so that this file does not offend itself.
later="TO""DO|FIX""ME|XX""X|HA""CK|not imple""mented"
sources \( -name '*.cpp' -o -name '*.hpp' -o -name '*.mjs' -o -name '*.js' -o -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.sh' -o -name '*.yaml' -o -name '*.txt' -o -name '*.sql' \) |
    { xargs -r -d '\n' grep -nHwE "$later" || true; } |
    awk -F: '{ print $1 ":" $2 ": left for later: " substr($0, length($1) + length($2) + 3) }' >>"$offences"

cat "$offences"
[[ ! -s $offences ]]
