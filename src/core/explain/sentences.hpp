// An explanation in sentences that a sales manager reads without help, in the order in which things
// were found out: the account, the territory, the score, the rules, the targets, the end.
#pragma once

#include <string>
#include <vector>

#include "core/explain/explanation.hpp"

namespace baton::explain {

// At most some dozens: long lists of rules and people are cut, and say how many more there are.
[[nodiscard]] std::vector<std::string> sentences(const Explanation& explanation);

// The same joined by blanks.
[[nodiscard]] std::string text(const Explanation& explanation);

// "is first in the turn: has waited longest since their last one", "is 2nd in the turn". Of
// somebody who was eligible in a pool's pick.
[[nodiscard]] std::string place_in_words(const Considered& person, const Pick& pick);

}  // namespace baton::explain
