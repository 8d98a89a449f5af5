# shellcheck shell=bash disable=SC2034 # what is named here is used by those who read this
# What every script of this folder starts with: `. "$(dirname "$0")/lib.sh"`.
# Puts the shell into its strict mode, goes to the root of the project and names what is shared.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Two builds of the same file in different check-outs are the same build to ccache.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros

jobs=${JOBS:-$(nproc)}

# What the sanitizers are asked for, whoever runs something that was built with them.
symbolizer=/usr/lib/llvm-19/bin/llvm-symbolizer
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:external_symbolizer_path=$symbolizer
export UBSAN_OPTIONS=print_stacktrace=1:external_symbolizer_path=$symbolizer
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$root/tests/soak/tsan.txt:external_symbolizer_path=$symbolizer

# A line for the person at the terminal; standard output is kept for results.
say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

# How long a step took, for people: "1m 12s".
took() {
    local seconds=$1
    if ((seconds >= 60)); then printf '%dm %02ds' $((seconds / 60)) $((seconds % 60)); else printf '%ds' "$seconds"; fi
}

# Every C++ file of the project, one a line.
cpp_files() {
    { find src tests bench -type d -name node_modules -prune -o -type f \( -name '*.cpp' -o -name '*.hpp' \) -print 2>/dev/null || true; } |
        LC_ALL=C sort
}
