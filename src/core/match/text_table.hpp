// TextTable: from texts to codes. Made once, asked for every lead: a look-up costs one pass over
// the text and, as a rule, one cache line. Immutable once filled; any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/match/code_set.hpp"

namespace baton::match {

class TextTable {
  public:
    TextTable() = default;
    explicit TextTable(std::size_t count);  // how many texts will be added

    // A text is added once.
    void add(std::string_view text, Code code);
    [[nodiscard]] std::optional<Code> find(std::string_view text) const;

  private:
    struct Slot {
        std::uint32_t tag = 0;    // bits of the hash; 0: free
        std::uint32_t entry = 0;  // into entries_
    };
    struct Entry {
        std::uint32_t offset = 0;  // into chars_
        std::uint32_t size = 0;
        Code code = 0;
    };

    std::vector<Slot> slots_;  // a power of two of them, at most half taken
    std::vector<Entry> entries_;
    std::string chars_;
};

}  // namespace baton::match
