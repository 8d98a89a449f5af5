// CodeMap: from a facet's codes to small numbers, where neighbours mostly have the same. Immutable;
// a look-up is one load where codes are few for what the map distinguishes, else a binary search.
#pragma once

#include <cstdint>
#include <vector>

#include "core/match/code_set.hpp"

namespace baton::match {

class CodeMap {
  public:
    // values[i] is for the codes from starts[i] up to starts[i + 1], the last up to `size`. Starts
    // ascend from 0.
    CodeMap(std::vector<Code> starts, std::vector<std::uint32_t> values, Code size)
        : starts_(std::move(starts)), values_(std::move(values)) {
        if (size > kDenseFactor * starts_.size() + kAlwaysDense) return;
        std::vector<std::uint32_t> dense(size);
        for (std::size_t i = 0; i < starts_.size(); ++i) {
            const Code end = i + 1 < starts_.size() ? starts_[i + 1] : size;
            for (Code code = starts_[i]; code < end; ++code) dense[code] = values_[i];
        }
        values_ = std::move(dense);
        starts_.clear();
    }

    [[nodiscard]] std::uint32_t operator[](Code code) const {
        if (starts_.empty()) return values_[code];
        std::size_t first = 0;
        for (std::size_t count = starts_.size(); count > 1;) {
            const std::size_t half = count / 2;
            first = starts_[first + half] <= code ? first + half : first;
            count -= half;
        }
        return values_[first];
    }

  private:
    static constexpr std::size_t kDenseFactor = 4;
    static constexpr std::size_t kAlwaysDense = 64;

    std::vector<Code> starts_;  // empty: values_ is by code
    std::vector<std::uint32_t> values_;
};

}  // namespace baton::match
