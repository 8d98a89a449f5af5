// Telephone numbers into E.164 ("+14155550100"), by the numbering plans of every country. An
// extension ("ext. 12", "x12") is read over: E.164 has no place for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

// `country` (alpha-2, or empty for unknown) says how a number without its country code is meant.
// Without either there is nothing to go by, and nothing comes back.
[[nodiscard]] std::optional<std::string> read_phone(std::string_view text,
                                                    std::string_view country);

// Which numbering plans these are: "libphonenumber-js-1.13.16".
[[nodiscard]] std::string_view phone_table_version();

}  // namespace baton::lead
