// Days as people write them: "2026-03-02", "2.3.2026", "2 March 2026", "Mar 2, 2026", "31/12/2026".
#pragma once

#include <optional>
#include <string_view>

#include "base/instant.hpp"

namespace baton::lead {

// A point parts day, month, year; with slashes or dashes the order is read off the numbers, and
// where both orders make a day ("03/04/2026") there is none. A time of day after the date is read
// over. English month names. Years 1900 to 2199.
[[nodiscard]] std::optional<Date> read_date(std::string_view text);

}  // namespace baton::lead
