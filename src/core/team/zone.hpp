// A time zone as a value: the moments at which its offset from UTC changes. Loaded outside
// (tables/) and handed to the core, which only reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace baton::team {

struct ZoneTransition {
    Instant at;                       // from this moment on …
    std::int32_t offset_seconds = 0;  // … local time is UTC plus this
};

struct Zone {
    std::string name = "UTC";
    std::int32_t first_offset_seconds = 0;    // before the first transition
    std::vector<ZoneTransition> transitions;  // ascending; covers 1970–2100

    // Binary search; about 20 ns.
    [[nodiscard]] std::int32_t offset_at(Instant instant) const;
    // The day (since 1970-01-01) and second of day that clocks in this zone show.
    struct Local {
        std::int64_t day = 0;
        std::int32_t second = 0;
    };
    [[nodiscard]] Local local(Instant instant) const;
    // The instant at which clocks show this time; `second` may be 0–172800 and counts clock time
    // from that day's midnight. A time that clocks skip is the moment of the skip; one shown twice
    // is the first.
    [[nodiscard]] Instant instant_of(std::int64_t day, std::int32_t second) const;
};

// All zones by IANA name. Safe to call from any thread; what it returns lives as long as the table.
class Zones {
  public:
    virtual ~Zones() = default;
    [[nodiscard]] virtual const Zone* find(std::string_view name) const = 0;
    // Every name, sorted: for hints.
    [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
    // Which tables these are, as recorded in events: "tz-2025b".
    [[nodiscard]] virtual std::string_view version() const = 0;
};

}  // namespace baton::team
