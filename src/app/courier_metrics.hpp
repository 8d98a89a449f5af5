// What the courier, the transport and the reports count, in Prometheus' text format.
#pragma once

#include <cstdint>
#include <string>

#include "deliver/counters.hpp"
#include "http/server.hpp"

namespace baton::app {

[[nodiscard]] std::string metrics_of(const deliver::Counters& counters,
                                     const http::ServerStats& http, std::uint64_t reports_behind);

}  // namespace baton::app
