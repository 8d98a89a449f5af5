#include "api/form_limiter.hpp"

#include <cstddef>

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
    : limiter_({.burst = burst, .per_second = per_second}, seed, kBuckets) {}

std::optional<int> FormLimiter::take(std::string_view address, Instant now) {
    return limiter_.take(who(address), now);
}

}  // namespace baton::api
