#!/usr/bin/env bash
# Durable ingest over HTTP: the sample's rules, a fresh address and key each lead, one channel on
# whose messages are sent meanwhile. Beside it, in turns: the bare echo on the same HTTP stack, and
# nginx's fixed answer to the same posts. A ratio is the median over the rounds of what neighbouring
# runs gave; ROUNDS and EACH (seconds) say how long it takes.
# shellcheck source=bench/lib.sh disable=SC2154 # lib.sh sets what is not set here
. "$(dirname "$0")/../lib.sh" "$1"

rounds=${ROUNDS:-3}
each=${EACH:-4}
threads=$(nproc)

start_echo receiver 1
start_echo echo "$threads"
write_workspace "$receiver_at"

# nginx cannot be asked for a free port: it gets one that was free a moment ago.
start_nginx() {
    start_echo probe 1
    nginx_at=$probe_at
    end "$probe_pid"
    local answer
    answer=$(printf '{"lead":"0190b6a2-7c1e-7a53-9c41-2f5f6f6f9a10","state":"assigned","explanation":"%0115d"}' 0)
    cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log stderr;
worker_processes $threads;
events { worker_connections 2048; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $work/nginx-body;
    proxy_temp_path $work/nginx-proxy;
    fastcgi_temp_path $work/nginx-fastcgi;
    uwsgi_temp_path $work/nginx-uwsgi;
    scgi_temp_path $work/nginx-scgi;
    server {
        listen $nginx_at;
        default_type application/json;
        location / { return 201 '$answer'; }
    }
}
END
    PATH=$PATH:/usr/sbin nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx.out" 2>&1 &
    cleanup+=("$!")
    local i
    for ((i = 0; i < 50; i++)); do
        if curl -s -o "$work/answer" -X POST -d '{}' "http://$nginx_at/v1/leads"; then return; fi
        sleep 0.1
    done
    cat "$work/nginx.out" >&2
    die "nginx did not come up within 5 s"
}

# drive ADDRESS CONNECTIONS [PID]: one run; its report on standard output.
drive() {
    "$load" --connect "$1" --connections "$2" --seconds "$each" --server-pid "${3:-0}"
}

# metric NAME: a counter of the running server.
metric() { curl -s "http://$baton_at/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }

measure() {
    local connections=$1 round echo_report baton_report nginx_report before after
    local name=ingest/$connections
    local rate=() echo_rate=() of_echo=() of_nginx=() echo_of_nginx=()
    local p99=() p99_ratio=() cpu=() cpu_ratio=() memory=() told=()
    say "  $connections connections, target $2 of the echo"
    for ((round = 0; round < rounds; round++)); do
        echo_report=$(drive "$echo_at" "$connections" "$echo_pid")
        start_baton "$threads"
        before=$(metric baton_deliveries_sent_total)
        baton_report=$(drive "$baton_at" "$connections" "$baton_pid")
        after=$(metric baton_deliveries_sent_total)
        memory+=("$(memory_of "$baton_pid")")
        end "$baton_pid"
        nginx_report=$(drive "$nginx_at" "$connections")
        local e b n
        e=$(field rps <<<"$echo_report") b=$(field rps <<<"$baton_report") n=$(field rps <<<"$nginx_report")
        rate+=("$b") echo_rate+=("$e")
        of_echo+=("$(divided "$b" "$e")") of_nginx+=("$(divided "$b" "$n")")
        echo_of_nginx+=("$(divided "$e" "$n")")
        p99+=("$(field p99_ms <<<"$baton_report")")
        p99_ratio+=("$(divided "${p99[-1]}" "$(field p99_ms <<<"$echo_report")")")
        cpu+=("$(field server_cpu_us <<<"$baton_report")")
        cpu_ratio+=("$(divided "${cpu[-1]}" "$(field server_cpu_us <<<"$echo_report")")")
        told+=("$(divided "$((after - before))" "$b")")
        say "  echo $e/s, baton $b/s, nginx $n/s"
        say_load
    done
    line "$name" "$(median "${rate[@]}")" leads/s echo "$(median "${of_echo[@]}")"
    line "$name" "$(median "${rate[@]}")" leads/s nginx "$(median "${of_nginx[@]}")"
    line "$name-echo" "$(median "${echo_rate[@]}")" requests/s nginx "$(median "${echo_of_nginx[@]}")"
    line "$name-p99" "$(median "${p99[@]}")" ms echo "$(median "${p99_ratio[@]}")"
    line "$name-cpu" "$(median "${cpu[@]}")" us/lead echo "$(median "${cpu_ratio[@]}")"
    line "$name-memory" "$(median "${memory[@]}")" MB echo \
        "$(divided "$(median "${memory[@]}")" "$(memory_of "$echo_pid")")"
    say "  messages sent meanwhile, as seconds' worth of leads: ${told[*]} of $each"
}

start_nginx
measure 64 0.45
measure 256 0.65
