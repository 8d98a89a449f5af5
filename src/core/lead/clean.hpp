// Small helpers on what people typed: white space and control signs out, values quoted in warnings.
#pragma once

#include <string>
#include <string_view>

namespace baton::lead {

// One line: control signs and runs of white space (also no-break and other Unicode spaces) become
// one space, none at the ends.
[[nodiscard]] std::string clean_line(std::string_view text);

// Several lines: CRLF and CR become LF, other control signs but tab go, white space off both ends.
[[nodiscard]] std::string clean_block(std::string_view text);

// At most `limit` bytes of the text, cut between code points.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t limit);

// The text in quotes for a message, cut to about 60 bytes.
[[nodiscard]] std::string quote(std::string_view text);

// "n/a", "-", "unknown" …: what columns hold for nothing.
[[nodiscard]] bool is_placeholder(std::string_view text);

}  // namespace baton::lead
