// The little language of patterns that the phone table is written in: digits, [classes], \d,
// groups, alternatives, ?, {n}, {n,m} and $. Nothing else is understood; the generator checks that.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::lead {

struct PatternMatch {
    std::size_t size = 0;  // bytes of the text that the pattern took, from its start
    std::vector<std::string_view>
        groups;  // what the numbered groups took; empty where one took no part
};

// Matches at the start of `digits`, the first alternative that fits as regular expressions do. The
// pattern comes from our own table, the digits (at most a few dozen) from anywhere.
[[nodiscard]] std::optional<PatternMatch> match_prefix(std::string_view pattern,
                                                       std::string_view digits);
// True when some way of matching takes all digits.
[[nodiscard]] bool matches_whole(std::string_view pattern, std::string_view digits);

}  // namespace baton::lead
