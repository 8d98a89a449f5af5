#!/usr/bin/env bash
# What a report takes on a workspace of LEADS leads (100,000): the median of some askings of each,
# over all of them and over a day, beside SQLite's own count over the same facts; and how many events
# a second the facts are made from when there are none. Target: 200 ms.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

leads=${LEADS:-100000}
start_echo receiver 1
write_workspace "$receiver_at"
sed -i '/^channels:/,$d' "$work/workspace.yaml"
start_baton "$(nproc)"
awk -v n="$leads" 'BEGIN {
    for (i = 0; i < n; i++)
        printf "{\"email\":\"a%d@c%d.com\",\"company\":\"Optics %d\",\"country\":\"US\",\"state\":\"CA\",\"employees\":%d,\"source\":\"form-%d\"}\n", i, i % 5000, i % 5000, i % 2000, i % 40
}' >"$work/leads.jsonl"
curl -sf -H 'Content-Type: application/x-ndjson' --data-binary "@$work/leads.jsonl" "http://$baton_at/v1/leads/batch" >"$work/answers"
[[ $(grep -c '"lead"' "$work/answers") == "$leads" ]] || die "not every lead was taken"

# asked PATH: seconds until the whole answer was there.
asked() {
    local answer
    answer=$(curl -s -o "$work/answer" -w '%{http_code} %{time_total}' "http://$baton_at/v1/reports/$1")
    [[ $answer == 200\ * ]] || die "a report was answered with: $answer $(head -c 300 "$work/answer")"
    echo "${answer#* }"
}
# Three thousand of them are worked on, so that there is something to tell.
sed -n 's/.*"lead":"\([^"]*\)".*/\1/p' "$work/answers" | awk -v at="$baton_at" 'NR % 3 == 0 && NR <= 9000 {
    if (n++) print "next"
    printf "url = \"http://%s/v1/leads/%s/contact\"\ndata = \"{}\"\nheader = \"Content-Type: application/json\"\noutput = /dev/null\n", at, $0
}' >"$work/contacts"
curl -sf -K "$work/contacts"
until curl -s "http://$baton_at/v1/reports/volume?by=source" | grep -q "\"total\":{\"source\":null,\"received\":$leads,"; do sleep 0.2; done

end "$baton_pid"
cp "$work/data/reports.db" "$work/facts.db"
start_again() {
    serve_baton --data "$work/data" --threads "$(nproc)"
}
start_again
plain=()
for _ in 1 2 3 4 5; do
    begun=$EPOCHREALTIME
    sqlite3 "$work/facts.db" "SELECT count(*), sum(length(bytes)), max(at) FROM fact" >/dev/null
    plain+=("$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f", b - a }')")
done
for report in volume?by=day volume?by=person volume?by=source response?by=person conversion?by=rule conversion?by=delay fairness?period=year capacity?period=year queues?by=state hours?period=year; do
    path=$report
    [[ $path == *period* ]] || path+='&period=year'
    took=()
    for _ in 1 2 3 4 5 6 7; do took+=("$(asked "$path")"); done
    name=${report%%&*}
    name=${name//[?=]/-}
    value=$(median "${took[@]}")
    line "reports/${name%-period-year}" "$(awk -v s="$value" 'BEGIN { printf "%.1f", s * 1000 }')" ms sqlite "$(divided "$value" "$(median "${plain[@]}")")"
done
say_load
line reports/memory "$(memory_of "$baton_pid")" MB facts "$(divided "$(memory_of "$baton_pid")" "$(stat -c %s "$work/facts.db" | awk '{ print $1 / 1e6 }')")"

# The facts anew.
end "$baton_pid"
rm -f "$work"/data/reports.db*
begun=$EPOCHREALTIME
start_again
until curl -s "http://$baton_at/v1/reports/volume?by=source&period=year" | grep -q "\"total\":{\"source\":null,\"received\":$leads,"; do sleep 0.05; done
seconds=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')
events=$(sqlite3 "$work/data/baton.db" 'SELECT max(seq) FROM event')
rate=$(awk -v e="$events" -v s="$seconds" 'BEGIN { printf "%.0f", e / s }')
"$baton" verify --data "$work/data" --json >"$work/verified" || die "the log does not verify"
line reports/rebuild "$rate" events/s verify "$(divided "$rate" "$(divided "$events" "$(field seconds <"$work/verified")")")"
say "  $events events in $seconds s, $(stat -c %s "$work/facts.db") bytes of facts"
