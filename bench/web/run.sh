#!/usr/bin/env bash
# What a browser makes of the web app: how long a rep's inbox takes until its first lead can be taken,
# with the processor slowed down four times, and how long the longest frame is while ten thousand leads
# scroll by. Targets: 1.5 s, 50 ms.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

scripts/bootstrap.sh node browser
# shellcheck source=scripts/node.sh
. scripts/node.sh
install_node_modules tests/flow
BATON=$baton node bench/web/web_bench.mjs
say_load
