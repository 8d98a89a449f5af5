#!/usr/bin/env bash
# Runs the tests of the house's own rules: first each check against planted offences (a check that
# cannot fail proves nothing), then against the project itself.
#   tests/tidy/run.sh [BUILD_DIR]      the core's libraries are looked for in BUILD_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${1:-build}
[[ $build == /* ]] || build=$root/build
trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT

passed=0 failed=0

# passes NAME COMMAND…: the check finds nothing to say.
passes() {
    local name=$1 words
    shift
    if words=$("$@" 2>&1); then
        echo "ok      $name"
        passed=$((passed + 1))
    else
        echo "FAILED  $name"
        awk 'NR <= 60 { print "        " $0 } END { if (NR > 60) print "        and " NR - 60 " more" }' <<<"$words"
        failed=$((failed + 1))
    fi
}

# refuses NAME WORDS COMMAND…: the check fails, and says WORDS.
refuses() {
    local name=$1 wanted=$2 words
    shift 2
    if words=$("$@" 2>&1); then
        echo "FAILED  $name: the planted offence passed"
        failed=$((failed + 1))
    elif [[ $words != *"$wanted"* ]]; then
        echo "FAILED  $name: \"$wanted\" was not among the words: $words"
        failed=$((failed + 1))
    else
        echo "ok      $name"
        passed=$((passed + 1))
    fi
}

# tree NAME: an empty project to plant things in; plant TREE FILE reads the text from standard input.
tree() { mkdir -p "$trees/$1/src" && echo "$trees/$1"; }
plant() { mkdir -p "$(dirname "$1/$2")" && cat >"$1/$2"; }

# ---- layers ----------------------------------------------------------------------------------------

layers_case() {
    local name=$1 file=$2 include=$3 dir
    dir=$(tree "layers-$name")
    plant "$dir" "$file" <<<"#include \"$include\""
    "$here/layers.sh" "$dir"
}
passes "layers: an arrow downwards is fine" layers_case down src/store/sqlite/log.cpp core/event/event.hpp
passes "layers: a folder includes itself" layers_case self src/core/desk/desk.cpp core/desk/state.hpp
refuses "layers: an arrow upwards" "src/base/text.cpp:1: base may not include core/lead" layers_case up src/base/text.cpp core/lead/lead.hpp
refuses "layers: an arrow against the order inside the core" "core/route may not include core/desk" layers_case core src/core/route/pick.cpp core/desk/desk.hpp
refuses "layers: the core and the store" "core/desk may not include store" layers_case pure src/core/desk/desk.hpp store/store.hpp
refuses "layers: siblings" "capture may not include deliver" layers_case sibling src/capture/form.cpp deliver/courier.hpp
refuses "layers: the transport knows no lead" "http may not include core/lead" layers_case transport src/http/server.cpp core/lead/lead.hpp
refuses "layers: a test is no excuse" "store may not include dispatch" layers_case test src/store/log_test.cpp dispatch/writer.hpp
refuses "layers: a folder without a line" "its folder has no line" layers_case stray src/stray/a.cpp base/text.hpp
refuses "layers: an include that is not a full path" "is not a full path from src/" layers_case short src/base/a.cpp text.hpp

disordered() {
    printf 'base core/lead\ncore/lead\n' >"$trees/disorder.txt"
    "$here/layers.sh" "$(tree disorder)" "$trees/disorder.txt"
}
refuses "layers: the list itself is in order" "base names core/lead, which no line above it defines" disordered
passes "layers: the project" "$here/layers.sh" "$root"

# ---- purity ----------------------------------------------------------------------------------------

impure() {
    local name=$1
    printf '%s\n' "$2" >"$trees/$name.cpp"
    g++ -std=c++23 -O1 -c -o "$trees/$name.o" "$trees/$name.cpp" && "$here/purity.sh" "$trees/$name.o"
}
passes "purity: sums, texts and streams over memory" impure pure '#include <sstream>
#include <vector>
std::string f(const std::vector<int>& all) { std::ostringstream out; for (int n : all) out << n; return out.str(); }'
refuses "purity: a clock" "a clock" impure clock '#include <chrono>
long f() { return std::chrono::system_clock::now().time_since_epoch().count(); }'
refuses "purity: the machine's zone" "the machine's zone" impure zone '#include <ctime>
int f(std::time_t t) { return std::localtime(&t)->tm_hour; }'
refuses "purity: a file" "a file" impure file '#include <fstream>
bool f(const char* name) { return std::ifstream(name).good(); }'
refuses "purity: standard output" "a file" impure output '#include <iostream>
void f() { std::cout << 1; }'
refuses "purity: a folder" "a file" impure folder '#include <filesystem>
bool f(const std::filesystem::path& p) { return std::filesystem::exists(p); }'
refuses "purity: a socket" "a socket" impure socket '#include <sys/socket.h>
int f() { return socket(AF_INET, SOCK_STREAM, 0); }'
refuses "purity: a thread" "a thread" impure thread '#include <thread>
void f() { std::thread([] {}).detach(); }'
refuses "purity: a lock" "a thread" impure lock '#include <mutex>
std::mutex m; void f() { std::scoped_lock lock(m); }'
refuses "purity: chance" "a random source" impure chance '#include <random>
unsigned f() { return std::random_device{}(); }'
refuses "purity: the environment" "the environment" impure environment '#include <cstdlib>
const char* f() { return std::getenv("HOME"); }'
refuses "purity: a locale" "a locale" impure locale '#include <cstdlib>
double f(const char* text) { return std::strtod(text, nullptr); }'

core_objects() {
    local libraries
    mapfile -t libraries < <(find "$build/src/core" -name 'libbaton_*.a' 2>/dev/null | LC_ALL=C sort)
    ((${#libraries[@]})) || {
        echo "no library of the core in $build; build first"
        return 1
    }
    # A library left over from a folder that is gone would speak for nobody.
    "$here/purity.sh" "${libraries[@]}"
}
passes "purity: the core" core_objects

# ---- words -----------------------------------------------------------------------------------------

words_case() {
    local dir
    dir=$(tree "words-$1")
    plant "$dir" "$2"
    "$here/words.sh" "$dir"
}
passes "words: a small tidy header" words_case good src/base/a.hpp <<'CPP'
// What a thing is.
#pragma once
CPP
refuses "words: no head comment" "no head comment" words_case head src/base/a.cpp <<<'int a = 0;'
refuses "words: no pragma once" "no #pragma once" words_case once src/base/a.hpp <<<'// What a thing is.'
refuses "words: 501 lines" "501 lines" words_case long src/base/a.cpp < <(yes '// What a thing is.' | head -n 501)
later=TO; later+=DO
refuses "words: left for later" "src/base/a.cpp:2: left for later" words_case later src/base/a.cpp <<CPP
// What a thing is.
int a = 0;  // ${later}
CPP
refuses "words: blanks at the end" "src/base/a.cpp:2: blanks" words_case blanks src/base/a.cpp < <(printf '// What a thing is.\nint a; \n')
passes "words: the project" "$here/words.sh" "$root"

# ---- links -----------------------------------------------------------------------------------------

links_case() {
    local dir
    dir=$(tree "links-$1")
    plant "$dir" docs/OTHER.md <<<'## Two words'
    plant "$dir" README.md <<<"$2"
    "$here/links.sh" "$dir"
}
passes "links: a file and a heading" links_case good '[a](docs/OTHER.md) [b](docs/OTHER.md#two-words) [c](https://example.org/x)'
refuses "links: a file that is not there" "reaches nothing" links_case gone '[a](docs/GONE.md)'
refuses "links: a heading that is not there" "names no heading" links_case heading '[a](docs/OTHER.md#three-words)'
passes "links: the project" "$here/links.sh" "$root"

# ---- bare: built without what only tests need -------------------------------------------------------

bare_case() {
    local dir
    dir=$(tree "bare-$1")
    plant "$dir" CMakeLists.txt <<<"cmake_minimum_required(VERSION 3.25)
project(bare LANGUAGES NONE)
$2"
    "$here/bare.sh" "$dir"
}
passes "bare: no package of the tests" bare_case fine 'find_package(Git)'
refuses "bare: a test package for all" "rapidcheck" bare_case rapidcheck 'find_package(rapidcheck REQUIRED)'
passes "bare: the project" "$here/bare.sh" "$root"

echo "$passed passed, $failed failed"
((failed == 0))
