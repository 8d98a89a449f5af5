#!/usr/bin/env bash
# `make run` on a bare machine has no test packages: fails where DIR cannot be configured without them.
#   tests/tidy/bare.sh DIR
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

hidden=()
for package in GTest rapidcheck valijson benchmark; do
    hidden+=("-DCMAKE_DISABLE_FIND_PACKAGE_$package=ON")
done
cmake -S "$1" -B "$folder" -G Ninja -DBATON_TESTS=OFF "${hidden[@]}" >"$folder/words" 2>&1 || {
    grep -A 4 '^CMake Error' "$folder/words" || cat "$folder/words"
    exit 1
}
