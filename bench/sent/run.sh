#!/usr/bin/env bash
# How many messages a second one channel sends to a quick receiver, on either store: leads of a few
# seconds are taken in first, then what is sent of their messages is counted while nothing else is
# asked for. Beside the promise of 2,000 a second.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
each=${EACH:-3}
leads=${LEADS:-100000}
database=$work/postgres

end_database() { tests/contract/postgres.sh stop "$database" >/dev/null 2>&1 || true; }
trap 'end_database; finish' EXIT

start_echo receiver 1
write_workspace "$receiver_at"

sent() { curl -s "http://$baton_at/metrics" | awk '$1 == "baton_deliveries_sent_total" { print $2 }'; }

# measure: messages a second of the server that was just started; sets `rate`.
measure() {
    "$load" --connect "$baton_at" --connections 64 --requests "$leads" >"$work/load.report"
    local from to begun ended
    from=$(sent) begun=$EPOCHREALTIME
    sleep "$each"
    to=$(sent) ended=$EPOCHREALTIME
    ((to < leads)) || die "all messages were sent before the time was over: give more LEADS"
    rate=$(awk -v n="$((to - from))" -v from="$begun" -v to="$ended" 'BEGIN { printf "%.0f", n / (to - from) }')
}

sqlite=() postgres=()
for ((round = 0; round < rounds; round++)); do
    start_baton "$(nproc)"
    measure
    sqlite+=("$rate")
    end "$baton_pid"

    end_database
    tests/contract/postgres.sh start "$database" >/dev/null
    start_baton "$(nproc)" --store "$(<"$database")"
    measure
    postgres+=("$rate")
    end "$baton_pid"
    say "  sqlite ${sqlite[-1]}/s, postgresql ${postgres[-1]}/s"
    say_load
done
line sent/sqlite "$(median "${sqlite[@]}")" messages/s target-2000 "$(divided "$(median "${sqlite[@]}")" 2000)"
line sent/postgresql "$(median "${postgres[@]}")" messages/s target-2000 "$(divided "$(median "${postgres[@]}")" 2000)"
