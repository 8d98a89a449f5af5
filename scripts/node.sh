# shellcheck shell=bash disable=SC2154 # root comes from lib.sh
# Finds a Node that is new enough: the machine's own, else the one that bootstrap.sh brought into
# build/tools. Sourced after lib.sh; changes PATH only.
node_wanted=20.19.0

node_is_new_enough() {
    command -v node >/dev/null &&
        node -e '
            const want = process.argv[1].split(".").map(Number)
            const have = process.versions.node.split(".").map(Number)
            const first = have.findIndex((n, i) => n !== want[i])
            process.exit(first === -1 || have[first] > want[first] ? 0 : 1)' "$node_wanted"
}

if [[ -x build/tools/node_modules/node/bin/node ]] && ! node_is_new_enough; then
    PATH=$root/build/tools/node_modules/node/bin:$PATH
fi

# `npm ci` in a folder, only when its lock file has changed since the last time.
install_node_modules() {
    local folder=$1 lock
    lock=$(sha256sum "$folder/package-lock.json" | cut -c1-64)
    if [[ -f $folder/node_modules/.installed && $(<"$folder/node_modules/.installed") == "$lock" ]]; then return; fi
    npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2 || die "npm ci failed in $folder"
    echo "$lock" >"$folder/node_modules/.installed"
}
