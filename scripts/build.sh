#!/usr/bin/env bash
# Configures build/ where it is needed and builds the targets named (none: all, with the tests).
#   scripts/build.sh [TARGET…]
# One folder, build/, serves the binary and the tests: the libraries are compiled once.
. "$(dirname "$0")/lib.sh"

tests=ON
((${#@} == 0)) || tests=OFF
if [[ $tests == ON ]]; then scripts/bootstrap.sh build test node; else scripts/bootstrap.sh build node; fi

# Tests stay switched on once they were: nobody's next `make build` starts from nothing.
if [[ ! -f build/build.ninja ]] || { [[ $tests == ON ]] && ! grep -q '^BATON_TESTS:BOOL=ON' build/CMakeCache.txt; }; then
    mkdir -p build
    cmake --preset release -DBATON_TESTS=$tests >build/configure.log 2>&1 || {
        cat build/configure.log >&2
        die "cmake could not configure build/ (all of its words: build/configure.log)"
    }
fi

# Ninja's own progress on a terminal; a log and its end where that went wrong elsewhere.
if [[ -t 2 ]]; then
    ninja -C build -j "$jobs" "$@" >&2
else
    ninja -C build -j "$jobs" "$@" >build/build.log 2>&1 || {
        grep -A 40 -m 3 '^FAILED:\|error:' build/build.log >&2 || tail -n 60 build/build.log >&2
        die "the build failed (all of its words: build/build.log)"
    }
fi
