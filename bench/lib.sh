# shellcheck shell=bash disable=SC2034,SC2154 # bench/*/run.sh read what is set here
# What the measurements of this folder share: `. "$(dirname "$0")/../lib.sh" "$1"`, with the folder
# of the built programs. Makes $work on the same disk as that folder (a folder in memory would make
# every commit free), and ends what was started and removes $work at exit. `cleanup` holds the ids
# of the processes that are still ours.
built=$1
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

built=$(cd "$built" && pwd)
baton=$built/baton
load=$built/bench/load/baton_load
echo_server=$built/bench/load/baton_echo
for program in "$baton" "$load" "$echo_server"; do
    [[ -x $program ]] || die "$program has not been built"
done

work=$(mktemp -d "$built/bench.XXXXXX")
cleanup=()
finish() {
    local id
    for id in "${cleanup[@]}"; do kill "$id" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT

# Ends one process and waits for it.
end() {
    local id kept=()
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    for id in "${cleanup[@]}"; do [[ $id == "$1" ]] || kept+=("$id"); done
    cleanup=("${kept[@]}")
}

# until_says FILE PATTERN: waits, 10 s at most, until a program has written a line like that.
until_says() {
    local i
    for ((i = 0; i < 100; i++)); do
        if grep -q "$2" "$1" 2>/dev/null; then return; fi
        sleep 0.1
    done
    cat "$1" >&2
    die "a server did not come up within 10 s"
}

# begin FILE COMMAND …: starts it in the background, what it says going to FILE, where nothing of one
# before stands any more; sets begun_pid.
begin() {
    rm -f "$1"
    "${@:2}" >"$1" 2>&1 &
    begun_pid=$!
    cleanup+=("$begun_pid")
}

# start_echo NAME THREADS: sets NAME_pid and NAME_at (host:port).
start_echo() {
    begin "$work/$1.out" "$echo_server" --listen 127.0.0.1:0 --threads "$2"
    declare -g "$1_pid=$begun_pid"
    until_says "$work/$1.out" :
    declare -g "$1_at=$(head -n 1 "$work/$1.out")"
}

# The sample company, with one channel on that posts to $1. Nobody's day is full: with the sample's
# own capacities sixty leads would be assigned and told of, and all others only wait.
write_workspace() {
    cp sample/accounts.csv "$work/"
    sed -E 's/capacity: \{ open: [0-9]+, day: [0-9]+ \}/capacity: { open: 100000000, day: 100000000 }/' \
        sample/workspace.yaml >"$work/workspace.yaml"
    cat >>"$work/workspace.yaml" <<END

channels:
  bench: { type: webhook, url: "http://$1/leads", secret: "\${BENCH_SECRET}" }
notify: [bench]
END
    BENCH_SECRET=whsec_$(printf '%032d' 0 | base64)
    export BENCH_SECRET
}

# serve_baton OPTION …: `baton serve`; sets baton_pid and baton_at.
serve_baton() {
    begin "$work/baton.out" "$baton" serve --listen 127.0.0.1:0 "$@"
    baton_pid=$begun_pid
    until_says "$work/baton.out" 'Baton serves on'
    baton_at=$(sed -n 's/^Baton serves on http:\/\///p' "$work/baton.out")
}

# start_baton THREADS [OPTION…]: a server with an empty store.
start_baton() {
    rm -rf "$work/data"
    serve_baton --workspace "$work/workspace.yaml" --data "$work/data" --threads "$@" --allow-private
}

# field NAME: a number out of a line of JSON on standard input.
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }

# The middle one of the numbers given.
median() { printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# divided A B: A / B with three places.
divided() { awk -v a="$1" -v b="$2" 'BEGIN { if (b == 0) exit 1; printf "%.3f", a / b }'; }

# line NAME VALUE UNIT AGAINST RATIO: one measurement on standard output.
line() {
    printf '{"name":"%s","value":%s,"unit":"%s","against":"%s","ratio":%s}\n' "$@"
}

# The most memory a process has had, in MB.
memory_of() { awk '/^VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

say_load() { say "  load average $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"; }
