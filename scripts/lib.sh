# What every script of this folder starts with: `. "$(dirname "$0")/lib.sh"`.
# Puts the shell into its strict mode, goes to the root of the project and names what is shared.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Two builds of the same file in different check-outs are the same build to ccache.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros

jobs=${JOBS:-$(nproc)}

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
