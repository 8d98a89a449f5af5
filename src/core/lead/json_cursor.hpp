// Reads the JSON of a lead's row from front to back, without building a tree: strings, numbers, and
// whole values as the text they are. Refuses what is not JSON; nesting is bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

class JsonCursor {
  public:
    explicit JsonCursor(std::string_view text) : text_(text) {}

    // Takes `c`, after white space, if it comes next.
    bool take(char c);
    // A string with its escapes resolved; nothing when none comes next or it is not well formed.
    std::optional<std::string> string();
    // Any value, as the text it is written in.
    std::optional<std::string_view> value();

    [[nodiscard]] bool at_end();
    [[nodiscard]] std::size_t position() const { return at_; }
    // The first byte of what comes next; '\0' at the end.
    [[nodiscard]] char peek();

  private:
    void skip_space();
    bool skip_value(std::size_t depth);
    bool skip_string();
    bool skip_number();
    bool skip_members(char close, bool named, std::size_t depth);
    bool append_escape(std::string& out);
    std::optional<unsigned> hex4();

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace baton::lead
