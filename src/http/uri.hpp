// The texts inside a URL: percent escapes, paths, queries and urlencoded forms. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace baton::http {

using Parameters = std::vector<std::pair<std::string, std::string>>;
inline constexpr std::size_t kMaxParameters = 1000;

// Every %XX as its byte; nothing for a broken escape. `plus_is_space` as forms have it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text,
                                                        bool plus_is_space = false);
// Everything but unreserved characters (RFC 3986) as %XX: fit for a path segment or a query value.
[[nodiscard]] std::string percent_encode(std::string_view text);

// The path as RequestHead::path promises it; nothing where it cannot be had: a broken escape,
// broken UTF-8, a control character, a segment "." or "..", or no '/' at the start.
[[nodiscard]] std::optional<std::string> normal_path(std::string_view raw_path);
// The text of one segment of a normal path.
[[nodiscard]] std::string decode_segment(std::string_view segment);

// "a=1&b=x%20y+z" in its order; a name without '=' has an empty value; empty pieces are left out.
// Errors: BadForm for a broken escape or broken UTF-8, TooManyParts past `most` pairs.
[[nodiscard]] Result<Parameters> parse_form(std::string_view text,
                                            std::size_t most = kMaxParameters);
// A query is written as a form is.
[[nodiscard]] inline Result<Parameters> query_parameters(std::string_view query) {
    return parse_form(query);
}
// The first value of that name (case-sensitive).
[[nodiscard]] std::optional<std::string_view> find_parameter(const Parameters& parameters,
                                                             std::string_view name);

}  // namespace baton::http
