#!/usr/bin/env bash
# Builds Baton and serves the sample company; the log and its data lie in data/.
. "$(dirname "$0")/lib.sh"

scripts/build.sh baton
exec build/baton serve --workspace sample/workspace.yaml --data data --listen "${LISTEN:-127.0.0.1:8080}"
