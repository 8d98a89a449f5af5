#include <algorithm>

#include "core/desk/desk.hpp"

namespace baton::desk {
namespace {

std::vector<PersonId> told_by(const route::Decision& decision, const workspace::Policy& policy) {
    if (decision.person) return {*decision.person};
    std::vector<PersonId> people;
    if (!decision.queue) return people;
    const workspace::Queue* queue = policy.queue(*decision.queue);
    if (queue == nullptr || !queue->notify || !queue->open_to) return people;
    if (const workspace::Pool* pool = policy.pool(*queue->open_to)) {
        for (const workspace::Member& member : pool->members) people.push_back(member.person);
    }
    return people;
}

}  // namespace

std::vector<PersonId> told(const event::Event& event, const workspace::Policy& policy,
                           const State& after) {
    if (const route::Decision* decision = event::decision_of(event)) {
        return told_by(*decision, policy);
    }
    if (const auto* escalated = std::get_if<event::Escalated>(&event.body)) {
        return escalated->notified;
    }
    if (std::holds_alternative<event::Revised>(event.body)) {
        const OpenLead* lead = after.find(*event.lead);
        if (lead != nullptr && lead->person) return {*lead->person};
    }
    return {};
}

}  // namespace baton::desk
