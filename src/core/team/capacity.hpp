// How many leads somebody, or a pool, may be given: open at a time, and within a calendar period.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "core/team/zone.hpp"

namespace baton::team {

enum class Period : std::uint8_t { Hour = 0, Day = 1, Week = 2, Month = 3 };
inline constexpr std::array<Period, 4> kPeriods{Period::Hour, Period::Day, Period::Week,
                                                Period::Month};
[[nodiscard]] std::string_view to_word(Period period);  // "hour", "day" …

// The current hour, day, week (from Monday) or month by the zone's clock: its first moment, and the
// first moment of the next one.
[[nodiscard]] Instant period_start(Period period, const Zone& zone, Instant now);
[[nodiscard]] Instant period_end(Period period, const Zone& zone, Instant now);

struct Capacity {
    std::optional<std::int64_t> open;
    std::array<std::optional<std::int64_t>, 4> per;  // by Period

    [[nodiscard]] bool has_any() const;
    friend bool operator==(const Capacity&, const Capacity&) = default;
};

}  // namespace baton::team
