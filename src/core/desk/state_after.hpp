// What a lead is after it was decided, and after it was closed.
#pragma once

#include "core/desk/open_lead.hpp"
#include "core/event/event.hpp"
#include "core/route/decision.hpp"

namespace baton::desk {

[[nodiscard]] LeadState state_after(route::Outcome outcome);
[[nodiscard]] LeadState state_after(event::Closing closing);

}  // namespace baton::desk
