// FormLimiter: how many submissions one address may send: a bucket of tokens each, refilled by
// time. A table of fixed size: addresses that fall into one place share its bucket, which is as
// rare as the table is large, and nothing grows under a flood. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace baton::api {

class FormLimiter {
  public:
    // `seed` is secret, so that nobody can aim for somebody else's bucket.
    FormLimiter(double burst, double per_second, std::uint64_t seed);

    // Takes one of the address's tokens; in how many seconds there will be one when there is none.
    // An IPv6 address counts by its /64.
    [[nodiscard]] std::optional<int> take(std::string_view address, Instant now);

  private:
    struct Bucket {
        double used = 0;  // tokens taken and not yet refilled
        Instant at{};
    };
    const double burst_;
    const double per_second_;
    const std::uint64_t seed_;
    std::mutex mutex_;  // guards buckets_
    std::vector<Bucket> buckets_;
};

}  // namespace baton::api
