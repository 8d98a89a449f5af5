// What the courier counts, for metrics and for tests. A value; Courier hands out copies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace baton::deliver {

// Of one connection to a CRM.
struct CrmCounters {
    std::uint64_t written = 0;                // leads, since the start
    std::uint64_t followed = 0;               // changes made there that were taken over
    std::optional<std::int64_t> calls_used;   // of the day, as the CRM tells
    std::optional<std::int64_t> calls_limit;  // of the day: as it tells, else the document
    std::size_t problems = 0;                 // now: owners and people that do not match
};

struct Counters {
    // Since the start.
    std::uint64_t planned = 0;     // rows made from events
    std::uint64_t sent = 0;        // taken by the other side, and recorded
    std::uint64_t failed = 0;      // attempts that failed, for whatever reason
    std::uint64_t retried = 0;     // of those, put back for another try
    std::uint64_t dead = 0;        // given up
    std::uint64_t superseded = 0;  // no longer true when their turn came
    std::uint64_t stale = 0;       // settled too late: somebody else had the lease
    std::uint64_t store_errors = 0;
    std::uint64_t crm_calls = 0;  // made to CRMs
    // Now.
    std::size_t in_flight = 0;
    std::size_t outstanding = 0;  // rows pending or leased, as far as this node knows
    std::size_t resting = 0;      // channels that are not called because they keep failing
    double lag_seconds =
        0;  // how long the oldest has waited: event not planned, or row that is due
    std::map<std::pair<std::string, std::string>, CrmCounters> crm;  // by workspace and connection
};

}  // namespace baton::deliver
