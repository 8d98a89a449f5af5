#include "insight/figures.hpp"

#include <algorithm>
#include <cmath>

namespace baton::insight {
namespace {

double in_seconds(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

}  // namespace

std::optional<double> Sample::median() {
    if (values_.empty()) return std::nullopt;
    const auto middle = values_.begin() + static_cast<std::ptrdiff_t>(values_.size() / 2);
    std::ranges::nth_element(values_, middle);
    if (values_.size() % 2 == 1) return in_seconds(*middle);
    return in_seconds(*std::max_element(values_.begin(), middle) + *middle) / 2;
}

std::optional<double> Sample::p90() {
    if (values_.empty()) return std::nullopt;
    const std::size_t rank = (values_.size() * 9 + 9) / 10;  // from 1
    const auto place = values_.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(values_, place);
    return in_seconds(*place);
}

std::optional<double> Sample::largest() const {
    if (values_.empty()) return std::nullopt;
    return in_seconds(std::ranges::max(values_));
}

std::optional<double> rate_of(std::int64_t hits, std::int64_t misses) {
    if (hits + misses == 0) return std::nullopt;
    return static_cast<double>(hits) / static_cast<double>(hits + misses);
}

std::optional<Interval> wilson(std::int64_t hits, std::int64_t misses) {
    const auto rate = rate_of(hits, misses);
    if (!rate) return std::nullopt;
    constexpr double kZ = 1.959963984540054;  // of 95 %
    const auto n = static_cast<double>(hits + misses);
    const double centre = (*rate + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
    const double reach =
        kZ / (1 + kZ * kZ / n) * std::sqrt(*rate * (1 - *rate) / n + kZ * kZ / (4 * n * n));
    // What is certain at an end is said as such, whatever the last bit of the sum was.
    return Interval{hits == 0 ? 0.0 : std::max(0.0, centre - reach),
                    misses == 0 ? 1.0 : std::min(1.0, centre + reach)};
}

}  // namespace baton::insight
