#!/usr/bin/env bash
# Many workspaces on one server: MANY of them (10,000), each with a document of its own; then, after a
# start that opens none but the default one: how long the start takes, beside one with a single
# workspace; memory and open files; and how long the first lead in a closed workspace takes, beside
# the next one in the same.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

many=${MANY:-10000}
asked=$((many < 1000 ? many : 1000))

document() {
    printf 'workspace: %s\npeople:\n  ann: { name: Ann, email: ann@%s.test }\n' "$1" "$1"
    printf '  ben: { name: Ben, email: ben@%s.test }\n' "$1"
    printf 'pools: { team: { members: [ann, ben] } }\notherwise: { pool: team }\n'
}

# serve_it: a server on what there is; sets baton_pid and baton_at, and how long it took.
serve_it() {
    local begun=$EPOCHREALTIME
    begin "$work/baton.out" "$baton" serve --data "$work/data" --listen 127.0.0.1:0
    baton_pid=$begun_pid
    baton_at=
    until [[ -n $baton_at ]]; do
        kill -0 "$baton_pid" 2>/dev/null || {
            cat "$work/baton.out" >&2
            die "the server did not start"
        }
        sleep 0.002
        baton_at=$(sed -n 's/^Baton serves on http:\/\///p' "$work/baton.out")
    done
    started=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", (b - a) * 1000 }')
}

# leads FROM TO: posts one lead to each of these workspaces, one after the other; the seconds that each
# took, one a line.
leads() {
    local i
    for ((i = $1; i <= $2; i++)); do
        ((i == $1)) || echo next
        printf 'url = "http://%s/w/w%05d/v1/leads"\n' "$baton_at" "$i"
        printf 'data = "{\\"email\\":\\"kim%d@oak.test\\"}"\nheader = "Content-Type: application/json"\n' "$i"
        printf 'fail-with-body\noutput = "%s"\nwrite-out = "%%{http_code} %%{time_total}\\n"\n' "$work/answer"
    done >"$work/leads.curl"
    curl -sS --fail-early -K "$work/leads.curl" >"$work/leads.out" 2>"$work/leads.err" || true
    if (($(grep -c '^201 ' "$work/leads.out") < $2 - $1 + 1)); then
        die "a lead was not taken: $(tail -n 1 "$work/leads.out") $(cat "$work/answer" "$work/leads.err")"
    fi
    cut -d ' ' -f 2 "$work/leads.out"
}
# percentile P: of the numbers on standard input, in milliseconds.
percentile() { sort -g | awk -v p="$1" '{ v[NR] = $1 * 1000 } END { i = int(NR * p); if (i < NR * p) i++; printf "%.3f", v[i < 1 ? 1 : i] }'; }

# How many files a process has open.
files_of() { find "/proc/$1/fd" -mindepth 1 | wc -l; }

# make_ones FROM TO: publishes the first document of each of these workspaces.
make_ones() {
    local i name
    for ((i = $1; i <= $2; i++)); do
        printf -v name 'w%05d' "$i"
        document "$name" >"$work/documents/$name"
        ((i == $1)) || echo next
        printf 'url = "http://%s/w/%s/v1/workspace"\nupload-file = "%s"\nheader = "Content-Type: application/yaml"\n' \
            "$baton_at" "$name" "$work/documents/$name"
        printf 'output = "/dev/null"\nwrite-out = "%%{http_code}\\n"\n'
    done >"$work/make.curl"
    curl -sS -K "$work/make.curl" >>"$work/made.out"
}

mkdir -p "$work/documents"
serve_it
make_ones 1 1
end "$baton_pid"
# A start with one is what a start with many is held to.
serve_it
alone=$started
curl -sS -o /dev/null "http://$baton_at/healthz"
alone_memory=$(memory_of "$baton_pid")
alone_files=$(files_of "$baton_pid")
make_ones 2 "$many"
made=$(grep -c '^20[01]$' "$work/made.out" || true)
((made == many)) || die "$made of $many workspaces were made"
say "  $made workspaces made"
end "$baton_pid"

starts=()
for _ in 1 2 3; do
    serve_it
    starts+=("$started")
    [[ ${#starts[@]} == 3 ]] || end "$baton_pid"
done
start=$(median "${starts[@]}")
say_load
line "workspaces/start/$many" "$start" ms one-workspace "$(divided "$start" "$alone")"
curl -sS -o /dev/null "http://$baton_at/healthz"
memory=$(memory_of "$baton_pid")
line "workspaces/memory/$many" "$memory" MB one-workspace "$(divided "$memory" "$alone_memory")"
files=$(files_of "$baton_pid")
line "workspaces/files/$many" "$files" files one-workspace "$(divided "$files" "$alone_files")"

leads 1 "$asked" >"$work/cold"
leads 1 "$asked" >"$work/warm"
cold=$(percentile 0.5 <"$work/cold")
warm=$(percentile 0.5 <"$work/warm")
line workspaces/first-lead/p50 "$cold" ms second-lead "$(divided "$cold" "$warm")"
cold=$(percentile 0.99 <"$work/cold")
warm=$(percentile 0.99 <"$work/warm")
line workspaces/first-lead/p99 "$cold" ms second-lead "$(divided "$cold" "$warm")"
memory=$(memory_of "$baton_pid")
line "workspaces/memory/$asked-open" "$memory" MB one-workspace "$(divided "$memory" "$alone_memory")"
