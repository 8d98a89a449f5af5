// A short public suffix list for tests of the core.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/lead/suffixes.hpp"

namespace baton::lead {

// The last label is a suffix, and a few pairs of labels.
class FewSuffixes final : public Suffixes {
  public:
    [[nodiscard]] std::optional<std::string_view> registrable(
        std::string_view host) const override {
        static constexpr std::array<std::string_view, 4> kPairs{"co.uk", "com.au", "co.jp",
                                                                "github.io"};
        const std::size_t last = host.rfind('.');
        if (last == std::string_view::npos || last == 0) return std::nullopt;
        std::size_t before = host.rfind('.', last - 1);
        const auto from = [&](std::size_t dot) {
            return dot == std::string_view::npos ? host : host.substr(dot + 1);
        };
        if (std::ranges::find(kPairs, from(before)) != kPairs.end()) {
            if (before == std::string_view::npos || before == 0) return std::nullopt;
            before = host.rfind('.', before - 1);
        }
        return from(before);
    }
    [[nodiscard]] std::string_view version() const override { return "few"; }
};

}  // namespace baton::lead
