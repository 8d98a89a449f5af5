// An explanation of a decision that stands in the log.
#pragma once

#include <optional>
#include <string>

#include "core/desk/desk.hpp"
#include "core/explain/explain.hpp"

namespace baton::explain {

// From what the event recorded and how things stood before it, without the lead's words: rules are
// not read again. `before` is the state before the event, which carries a decision.
[[nodiscard]] Explanation recorded(const event::Event& event, const desk::State& before,
                                   const expr::ZoneOffsets* zones,
                                   std::optional<team::PersonId> about);

// What a decision made again does not know: that it was a hand's work, what a hand went past, what
// came of it in the end. Makes `explanation` tell of the event itself.
void tell_event(Explanation& explanation, const event::Event& event,
                const workspace::Policy& policy);

}  // namespace baton::explain
