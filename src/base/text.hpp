// Small text helpers that do not depend on a locale. ASCII unless a name says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

[[nodiscard]] std::string_view trim(std::string_view text);  // ASCII white space off both ends
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);

// True for well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text);
// The number of code points in well-formed UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// A finite decimal number that fills the whole text ("12", "-0.5", "1e9"); nothing otherwise.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
// The shortest decimal text that reads back as the same double; whole numbers without a point.
[[nodiscard]] std::string format_number(double value);

[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

// The known name nearest to a mistyped one (optimal string alignment distance, at most a third of
// the name's length, at least one edit); nothing when none is near. Ties: the first listed.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> known);

// Appends `text` as a JSON string with its quotes. Needs well-formed UTF-8.
void append_json_string(std::string& out, std::string_view text);
// Appends a finite number as JSON; null for what JSON cannot say.
void append_json_number(std::string& out, double value);

}  // namespace baton
