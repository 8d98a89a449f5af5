#!/usr/bin/env bash
# A PostgreSQL of the tests' own, in a temporary folder, on a Unix socket there: no port, no root.
#   tests/contract/postgres.sh start FILE [SETTING=VALUE…]   makes it; its URL goes into FILE
#   tests/contract/postgres.sh stop FILE                     ends it and removes all of it
#   tests/contract/postgres.sh crash FILE                    ends it as a power cut would
#   tests/contract/postgres.sh again FILE [SETTING=VALUE…]   starts what was ended
set -euo pipefail

self=$(realpath "$0")
action=$1
file=$2
shift 2

programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[[ -n $programs ]] || programs=$(pg_config --bindir 2>/dev/null || true)
if [[ ! -x $programs/initdb ]]; then
    echo "PostgreSQL is not installed: apt-get install postgresql" >&2
    exit 1
fi

# PostgreSQL refuses to run as root.
unprivileged() {
    if ((EUID == 0)); then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

launch() {
    local options="-c listen_addresses= -c unix_socket_directories=$folder -c max_connections=200"
    options+=" -c shared_buffers=64MB -c log_min_messages=fatal -c recovery_init_sync_method=syncfs"
    for setting in "$@"; do options+=" -c $setting"; done
    unprivileged "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -o "$options" -w -t 60 \
        start >/dev/null || {
        cat "$folder/log" >&2
        exit 1
    }
}

if [[ $action == start ]]; then
    # Whatever an earlier run could not end.
    "$BASH" "$self" stop "$file"
    folder=$(mktemp -d "${TMPDIR:-/tmp}/baton-pg-XXXXXX")
    chmod 755 "$folder"
    ((EUID != 0)) || chown nobody:nogroup "$folder"
    cd "$folder"
    unprivileged "$programs/initdb" -D "$folder/data" -U baton -A trust -E UTF8 --locale=C --no-sync \
        >/dev/null
    launch "$@"
    mkdir -p "$(dirname "$file")"
    echo "postgresql://baton@/postgres?host=$folder" >"$file"
    exit 0
fi

[[ -s $file ]] || exit 0
folder=$(sed 's/.*host=//' "$file")
[[ -d $folder ]] || exit 0
cd "$folder"
case $action in
    stop)
        unprivileged "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
        cd /
        rm -rf "$folder"
        rm -f "$file"
        ;;
    crash) unprivileged "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null ;;
    again) launch "$@" ;;
    *)
        echo "postgres.sh knows start, stop, crash and again, not \"$action\"" >&2
        exit 2
        ;;
esac
