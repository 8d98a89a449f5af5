// RateLimiter: how often each of many keys may do something: a bucket of tokens each, refilled by
// time. A table of fixed size: keys that fall into one place share its bucket, which is as rare as
// the table is large, and nothing grows under a flood. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace baton {

class RateLimiter {
  public:
    struct Rate {
        double burst = 1;       // at once …
        double per_second = 1;  // … and then so many a second
    };
    // `seed` is secret, so that nobody can aim for somebody else's bucket.
    RateLimiter(Rate rate, std::uint64_t seed, std::size_t places);

    // Takes one of the key's tokens; in how many seconds there will be one when there is none.
    [[nodiscard]] std::optional<int> take(std::string_view key, Instant now);

  private:
    struct Bucket {
        double used = 0;  // tokens taken and not yet refilled
        Instant at{};
    };
    const Rate rate_;
    const std::uint64_t seed_;
    std::mutex mutex_;  // guards buckets_
    std::vector<Bucket> buckets_;
};

}  // namespace baton
