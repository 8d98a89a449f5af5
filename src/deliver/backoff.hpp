// When to try again, and when to stop trying. Pure: the dice are an argument.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/instant.hpp"

namespace baton::deliver {

inline constexpr Duration kFirstDelay = Duration::seconds(1);
inline constexpr Duration kLongestDelay = Duration::hours(1);
// What the other side asks for (Retry-After) is obeyed up to here.
inline constexpr Duration kLongestAskedDelay = Duration::hours(6);
// A receiver may be down for a day, and has two hours to catch up before messages are given up.
inline constexpr Duration kGiveUpAfter = Duration::hours(26);
inline constexpr std::uint32_t kMostAttempts = 60;

// Exponential with equal jitter: half of min(first · 2^(attempt−1), longest) is certain, the other
// half is drawn, so that those who failed together do not come back together. `attempt` counts from
// 1; `dice` is any number, evenly spread. The result lies in (0, longest].
[[nodiscard]] constexpr Duration backoff(std::uint32_t attempt, std::uint64_t dice,
                                         Duration first = kFirstDelay,
                                         Duration longest = kLongestDelay) {
    std::int64_t whole = std::min(first.micros, longest.micros);
    for (std::uint32_t i = 1; i < attempt && whole < longest.micros; ++i) {
        whole = whole > longest.micros / 2 ? longest.micros : whole * 2;
    }
    const auto half = static_cast<std::uint64_t>(whole / 2);
    const std::uint64_t drawn = dice % (half + 1);
    return {whole - static_cast<std::int64_t>(half) + static_cast<std::int64_t>(drawn)};
}

// The same, and not before what the other side asked for.
[[nodiscard]] constexpr Duration backoff_or_asked(std::uint32_t attempt, std::uint64_t dice,
                                                  std::optional<Duration> asked) {
    const Duration own = backoff(attempt, dice);
    return asked ? std::max(own, std::min(*asked, kLongestAskedDelay)) : own;
}

// True when a message that failed for the nth time is not to be tried again by itself.
[[nodiscard]] constexpr bool is_given_up(std::uint32_t attempts, Instant created_at, Instant now) {
    return attempts >= kMostAttempts || now - created_at >= kGiveUpAfter;
}

}  // namespace baton::deliver
