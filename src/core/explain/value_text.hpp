// Values of expressions as JSON, for people to look at.
#pragma once

#include <string>
#include <string_view>

#include "core/expr/value.hpp"

namespace baton::explain {

// Null for what is missing or unknown; a record as "{…}". Lists and maps at most 20 entries long.
void append_value(std::string& out, const expr::Value& value);
// The entry of a map under a text; missing where there is none.
[[nodiscard]] expr::Value member_of(const expr::Value& map, std::string_view key);

}  // namespace baton::explain
