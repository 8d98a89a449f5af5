// What the desk decides about a lead, each kind of occasion in one function. Nothing happens here:
// commands and deadlines make events of it, and an event can be decided again for whoever asks why.
#include <fmt/format.h>

#include "core/desk/desk.hpp"
#include "core/route/words.hpp"

namespace baton::desk {

using event::Cause;
using route::Decision;
using route::Outcome;

Decision Desk::ask(const route::Question& question, const route::How& how) {
    Decision decision = route::decide(question, how);
    if (witness_ != nullptr) witness_->decided(question, how, decision);
    return decision;
}

bool Desk::asks_its_pool(const OpenLead& lead) const {
    return lead.state == LeadState::Held && lead.pool &&
           state_.policy()->pool(*lead.pool) != nullptr;
}

Decision Desk::decide_waiting(const OpenLead& lead, const lead::Lead& content, Instant now) {
    const route::Question asked = question(content, now, lead.owner, lead.barred);
    if (!asks_its_pool(lead)) return ask(asked, route::FromTheTop{});
    Decision decision =
        ask(asked, route::HeldIn{*lead.pool, lead.rule, lead.otherwise, lead.target});
    if (decision.rule.empty()) decision.rule = lead.rule;
    if (decision.sla.empty()) decision.sla = lead.sla;
    return decision;
}

Decision Desk::decide_step(const OpenLead& lead, const workspace::Reassign& how,
                           const lead::Lead& content, Instant now) {
    const route::Question asked = question(content, now, lead.person, lead.history);
    const workspace::Person* holder = state_.policy()->person(*lead.person);
    if (holder == nullptr) holder = state_.policy_of(lead.ladder_version)->person(*lead.person);
    Decision decision;
    if (std::holds_alternative<workspace::ReassignNext>(how)) {
        decision = ask(asked, route::AlongRule{lead.rule});
    } else if (std::holds_alternative<workspace::ReassignBackup>(how)) {
        std::vector<PersonId> people;
        if (holder != nullptr && holder->backup) people.push_back(*holder->backup);
        if (holder != nullptr && holder->manager) people.push_back(*holder->manager);
        decision = ask(asked, route::FirstOf{people});
    } else if (const auto* person = std::get_if<workspace::ToPerson>(&how)) {
        decision = ask(asked, route::Named{person->person});
    } else {
        decision = ask(asked, route::Named{std::get<workspace::ToPool>(how).pool});
    }
    if (decision.rule.empty()) decision.rule = lead.rule;
    if (decision.sla.empty()) decision.sla = lead.sla;
    decision.findings = {};
    return decision;
}

Result<event::Decided> Desk::decide_hand(const OpenLead& lead, const Target& to,
                                         const lead::Lead& content, Instant now) {
    event::Decided decided;
    Decision& decision = decided.decision;
    std::vector<PersonId> had;
    if (lead.person) had.push_back(*lead.person);
    const route::Question asked = question(content, now, lead.person, had);
    if (const auto* queue = std::get_if<QueueId>(&to)) {
        decision.outcome = Outcome::Queued;
        decision.queue = *queue;
    } else if (const auto* person = std::get_if<PersonId>(&to)) {
        if (lead.person == *person) {
            return fail(DeskError::AlreadyTheirs,
                        fmt::format("\"{}\" has the lead already", name_of(*person)));
        }
        // A hand may go past capacity and a pause, and is told so; not past an absence.
        decision = ask(asked, route::Named{*person});
        if (decision.outcome == Outcome::Unrouted) {
            decided.passed = decision.trials.front().excluded;
            const route::Gate gate = decided.passed.front().gate;
            if (gate == route::Gate::OutOfOffice || gate == route::Gate::Inactive) {
                return fail(DeskError::NobodyEligible,
                            route::gates_in_words(decision, asked.policy));
            }
            if (gate == route::Gate::Paused) {
                // Who is paused may be full as well.
                Decision behind = route::decide_named(asked, {*person, {.presence = false}});
                for (route::Trial& trial : behind.trials) {
                    decided.passed.insert(decided.passed.end(), trial.excluded.begin(),
                                          trial.excluded.end());
                }
            }
            decision.outcome = Outcome::Assigned;
            decision.person = *person;
            decision.target = 1;
            decision.trials.clear();
        }
    } else {
        const PoolId pool = std::get<PoolId>(to);
        decision = ask(asked, route::Named{pool});
        if (decision.outcome == Outcome::Unrouted) {
            const std::string why = route::gates_in_words(decision, asked.policy);
            return fail(
                DeskError::NobodyEligible,
                fmt::format("nobody in pool \"{}\" can take the lead{}{}",
                            state_.policy()->names.pools.name(pool), why.empty() ? "" : ": ", why));
        }
    }
    decision.rule = lead.rule;
    decision.sla = lead.sla;
    decision.findings = {};
    return decided;
}

Decision Desk::decide_claim(const OpenLead& lead, PersonId person, const lead::Lead& content,
                            Instant now) {
    // Who claims is there, whatever the calendar says; what binds is what they may hold.
    Decision decision =
        ask(question(content, now, lead.owner, {}), route::Named{person, {.presence = false}});
    decision.rule = lead.rule;
    decision.sla = lead.sla;
    decision.findings = {};
    return decision;
}

std::optional<Decision> Desk::decide_again(const event::Event& event, const lead::Lead& content) {
    const Decision* was = event::decision_of(event);
    if (was == nullptr || !event.lead || !state_.policy()) return std::nullopt;
    if (std::holds_alternative<event::Received>(event.body)) {
        return ask(question(content, event.at, was->findings.owner, {}), route::FromTheTop{});
    }
    const OpenLead* lead = state_.find(*event.lead);
    if (lead == nullptr) return std::nullopt;
    switch (event.cause) {
        case Cause::Waiting:
            return decide_waiting(*lead, content, event.at);
        case Cause::Silence:
            return decide_step_again(*lead, *was, content, event.at);
        case Cause::Claimed:
            if (!was->person) return std::nullopt;
            return decide_claim(*lead, *was->person, content, event.at);
        case Cause::Hand: {
            Target to = was->queue.value_or(QueueId{});
            if (was->pool) {
                to = *was->pool;
            } else if (was->person) {
                to = *was->person;
            }
            auto decided = decide_hand(*lead, to, content, event.at);
            if (!decided) return std::nullopt;
            return std::move(decided->decision);
        }
        case Cause::Submitted:
        case Cause::Stale:
        case Cause::Published:
            return std::nullopt;
    }
    return std::nullopt;
}

// Which step took the lead away is not in the event: the one that has just told people, or the one
// after it. The one that decides as it was decided is meant.
std::optional<Decision> Desk::decide_step_again(const OpenLead& lead, const Decision& was,
                                                const lead::Lead& content, Instant now) {
    const workspace::Policy* policy = state_.policy_of(lead.ladder_version);
    if (policy == nullptr || !lead.person) return std::nullopt;
    const auto ladder = policy->ladders.find(lead.sla);
    if (ladder == policy->ladders.end()) return std::nullopt;
    const std::vector<workspace::LadderStep>& steps = ladder->second.steps;
    std::optional<Decision> decision;
    for (const std::size_t after :
         {std::size_t{lead.steps_done}, std::size_t{lead.steps_done} + 1}) {
        if (after == 0 || after > steps.size() || !steps[after - 1].reassign) continue;
        decision = decide_step(lead, *steps[after - 1].reassign, content, now);
        if (*decision == was) break;
    }
    return decision;
}

}  // namespace baton::desk
