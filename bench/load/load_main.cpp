// baton_load: drives a server with posts and prints one line of JSON about it.
#include <fmt/format.h>

#include "load/run.hpp"

int main(int argc, char** argv) {
    const baton::bench::LoadOptions options = baton::bench::read_options(argc, argv);
    const auto report = baton::bench::run_load(options);
    if (!report) {
        fmt::print(stderr, "baton_load: {}\n", report.error().message);
        return 1;
    }
    fmt::print(
        "{{\"connections\":{},\"requests\":{},\"seconds\":{:.3f},\"rps\":{:.1f},\"p50_ms\":{:.3f},"
        "\"p99_ms\":{:.3f},\"max_ms\":{:.3f},\"errors\":{},\"first_bad_status\":{},"
        "\"client_cpu_us\":{:.2f},\"server_cpu_us\":{:.2f}}}\n",
        options.connections, report->requests, report->seconds,
        static_cast<double>(report->requests) / report->seconds, report->p50_ms, report->p99_ms,
        report->max_ms, report->errors, report->first_bad_status, report->client_cpu_us,
        report->server_cpu_us);
    return report->errors == 0 ? 0 : 1;
}
