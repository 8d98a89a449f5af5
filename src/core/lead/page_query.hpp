// What a page's address says of the campaign that brought the visitor.
#pragma once

#include <string>
#include <string_view>

namespace baton::lead {

// The value of a parameter in the query of a URL, percent-decoded; empty when it is not there or is
// not UTF-8 once decoded. The first one counts.
[[nodiscard]] std::string query_value(std::string_view url, std::string_view name);

}  // namespace baton::lead
