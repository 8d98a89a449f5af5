// The part of a message's facts that follows from the log: rule, score, people, SLA, what happened.
// Pure.
#pragma once

#include "core/workspace/policy.hpp"
#include "deliver/lead_story.hpp"
#include "deliver/notify/facts.hpp"

namespace baton::deliver {

// The documents that a story speaks of.
struct StoryPolicies {
    const workspace::Policy& ruled;    // under which the rules were read
    const workspace::Policy& decided;  // under which it was last decided, and its ladder runs
    const workspace::Policy& live;     // whose names and addresses hold now
};

// Fills in all that the story tells; its last event is what the message is about. Needs a story
// with a decision.
void tell_decision(LeadFacts& facts, const LeadStory& story, const StoryPolicies& policies);

[[nodiscard]] PersonFacts person_facts(const workspace::Person& person);

}  // namespace baton::deliver
