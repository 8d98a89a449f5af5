#!/usr/bin/env bash
# Reads every #include "…" below DIR/src and fails on one that layers.txt does not allow.
#   layers.sh DIR [LAYERS]
# Prints each offence as FILE:LINE: words, and exits 1 when there was any.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
layers=${2:-$here/layers.txt}

cd "$dir"
# A subfolder that layers.txt does not name belongs to the nearest folder above it that it does.
find src -mindepth 2 \( -name '*.cpp' -o -name '*.hpp' -o -name '*.h' \) -print | LC_ALL=C sort |
    awk -v layers="$layers" '
    function folder_of(path,    at) {
        while (match(path, /\/[^\/]*$/)) {
            path = substr(path, 1, RSTART - 1)
            if (path in known) return path
        }
        return ""
    }
    function bad(words) { print words; offences++ }
    BEGIN {
        while ((getline line < layers) > 0) {
            sub(/#.*/, "", line)
            n = split(line, word, " ")
            if (n == 0) continue
            if (word[1] in known) bad(layers ": " word[1] " has two lines")
            for (i = 2; i <= n; i++) {
                if (word[i] == "core") {
                    for (other in known) if (other ~ /^core\//) may[word[1], other] = 1
                } else if (word[i] in known) {
                    may[word[1], word[i]] = 1
                } else {
                    bad(layers ": " word[1] " names " word[i] ", which no line above it defines")
                }
            }
            known[word[1]] = 1
        }
    }
    {
        file = $0
        from = folder_of(substr(file, 5))
        if (from == "") { bad(file ":1: its folder has no line in tests/tidy/layers.txt"); next }
        number = 0
        while ((getline line < file) > 0) {
            number++
            if (line !~ /^[ \t]*#[ \t]*include[ \t]*"/) continue
            path = line
            sub(/^[^"]*"/, "", path)
            sub(/".*$/, "", path)
            files++
            if (path !~ /\//) { bad(file ":" number ": \"" path "\" is not a full path from src/"); continue }
            to = folder_of(path)
            if (to == "") bad(file ":" number ": \"" path "\" is in no folder that tests/tidy/layers.txt names")
            else if (to != from && !((from, to) in may)) bad(file ":" number ": " from " may not include " to " (\"" path "\")")
        }
        close(file)
    }
    END { exit offences ? 1 : 0 }'
