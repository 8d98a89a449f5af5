// Whom the target `owner: account`, `territory` or `lead` stands for with the lead at hand.
#pragma once

#include <optional>

#include "core/route/decision.hpp"
#include "core/route/gates.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

// A person or a pool, with the `where` that stands beside them; nothing: nobody owns it. Needs what
// was found out about the lead.
[[nodiscard]] std::optional<workspace::Target> owner_of(const Question& question,
                                                        const Findings& findings,
                                                        workspace::OwnerOf of);

}  // namespace baton::route
