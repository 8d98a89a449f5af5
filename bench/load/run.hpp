// One measurement: keep-alive connections that each post, wait for the answer and post again. One
// thread.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "load/options.hpp"

namespace baton::bench {

struct LoadReport {
    std::uint64_t requests = 0;  // answered within the measured time
    std::uint64_t errors = 0;    // of them: with another status, or a connection lost
    int first_bad_status = 0;    // 0: none
    double seconds = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    double max_ms = 0;
    double client_cpu_us = 0;  // a request
    double server_cpu_us = 0;  // a request; 0 where no process was named
};

enum class LoadError { CannotConnect = 1, Lost = 2 };

[[nodiscard]] Result<LoadReport> run_load(const LoadOptions& options);

}  // namespace baton::bench
