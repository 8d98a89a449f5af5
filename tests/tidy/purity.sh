#!/usr/bin/env bash
# Shows that the objects of the pure core import no clock, file, socket, thread, random source,
# environment or locale.
#   purity.sh OBJECT…          (objects or static libraries)
# Reads what each leaves undefined for the linker (nm -u) and holds it to impure.txt. Prints each
# offence as OBJECT: SYMBOL (why), and exits 1 when there was any.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
(($#)) || {
    echo "purity.sh: no object to look at" >&2
    exit 2
}

nm -uAC "$@" 2>/dev/null | awk -v list="$here/impure.txt" '
    BEGIN {
        while ((getline line < list) > 0) {
            if (line ~ /^[ \t]*(#|$)/) continue
            split(line, part, /[ \t][ \t]+/)
            count++
            verdict[count] = part[1]
            pattern[count] = part[2]
            why[count] = part[3]
        }
    }
    # "archive:object:   U symbol"; a weak import (w) binds only to what somebody else brought in.
    match($0, / U /) {
        object = substr($0, 1, RSTART - 1)
        sub(/:[ \t]*$/, "", object)
        symbol = substr($0, RSTART + 3)
        sub(/@.*$/, "", symbol)
        seen++
        for (i = 1; i <= count; i++) {
            if (symbol !~ "^(" pattern[i] ")$") continue
            if (verdict[i] == "no") { print object ": " symbol " (" why[i] ")"; offences++ }
            break  # the first line that speaks of it decides
        }
    }
    END {
        if (!seen) { print "nm saw no symbol at all"; exit 2 }
        exit offences ? 1 : 0
    }'
