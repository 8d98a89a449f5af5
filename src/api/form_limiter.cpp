#include "api/form_limiter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kBuckets = 16'384;

// What of an address says who it is: of "2001:db8:1:2:3::4" the first four groups.
std::string_view who(std::string_view address) {
    if (address.find(':') == std::string_view::npos) return address;
    std::size_t end = 0;
    for (int groups = 0; groups < 4; ++groups) {
        const std::size_t colon = address.find(':', end);
        if (colon == std::string_view::npos) return address;
        end = colon + 1;
    }
    return address.substr(0, end);
}

}  // namespace

FormLimiter::FormLimiter(double burst, double per_second, std::uint64_t seed)
    : burst_(burst), per_second_(per_second), seed_(seed), buckets_(kBuckets) {}

std::optional<int> FormLimiter::take(std::string_view address, Instant now) {
    const std::string seed = std::to_string(seed_);
    const std::array<std::string_view, 2> pieces{seed, who(address)};
    const std::size_t place = prefix64(sha256(pieces)) % kBuckets;
    const std::lock_guard lock(mutex_);
    Bucket& bucket = buckets_[place];
    const double seconds = static_cast<double>((now - bucket.at).micros) / 1e6;
    if (bucket.used > 0 && seconds > 0) {
        bucket.used = std::max(0.0, bucket.used - seconds * per_second_);
    }
    bucket.at = std::max(bucket.at, now);  // a clock that steps back refills nothing
    if (bucket.used + 1 > burst_) {
        const double missing = bucket.used + 1 - burst_;
        return std::max(1, static_cast<int>(std::ceil(missing / per_second_)));
    }
    bucket.used += 1;
    return std::nullopt;
}

}  // namespace baton::api
