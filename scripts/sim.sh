#!/usr/bin/env bash
# The simulation: companies made up from seeds live under faults, and an audit holds everything that
# happened against the slow model (tests/sim).
#   make sim        SEEDS=5000 make sim        MINUTES=30 make sim        SEED=17 make sim        SEED=17 BUG=lost-wake-up make sim
# Begins at a seed of chance, and says which. One seed is told step by step. The last line on standard
# output is "N passed, N failed".
. "$(dirname "$0")/lib.sh"

scripts/bootstrap.sh test
if [[ ! -f build/build.ninja ]] || ! grep -q '^BATON_TESTS:BOOL=ON' build/CMakeCache.txt; then
    mkdir -p build
    cmake --preset release -DBATON_TESTS=ON >build/configure.log 2>&1 || die "cmake could not configure build/ (all of its words: build/configure.log)"
fi
scripts/build.sh simulate

bug=${BUG:-none}
if [[ -n ${SEED:-} ]]; then
    exec build/tests/sim/simulate --seed "$SEED" --bug "$bug" --lines "${LINES_KEPT:-200}"
fi
# Nobody is helped by the same few seeds each day.
from=${FROM:-$((RANDOM * 32768 + RANDOM))}
if [[ -n ${SEEDS:-} ]]; then
    say "$SEEDS seeds from $from"
    exec build/tests/sim/simulate --seeds "$SEEDS" --from "$from" --bug "$bug"
fi
say "from seed $from for ${MINUTES:-1} minutes"
exec build/tests/sim/simulate --minutes "${MINUTES:-1}" --from "$from" --bug "$bug"
