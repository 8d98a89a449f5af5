// The rule that a zone follows for good, as POSIX writes it: "EST5EDT,M3.2.0,M11.1.0". The system's
// tables spell out changes up to 2037 and leave the years after to this rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/team/zone.hpp"

namespace baton::tables {

struct PosixRule {
    // The day of the year on which clocks change.
    struct Change {
        enum class Kind : std::uint8_t { MonthWeekDay, JulianDay, DayOfYear };
        Kind kind = Kind::MonthWeekDay;
        std::int32_t month = 0;      // 1–12
        std::int32_t week = 0;       // 1–5, 5 the last
        std::int32_t day = 0;        // 0 Sunday … 6; or the day of the year
        std::int32_t second = 7200;  // of that day's clock before the change; may be negative
    };

    std::int32_t standard_offset_seconds = 0;  // east of UTC
    struct Summer {
        std::int32_t offset_seconds = 0;
        Change begins;
        Change ends;
    };
    std::optional<Summer> summer;
};

// Nothing for a text that is not such a rule.
[[nodiscard]] std::optional<PosixRule> parse_posix_rule(std::string_view text);

// The changes from the first year to the last, ascending; none for a zone without summer time.
[[nodiscard]] std::vector<team::ZoneTransition> changes_between(const PosixRule& rule,
                                                                std::int32_t first_year,
                                                                std::int32_t last_year);

}  // namespace baton::tables
