// Events as the stream and a lead's history show them: one JSON object each, the same in both, with
// a sentence that says what happened and why.
#pragma once

#include <string>

#include "api/json.hpp"
#include "core/event/event.hpp"
#include "core/workspace/policy.hpp"

namespace baton::api {

struct EventContext {
    // Knows every name that the event has.
    const workspace::Policy& policy;
    // `policy` is the version under which it was decided: score lines and pools are those meant.
    bool is_exact = true;
};

// "seq" to "explanation". Members that do not apply are left out.
void write_event(ObjectWriter& object, const event::Event& event, const EventContext& context);

// The sentence of a decision, as write_event() has it; empty for other events.
[[nodiscard]] std::string explanation_of(const event::Event& event, const EventContext& context);

// Whom the event told, as far as it says so itself: the new holder, a queue's people, those an SLA
// step names.
[[nodiscard]] std::vector<team::PersonId> told_by(const event::Event& event,
                                                  const workspace::Policy& policy);

}  // namespace baton::api
