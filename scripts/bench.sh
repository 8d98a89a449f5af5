#!/usr/bin/env bash
# The measurements, as JSON lines on standard output; ONLY=GROUP runs one group.
# A group is a folder of bench/ with a run.sh: it gets the folder of the built programs as its one
# argument, prints a line for each measurement (name, value, unit, against, ratio) and fails when it
# could not measure. What it tells people goes to standard error.
. "$(dirname "$0")/lib.sh"

scripts/bootstrap.sh build test bench
scripts/build.sh
shopt -s nullglob
failed=0 ran=0
for script in bench/*/run.sh; do
    group=$(basename "$(dirname "$script")")
    [[ -z ${ONLY:-} || $ONLY == "$group" ]] || continue
    ran=$((ran + 1))
    say "bench: $group"
    "$script" build || {
        say "bench: $group could not measure"
        failed=1
    }
done
((ran)) || die "there is no group \"${ONLY:-}\" in bench/; there are: $(for s in bench/*/run.sh; do basename "$(dirname "$s")"; done | tr '\n' ' ')"
exit "$failed"
