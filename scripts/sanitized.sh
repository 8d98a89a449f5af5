#!/usr/bin/env bash
# Builds targets with clang's sanitizers, in the folder of a preset.
#   scripts/sanitized.sh asan|tsan TARGET…
# asan is also what the fuzzers are built with: one folder, the libraries are compiled once.
. "$(dirname "$0")/lib.sh"

preset=$1 folder=build-$1
shift
scripts/bootstrap.sh build test fuzz
# A folder that another compiler was once configured for is begun anew.
if [[ -f $folder/CMakeCache.txt ]] && ! grep -q '^CMAKE_CXX_COMPILER:[A-Z]*=.*clang++-19$' "$folder/CMakeCache.txt"; then
    rm -rf "$folder"
fi
if [[ ! -f $folder/build.ninja ]]; then
    mkdir -p "$folder"
    cmake --preset "$preset" >"$folder/configure.log" 2>&1 || {
        tail -n 20 "$folder/configure.log" >&2
        die "cmake could not configure $folder"
    }
fi
if [[ -t 2 ]]; then
    ninja -C "$folder" -j "$jobs" "$@" >&2
else
    ninja -C "$folder" -j "$jobs" "$@" >"$folder/build.log" 2>&1 || {
        grep -A 30 -m 3 '^FAILED:\|error:' "$folder/build.log" >&2 || tail -n 60 "$folder/build.log" >&2
        die "the build failed (all of its words: $folder/build.log)"
    }
fi
