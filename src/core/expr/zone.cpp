#include "core/expr/zone.hpp"

namespace baton::expr {

namespace {

// Two digits at `i`, or -1.
int two_digits(std::string_view text, std::size_t i) {
    const auto digit = [&](std::size_t at) {
        return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1;
    };
    const int tens = digit(i);
    const int ones = digit(i + 1);
    return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

}  // namespace

std::optional<std::int32_t> fixed_zone_offset(std::string_view zone) {
    if (zone.empty() || zone == "UTC" || zone == "Z") return 0;
    const bool negative = zone.front() == '-';
    if (negative || zone.front() == '+') zone.remove_prefix(1);
    if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
    const int hours = two_digits(zone, 0);
    const int minutes = two_digits(zone, 3);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    const std::int32_t seconds = hours * 3600 + minutes * 60;
    return negative ? -seconds : seconds;
}

std::optional<std::int32_t> zone_offset(std::string_view zone, std::int64_t seconds,
                                        const ZoneOffsets* zones) {
    if (const auto fixed = fixed_zone_offset(zone)) return fixed;
    if (zones == nullptr) return std::nullopt;
    return zones->offset_seconds(zone, Instant::from_seconds(seconds));
}

}  // namespace baton::expr
