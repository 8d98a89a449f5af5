#include "core/team/zone.hpp"

#include <algorithm>

namespace baton::team {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

// The first transition after `instant`.
auto first_after(const std::vector<ZoneTransition>& transitions, Instant instant) {
    return std::ranges::upper_bound(transitions, instant, {}, &ZoneTransition::at);
}

}  // namespace

std::int32_t Zone::offset_at(Instant instant) const {
    const auto next = first_after(transitions, instant);
    return next == transitions.begin() ? first_offset_seconds : std::prev(next)->offset_seconds;
}

Zone::Local Zone::local(Instant instant) const {
    const std::int64_t seconds = instant.to_seconds() + offset_at(instant);
    const std::int64_t day = floor_div(seconds, kDaySeconds);
    return {day, static_cast<std::int32_t>(seconds - day * kDaySeconds)};
}

Instant Zone::instant_of(std::int64_t day, std::int32_t second) const {
    const std::int64_t shown = day * kDaySeconds + second;
    // No offset is over 26 hours, so the stretch of time two days before is surely not past it.
    auto next = first_after(transitions, Instant::from_seconds(shown - 2 * kDaySeconds));
    std::int32_t offset =
        next == transitions.begin() ? first_offset_seconds : std::prev(next)->offset_seconds;
    // Each stretch shows the clock times up to its end plus its offset.
    while (next != transitions.end() && next->at.to_seconds() + offset <= shown) {
        offset = next->offset_seconds;
        ++next;
    }
    const Instant candidate = Instant::from_seconds(shown - offset);
    const bool skipped = next != transitions.begin() && candidate < std::prev(next)->at;
    return skipped ? std::prev(next)->at : candidate;
}

}  // namespace baton::team
