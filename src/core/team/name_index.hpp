// Finds the account that a company's name means, however it is written, or none where that is not
// sure. Exact keys from strict to loose lead to a handful of accounts, which are compared word by
// word; a word that no account has is read as the one it may be a slip of. Holds hashes and words,
// not names. Immutable once built; from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "core/team/hashed_index.hpp"
#include "core/team/name_form.hpp"
#include "core/team/name_match.hpp"
#include "core/team/spelling.hpp"

namespace baton::team {

class NameIndex {
  public:
    // The name of an account by its number; must give what it gave to build().
    using NameOf = std::function<std::string_view(std::uint32_t account)>;

    // About 5 µs a name.
    void build(std::uint32_t accounts, const NameOf& name_of);

    // `name` as written, in UTF-8. Of several accounts that it may mean the surest counts, then the
    // first in file order; where two that are called differently are about as sure, there is none.
    // Some microseconds; at most about a hundred.
    [[nodiscard]] std::optional<NameMatch> lookup(std::string_view name,
                                                  const NameOf& name_of) const;
    [[nodiscard]] std::size_t bytes() const;

  private:
    class Search;

    void enter(std::uint32_t account, const NameForm& form);

    HashedIndex by_whole_;
    HashedIndex by_spaced_;
    HashedIndex by_sorted_;
    HashedIndex by_bare_;  // those that have a trade to leave out
    HashedIndex by_word_;  // how many accounts have a word
    Spelling spelling_;
};

}  // namespace baton::team
