// FormLimiter: how many submissions one address of the network may send. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "base/rate_limiter.hpp"

namespace baton::api {

class FormLimiter {
  public:
    // `seed` is secret, so that nobody can aim for somebody else's bucket.
    FormLimiter(double burst, double per_second, std::uint64_t seed);

    // Takes one of the address's tokens; in how many seconds there will be one when there is none.
    // An IPv6 address counts by its /64.
    [[nodiscard]] std::optional<int> take(std::string_view address, Instant now);

  private:
    RateLimiter limiter_;
};

}  // namespace baton::api
