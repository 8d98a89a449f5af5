#!/usr/bin/env bash
# Installs the Debian packages that a purpose needs and the machine lacks.
#   scripts/bootstrap.sh PURPOSE…     build | test | lint | fuzz | bench | node | browser | tryton
# On a machine that has them all it only asks dpkg, which takes some 20 ms and no network.
. "$(dirname "$0")/lib.sh"

packages_for() {
    case $1 in
        build) # compiler, build tools and the libraries of the binary
            echo g++ cmake ninja-build ccache mold pkg-config ca-certificates tzdata
            echo libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libyaml-cpp-dev
            echo libsqlite3-dev libhowardhinnant-date-dev libicu-dev libpsl-dev libre2-dev
            echo libfmt-dev prometheus-cpp-dev libcli11-dev libsodium-dev libmimalloc-dev libssl-dev
            echo libcurl4-openssl-dev libpq-dev
            ;;
        test) # what the tests link with and call
            echo libgtest-dev libgmock-dev librapidcheck-dev libvalijson-dev sqlite3 curl postgresql
            echo libfaketime nftables iproute2 # clocks that jump, networks that break
            ;;
        bench) echo libbenchmark-dev nginx-light curl clips ;;
        fuzz) echo clang-19 libclang-rt-19-dev llvm-19 ;; # llvm-19: names instead of addresses in reports
        lint) echo clang-format clang-tidy-19 shellcheck ;;
        browser) echo chromium fonts-dejavu-core ;;
        tryton) echo tryton-server tryton-modules-sale-opportunity sqlite3 ;; # a real CRM for the flows
        node) ;; # see need_node below
        *) die "bootstrap.sh knows no purpose \"$1\"; it knows build, test, lint, fuzz, bench, node, browser and tryton" ;;
    esac
}

# A package stands for itself, or for any other that gives the same command.
installed() {
    case $1 in
        nginx-light) command -v nginx >/dev/null && return ;;
        clang-format | clang-tidy-19 | shellcheck | curl | sqlite3 | chromium) command -v "$1" >/dev/null && return ;;
    esac
    [[ " $known " == *" $1 "* ]]
}

# Runs a command as root: as it is, or through sudo.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "these Debian packages are missing and installing them needs root: ${missing[*]}
Run as root:  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    fi
}

# Node 20.19 or newer. Debian 12 has 18: there, npm's own \`node\` package brings a newer one into
# build/tools, which scripts/node.sh puts into PATH.
need_node() {
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    if node_is_new_enough && command -v npm >/dev/null; then return; fi
    command -v npm >/dev/null || wanted+=(nodejs npm)
    bring_node=1
}

wanted=()
bring_node=0
for purpose in "$@"; do
    if [[ $purpose == node ]]; then
        need_node
    else
        # shellcheck disable=SC2207 # names of packages hold no spaces
        wanted+=($(packages_for "$purpose"))
    fi
done

missing=()
if ((${#wanted[@]})); then
    command -v dpkg-query >/dev/null ||
        die "this is no Debian machine; install by its own means what these Debian packages give: ${wanted[*]}"
    # One question for all; dpkg-query fails where a name is unknown to it, which is an answer too.
    known=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
        awk '$2 == "installed" { print $1 }' | tr '\n' ' ' || true)
    for package in "${wanted[@]}"; do
        installed "$package" || missing+=("$package")
    done
fi

if ((${#missing[@]})); then
    say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    as_root apt-get update >"$log" 2>&1 || {
        cat "$log" >&2
        die "apt-get update failed: is there a network, and a Debian mirror in /etc/apt/sources.list?"
    }
    as_root apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 || {
        cat "$log" >&2
        die "apt-get could not install: ${missing[*]}"
    }
fi

if ((bring_node)); then
    # shellcheck source=scripts/node.sh
    . scripts/node.sh
    if ! node_is_new_enough; then
        say "Installing Node $node_wanted from npm into build/tools"
        mkdir -p build/tools
        npm install --prefix build/tools --no-save --no-audit --no-fund --loglevel=error \
            "node@$node_wanted" >&2 || die "npm could not install node@$node_wanted"
        . scripts/node.sh
        node_is_new_enough || die "build/tools holds no Node $node_wanted after npm install"
    fi
fi
