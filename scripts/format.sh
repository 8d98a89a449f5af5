#!/usr/bin/env bash
# Puts every C++ file of the project into the house's format (.clang-format).
. "$(dirname "$0")/lib.sh"
scripts/bootstrap.sh lint
cpp_files | xargs -r -d '\n' -P "$jobs" -n 16 clang-format -i
