#!/usr/bin/env bash
# The shared store's append beside multi-row inserts of the same rows, at equal batch sizes.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

database=$work/postgres
end_database() { tests/contract/postgres.sh stop "$database" >/dev/null 2>&1 || true; }
trap 'end_database; finish' EXIT

tests/contract/postgres.sh start "$database" >/dev/null
"$built/bench/postgres/postgres_append_bench" "$(<"$database")"
say_load
