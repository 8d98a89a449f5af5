#!/usr/bin/env bash
# A company that has been at it for years: LEADS leads stored, one in fifty of them open, each with an
# address and a key of its own. How long the server takes from its start to its first answer, how much
# memory it has then and after a round of load, and how many leads a second it takes beside one whose
# store is empty. With LEADS=10000000 it needs some 40 GB of disk and half an hour.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
each=${EACH:-4}
leads=${LEADS:-1000000}
open_each=50 # one in so many is open
each_batch=200000
threads=$(nproc)

start_echo receiver 1
write_workspace "$receiver_at"
# What is of the archive is over as soon as it is there; nobody is told of the others while it is filled.
sed -i "s/^rules:/rules:\n  - { name: Archive, when: lead.source == \"archive\", route: { reject: archive } }/" "$work/workspace.yaml"
sed 's/^notify: \[bench\]//; /^  bench: {/d; s/^channels:$/# none/' "$work/workspace.yaml" >"$work/filling.yaml"
cp "$work/workspace.yaml" "$work/serving.yaml"

# serve WORKSPACE DATA: keeps what is in DATA.
serve() { serve_baton --workspace "$1" --data "$2" --threads "$threads" --allow-private; }

fill() {
    local from
    for ((from = 0; from < leads; from += each_batch)); do
        awk -v from="$from" -v n="$((leads - from < each_batch ? leads - from : each_batch))" -v open="$open_each" 'BEGIN {
            for (i = from; i < from + n; i++)
                printf "{\"email\":\"p%d@firm-%d.test\",\"company\":\"Firm %d\",\"country\":\"US\",\"employees\":%d,\"source\":\"%s\"}\n",
                    i, i % 100003, i % 100003, 10 + i % 900, i % open ? "archive" : "website"
        }' | curl -sS -H 'Content-Type: application/x-ndjson' -H "Idempotency-Key: fill-$from" \
            -T - -X POST "http://$baton_at/v1/leads/batch" >"$work/lines"
        if grep -m 1 '"error"' "$work/lines" >&2; then die "a lead was not taken"; fi
        say "  $((from + each_batch)) of $leads, $(du -sm "$work/years" | cut -f 1) MB"
    done
}

drive() { "$load" --connect "$baton_at" --connections 64 --seconds "$each" --server-pid "$baton_pid"; }

say "  filling"
serve "$work/filling.yaml" "$work/years"
fill
end "$baton_pid"

started=() memory=() empty=() full=() ratios=()
for ((round = 0; round < rounds; round++)); do
    rm -rf "$work/empty"
    serve "$work/serving.yaml" "$work/empty"
    empty+=("$(drive | field rps)")
    end "$baton_pid"

    began=$(date +%s.%N)
    serve "$work/serving.yaml" "$work/years"
    until curl -sf -o "$work/answer" "http://$baton_at/v1/leads?limit=1"; do :; done
    started+=("$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }')")
    full+=("$(drive | field rps)")
    memory+=("$(memory_of "$baton_pid")")
    end "$baton_pid"
    ratios+=("$(divided "${empty[-1]}" "${full[-1]}")")
    say "  started in ${started[-1]} s, ${memory[-1]} MB, ${full[-1]} leads/s beside ${empty[-1]} on an empty store"
    say_load
done
line stored/start "$(median "${started[@]}")" s target-3 "$(divided "$(median "${started[@]}")" 3)"
line stored/memory "$(median "${memory[@]}")" MB target-1024 "$(divided "$(median "${memory[@]}")" 1024)"
line stored/ingest "$(median "${full[@]}")" leads/s empty-store "$(median "${ratios[@]}")"
