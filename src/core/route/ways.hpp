// Ways: whom a lead that nobody could have may come to at all, and through which pool. What a lead
// says, and what the document says of people, leaves it these ways for as long as both stay; how
// people stand opens and shuts them. So of thousands of leads with the same shut ways none needs to
// be asked about. Pure.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <vector>

#include "core/route/decide.hpp"
#include "core/route/gates.hpp"

namespace baton::route {

struct Way {
    std::optional<PoolId> pool;  // nothing: they are asked by name
    PersonId person;

    friend auto operator<=>(const Way&, const Way&) = default;
};
using Ways = std::vector<Way>;

// Every way by which this question, put by `how`, may find somebody under this document, whatever
// becomes of people and whenever it is asked; some may never do. Nothing: there is no saying, for
// the answer hangs on the time, or the lead is taken anyhow. O(rules to match, members) and the
// `where` of each.
[[nodiscard]] std::optional<Ways> ways_of(const Question& question, const FromTheTop& how);
[[nodiscard]] std::optional<Ways> ways_of(const Question& question, const HeldIn& how);

// Whether one of them could be gone now by some lead: false only where `decide` would find nobody.
// Asks the gates that do not read the lead; `question` may be about any. O(ways).
[[nodiscard]] bool is_open(const Question& question, std::span<const Way> ways);

}  // namespace baton::route
