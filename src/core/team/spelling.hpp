// The words that account names are made of, and those of them that a mistyped word may have meant:
// one letter more, less, other, or two neighbours swapped. Found by leaving letters out, so that a
// look-up costs a few steps among a million words. Immutable once built; from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/team/hashed_index.hpp"

namespace baton::team {

class Spelling {
  public:
    static constexpr std::size_t kLeastLetters = 5;  // shorter words are taken as they stand
    static constexpr std::size_t kMostLetters = 24;
    static constexpr std::size_t kMostNear = 8;

    // `words` in order of first appearance; what stands before counts first among equals.
    void build(const std::vector<std::string_view>& words);

    [[nodiscard]] bool knows(std::string_view word) const;
    // Up to kMostNear words one slip away from a word that is not known; none for one that is, or
    // that is short, long, or has signs other than a–z.
    [[nodiscard]] std::vector<std::string_view> near(std::string_view word) const;
    [[nodiscard]] std::size_t bytes() const;

  private:
    [[nodiscard]] std::string_view word(std::uint32_t number) const;

    std::string letters_;
    std::vector<std::uint32_t> ends_;  // of the words in `letters_`
    HashedIndex whole_;
    HashedIndex shortened_;  // with one letter left out, and whole
};

}  // namespace baton::team
