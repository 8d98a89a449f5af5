// Makes text that came from outside fit for a message: one line or several, no control or
// direction-changing characters, no more than is wanted. And escaping for HTML. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::deliver {

// All white space runs become one blank; control characters, and those that turn the direction of
// writing (with which a lead could make a line read otherwise than it is), are left out; at most
// `limit` code points, an ellipsis standing for the rest. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t limit);

// The same, but lines stay lines (ended by \n, never more than one empty one in a row).
[[nodiscard]] std::string many_lines(std::string_view text, std::size_t limit);

// At most `limit` code points; the last is an ellipsis when something was cut off.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit);

[[nodiscard]] std::string escape_html(std::string_view text);
// As a value or a segment of an address has it: all but ASCII letters and digits by their numbers.
[[nodiscard]] std::string escape_url(std::string_view text);

// The length in UTF-8 bytes of the code point that begins here, 1–4; needs well-formed UTF-8.
[[nodiscard]] std::size_t code_point_bytes(char lead_byte);

// An http or https address that is safe between < and > or quotes; false for anything else.
[[nodiscard]] bool is_web_link(std::string_view text);

}  // namespace baton::deliver
