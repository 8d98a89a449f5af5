#include "core/explain/recorded.hpp"

#include <fmt/format.h>

#include "core/route/words.hpp"

namespace baton::explain {
namespace {

std::string_view occasion(event::Cause cause) {
    switch (cause) {
        case event::Cause::Hand:
            return "It was reassigned by hand.";
        case event::Cause::Waiting:
            return "It had waited, and was tried again.";
        case event::Cause::Silence:
            return "Nobody had acknowledged it, so the SLA took it on.";
        case event::Cause::Claimed:
            return "It was claimed from its queue.";
        case event::Cause::Submitted:
        case event::Cause::Stale:
        case event::Cause::Published:
            return "";
    }
    return "";
}

}  // namespace

Explanation recorded(const event::Event& event, const desk::State& before,
                     const expr::ZoneOffsets* zones, std::optional<team::PersonId> about) {
    static const lead::Lead kUnknown;
    const workspace::Policy& policy = *before.policy();
    const route::Decision& decision = *event::decision_of(event);
    const route::Calendar calendar = route::Calendar::at(*policy.zone, event.at);
    expr::Arena arena;
    const route::Question question{.policy = policy,
                                   .standing = before.standing(),
                                   .calendar = calendar,
                                   .lead = kUnknown,
                                   .now = event.at,
                                   .zones = zones,
                                   .owner = decision.findings.owner,
                                   .arena = arena};
    const desk::OpenLead* lead = event.lead ? before.find(*event.lead) : nullptr;
    route::How how = route::FirstOf{};
    if (event.cause == event::Cause::Submitted) how = route::FromTheTop{};
    if (event.cause == event::Cause::Waiting && lead != nullptr) {
        how = route::FromTheTop{};
        if (lead->state == desk::LeadState::Held && lead->pool) {
            how = route::HeldIn{*lead->pool, lead->rule, lead->otherwise, lead->target};
        }
    }
    return explain(question, how, decision, {.lead_known = false, .about = about});
}

void tell_event(Explanation& explanation, const event::Event& event,
                const workspace::Policy& policy) {
    const route::Decision& decision = *event::decision_of(event);
    explanation.note = occasion(event.cause);
    explanation.rule = decision.rule;
    explanation.sla = decision.sla;
    explanation.ending = route::ending_in_words(decision, policy);
    const auto* decided = std::get_if<event::Decided>(&event.body);
    if (decided == nullptr || decided->passed.empty()) return;
    std::string passed;
    for (const route::Exclusion& gate : decided->passed) {
        passed += fmt::format("{}{}", passed.empty() ? "" : ", ", route::in_words(gate, policy));
    }
    explanation.note += fmt::format(" The hand went past this: {}.", passed);
}

}  // namespace baton::explain
