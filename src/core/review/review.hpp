// A document that checks itself: what compiles and yet cannot be meant, each with a lead that shows
// it. Never a false alarm: that a rule never fires is proven over all leads (sets and intervals of
// the values that the document tells apart), and every example has gone through the real matcher.
// Where there is neither proof nor example, nothing is said.
#pragma once

#include <vector>

#include "core/expr/zones.hpp"
#include "core/lead/suffixes.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/load.hpp"
#include "core/workspace/policy.hpp"

namespace baton::review {

// Borrowed for the call.
struct Outside {
    const lead::Suffixes& suffixes;
    const expr::ZoneOffsets* zones = nullptr;
};

// How much may be looked at; beyond it nothing more is said. 2,000 rules need a fraction.
struct Budget {
    std::size_t comparisons = 20'000'000;   // of a rule with an earlier one
    std::size_t pieces = 2'000'000;         // that rules are cut into
    std::size_t pieces_each = 5'000;        // the same, of one rule
    std::size_t leads = 20'000;             // that are tried as examples
    std::size_t territory_pairs = 500'000;  // of which one has a condition
    std::size_t territory_leads = 1'000;    // that are tried to show that two overlap
};

// Warnings besides those of loading, in no order. `told` are those of loading: a rule that they
// call unreachable is not told again, but given its example. Pure; one thread.
[[nodiscard]] std::vector<workspace::Finding> review(const workspace::Policy& policy,
                                                     std::vector<workspace::Finding>& told,
                                                     const Outside& outside,
                                                     const Budget& budget = {});

// The same for what load() gave: its findings get examples and the warnings, by place.
void review(workspace::Loaded& loaded, const Outside& outside);

}  // namespace baton::review
