// The lines of a text, and how to find one's way in them. The text is borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace baton::workspace {

class SourceLines {
  public:
    explicit SourceLines(std::string_view text);

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::size_t count() const { return starts_.size(); }
    // Without its line end. `line` from 0; empty past the end.
    [[nodiscard]] std::string_view line(std::size_t line) const;
    // The byte at which a line begins; the size of the text past the end.
    [[nodiscard]] std::size_t start(std::size_t line) const;
    // The byte at a line and a column in bytes, both from 0; within the text.
    [[nodiscard]] std::size_t offset(std::size_t line, std::size_t byte_column) const;

    struct Position {
        std::int32_t line = 1;    // from 1
        std::int32_t column = 1;  // from 1, in code points
    };
    // Logarithmic, however long the line is.
    [[nodiscard]] Position position(std::size_t offset) const;

  private:
    static constexpr std::size_t kBlockBytes = 256;

    [[nodiscard]] std::size_t code_points_before(std::size_t offset) const;

    std::string_view text_;
    std::vector<std::size_t> starts_;
    std::vector<std::size_t> code_points_;  // before each block of the text
};

}  // namespace baton::workspace
