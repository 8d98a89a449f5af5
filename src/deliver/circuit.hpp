// Circuit: how much may be under way to one channel, given how the last messages fared. After some
// failures in a row it opens: the channel rests, then one message probes it, and the rest is twice
// as long if that fails, too. A value; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/instant.hpp"
#include "deliver/backoff.hpp"

namespace baton::deliver {

inline constexpr std::uint32_t kFailuresToOpen = 5;
// A receiver that is back is noticed within this time.
inline constexpr Duration kLongestRest = Duration::minutes(5);

class Circuit {
  public:
    // A message went through.
    void succeeded() {
        failures_ = 0;
        rests_until_.reset();
        failing_since_.reset();
    }

    // A message failed in a way that speaks of the channel and not of the message. `asked` is the
    // other side's Retry-After.
    void failed(Instant now, std::uint64_t dice, std::optional<Duration> asked) {
        if (!failing_since_) failing_since_ = now;
        // What was under way beside those that opened it says what they said: only a probe that
        // fails makes the rest longer.
        const bool is_news = !is_open() || !rests_until_ || *rests_until_ <= now;
        if (is_news && failures_ < kMostFailuresCounted) ++failures_;
        Instant until = now;
        if (is_news && is_open()) {
            until = now + backoff(failures_ - kFailuresToOpen + 1, dice, kFirstDelay, kLongestRest);
        }
        if (asked) until = std::max(until, now + std::min(*asked, kLongestAskedDelay));
        if (until > now && (!rests_until_ || until > *rests_until_)) rests_until_ = until;
    }

    // How many may be under way now, where `limit` may at best.
    [[nodiscard]] std::size_t room(Instant now, std::size_t limit) const {
        if (rests_until_ && now < *rests_until_) return 0;
        return is_open() ? std::min<std::size_t>(1, limit) : limit;
    }

    [[nodiscard]] bool is_open() const { return failures_ >= kFailuresToOpen; }
    // Till when nothing is sent; nothing, or past, when it may.
    [[nodiscard]] std::optional<Instant> rests_until() const { return rests_until_; }
    // Since when nothing has gone through.
    [[nodiscard]] std::optional<Instant> failing_since() const { return failing_since_; }

  private:
    static constexpr std::uint32_t kMostFailuresCounted = 64;

    std::uint32_t failures_ = 0;  // in a row
    std::optional<Instant> rests_until_;
    std::optional<Instant> failing_since_;
};

}  // namespace baton::deliver
