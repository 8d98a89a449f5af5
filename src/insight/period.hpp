// Periods of a workspace's calendar: a day, a week from Monday, a month, a year of its zone, from
// midnight to midnight however long that is where clocks change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "core/team/zone.hpp"

namespace baton::insight {

enum class Unit : std::uint8_t { Hour, Day, Week, Month, Year };
[[nodiscard]] std::optional<Unit> unit_from(std::string_view word);

struct Period {
    Instant from;
    Instant to;  // not in it any more
};

// The one that `at` lies in.
[[nodiscard]] Period period_at(Unit unit, const team::Zone& zone, Instant at);
// Midnight of that day; where clocks skip it, the moment of the skip.
[[nodiscard]] Instant start_of(const Date& date, const team::Zone& zone);
// What it is called: "2026-03-08T01:00:00-05:00", "2026-03-08" (of a week: its Monday), "2026-03",
// "2026".
[[nodiscard]] std::string name_of(Unit unit, const team::Zone& zone, Instant from);

}  // namespace baton::insight
