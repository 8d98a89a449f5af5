// What is known of a lead before rules are read: its account, territory, owner, score and tier.
#pragma once

#include "core/route/decision.hpp"
#include "core/route/gates.hpp"
#include "core/route/views.hpp"

namespace baton::route {

// Finds them in this order — account, territory, owner, score, tier — each seeing those before it,
// and sets them in `view`.
[[nodiscard]] Findings find_out(const Question& question, LeadView& view);

}  // namespace baton::route
