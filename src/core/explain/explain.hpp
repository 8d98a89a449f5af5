// From a decision to its explanation: the rules are read again one by one, everything else is taken
// from what the decision itself recorded, so that whoever is told to be kept out was kept out by
// the very gates that decided. Costs about what a decision costs without an index; only for whoever
// asks.
#pragma once

#include <optional>

#include "core/event/event.hpp"
#include "core/explain/explanation.hpp"
#include "core/route/decide.hpp"

namespace baton::explain {

inline constexpr std::size_t kMaxRulesTold = 200;  // rules passed over; the rest are counted

struct Wanted {
    bool lead_known = true;                 // false: the lead's words are gone; rules are not read
    std::optional<team::PersonId> about{};  // how it looks from their place
};

// Needs the standing that the decision rested on: before it changed anything.
[[nodiscard]] Explanation explain(const route::Question& question, const route::How& how,
                                  const route::Decision& decision, const Wanted& wanted = {});

}  // namespace baton::explain
