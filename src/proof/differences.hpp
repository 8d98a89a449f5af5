// In what two JSON texts differ, member by member, in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::proof {

// "decision.person: \"ann\" in the log, \"ben\" when made again", at most `most` of them, in the
// order of the first text. Empty where they are the same, or one of them is no JSON.
[[nodiscard]] std::vector<std::string> differences(std::string_view logged,
                                                   std::string_view derived, std::size_t most);

}  // namespace baton::proof
