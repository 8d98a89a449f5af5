// Whether an event can be the next of a log, by what is known before it. Decisions are not made
// again here: that is the desk's. But whatever passes can be applied, though somebody forged it.
#pragma once

#include "base/result.hpp"
#include "core/desk/state.hpp"
#include "core/event/event.hpp"

namespace baton::proof {

enum class FollowError : int { DoesNotFollow = 1 };

// The error says why it cannot have happened then. Of `published` the document is not looked at.
[[nodiscard]] Result<void> follows(const event::Event& event, const desk::State& before);

}  // namespace baton::proof
