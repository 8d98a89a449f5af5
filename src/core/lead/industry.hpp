// Slips in the names of industries ("technolgy"), mended so that a rule on the name holds.
#pragma once

#include <string>
#include <string_view>

namespace baton::lead {

// The industry's usual spelling when `text` is one slip away from exactly one well-known name of at
// least seven letters, in the case it was typed in; empty when there is nothing to mend.
[[nodiscard]] std::string mend_industry(std::string_view text);

}  // namespace baton::lead
