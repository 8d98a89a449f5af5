#!/usr/bin/env bash
# Ingest on the shared store: one node on PostgreSQL beside one on SQLite, and three nodes on one
# workspace beside one with as many clients. Same rules, same posts and one channel as bench/ingest.
# A ratio is the median over the rounds of what neighbouring runs gave.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
each=${EACH:-4}
connections=${CONNECTIONS:-64}
threads=$(nproc)
database=$work/postgres

end_database() { tests/contract/postgres.sh stop "$database" >/dev/null 2>&1 || true; }
trap 'end_database; finish' EXIT

start_echo receiver 1
write_workspace "$receiver_at"

# start_node NAME: a server on the database; sets NAME_pid and NAME_at.
start_node() {
    "$baton" serve --workspace "$work/workspace.yaml" --store "$(<"$database")" --data "$work/data-$1" \
        --listen 127.0.0.1:0 --threads "$threads" --allow-private >"$work/$1.out" 2>&1 &
    declare -g "$1_pid=$!"
    cleanup+=("$!")
    until_says "$work/$1.out" 'Baton serves on'
    declare -g "$1_at=$(sed -n 's/^Baton serves on http:\/\///p' "$work/$1.out")"
}

# drive ADDRESS CONNECTIONS [PID]: one run; its report on standard output.
drive() { "$load" --connect "$1" --connections "$2" --seconds "$each" --server-pid "${3:-0}"; }

fresh_database() {
    end_database
    tests/contract/postgres.sh start "$database" >/dev/null
}

sqlite=() one=() of_sqlite=() three=() of_one=() worst=() p99=() conflicts=()
for ((round = 0; round < rounds; round++)); do
    start_baton "$threads"
    sqlite+=("$(drive "$baton_at" "$connections" | field rps)")
    end "$baton_pid"

    fresh_database
    start_node first
    report=$(drive "$first_at" "$connections" "$first_pid")
    one+=("$(field rps <<<"$report")")
    p99+=("$(field p99_ms <<<"$report")")
    of_sqlite+=("$(divided "${one[-1]}" "${sqlite[-1]}")")
    end "$first_pid"

    # As many clients, a third of them at each node.
    fresh_database
    for node in first second third; do start_node "$node"; done
    share=$((connections / 3 + (connections % 3 > 0)))
    running=()
    for node in first second third; do
        at=${node}_at
        drive "${!at}" "$share" >"$work/$node.report" &
        running+=("$!")
    done
    wait "${running[@]}"
    three+=("$(cat "$work"/{first,second,third}.report | field rps | awk '{ n += $1 } END { print n }')")
    of_one+=("$(divided "${three[-1]}" "${one[-1]}")")
    worst+=("$(cat "$work"/{first,second,third}.report | field max_ms | sort -g | tail -n 1)")
    conflicts+=("$(for node in first second third; do
        at=${node}_at
        curl -s "http://${!at}/metrics"
    done | awk '/^baton_writer_conflicts_total/ { n += $2 } END { print n + 0 }')")
    for node in first second third; do
        pid=${node}_pid
        end "${!pid}"
    done
    say "  sqlite ${sqlite[-1]}/s, postgresql ${one[-1]}/s, three nodes ${three[-1]}/s (worst ${worst[-1]} ms, ${conflicts[-1]} conflicts)"
    say_load
done
line nodes/one "$(median "${one[@]}")" leads/s sqlite "$(median "${of_sqlite[@]}")"
line nodes/one-p99 "$(median "${p99[@]}")" ms target-1000 "$(divided "$(median "${p99[@]}")" 1000)"
line nodes/three "$(median "${three[@]}")" leads/s one-node "$(median "${of_one[@]}")"
line nodes/three-worst "$(median "${worst[@]}")" ms target-1000 "$(divided "$(median "${worst[@]}")" 1000)"
