#include "base/rate_limiter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/hash.hpp"

namespace baton {

RateLimiter::RateLimiter(Rate rate, std::uint64_t seed, std::size_t places)
    : rate_(rate), seed_(seed), buckets_(places) {}

std::optional<int> RateLimiter::take(std::string_view key, Instant now) {
    const std::string seed = std::to_string(seed_);
    const std::array<std::string_view, 2> pieces{seed, key};
    const std::size_t place = prefix64(sha256(pieces)) % buckets_.size();
    const std::lock_guard lock(mutex_);
    Bucket& bucket = buckets_[place];
    const double seconds = static_cast<double>((now - bucket.at).micros) / 1e6;
    if (bucket.used > 0 && seconds > 0) {
        bucket.used = std::max(0.0, bucket.used - seconds * rate_.per_second);
    }
    bucket.at = std::max(bucket.at, now);  // a clock that steps back refills nothing
    if (bucket.used + 1 > rate_.burst) {
        const double missing = bucket.used + 1 - rate_.burst;
        return std::max(1, static_cast<int>(std::ceil(missing / rate_.per_second)));
    }
    bucket.used += 1;
    return std::nullopt;
}

}  // namespace baton
