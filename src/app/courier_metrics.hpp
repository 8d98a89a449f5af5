// What the courier and the transport count, in Prometheus' text format.
#pragma once

#include <string>

#include "deliver/counters.hpp"
#include "http/server.hpp"

namespace baton::app {

[[nodiscard]] std::string metrics_of(const deliver::Counters& counters,
                                     const http::ServerStats& http);

}  // namespace baton::app
