// The arithmetic of the reports: exact medians and percentiles, rates with their intervals. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.hpp"

namespace baton::insight {

// Values that are told by their middle: kept whole, so that what is told is exact. 8 bytes each.
class Sample {
  public:
    void add(Duration value) { values_.push_back(value.micros); }
    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(values_.size()); }
    // In seconds, as the next; nothing of no values. Half of them are at most this: the middle one,
    // or what lies halfway between the middle two. Orders the values; O(n).
    [[nodiscard]] std::optional<double> median();
    // The smallest value that at least nine tenths of them do not exceed.
    [[nodiscard]] std::optional<double> p90();
    [[nodiscard]] std::optional<double> largest() const;

  private:
    std::vector<std::int64_t> values_;
};

struct Interval {
    double low = 0;
    double high = 0;
    friend bool operator==(const Interval&, const Interval&) = default;
};

// hits / (hits + misses); nothing of nothing.
[[nodiscard]] std::optional<double> rate_of(std::int64_t hits, std::int64_t misses);
// The 95 % interval of that rate (E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22, 1927).
[[nodiscard]] std::optional<Interval> wilson(std::int64_t hits, std::int64_t misses);

}  // namespace baton::insight
