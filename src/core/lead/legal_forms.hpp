// The legal forms of companies, of all countries that the project knows: what stands before, behind
// or upon a name and does not tell companies apart. Built from legal_forms.inc on first use, then
// immutable; from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::lead {

inline constexpr std::size_t kMostFormWords = 8;  // of one form

// `words` as CompanyWords::text has them.
[[nodiscard]] bool is_form_behind(std::string_view words);
[[nodiscard]] bool is_form_before(std::string_view words);
// Forms written onto the name, the longest first: "株式会社".
[[nodiscard]] std::span<const std::string> joined_forms();
// Single words of at least five letters among the forms, sorted: what a slip is mended into.
[[nodiscard]] std::span<const std::string> form_words();

}  // namespace baton::lead
