#include "proof/follows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace baton::proof {
namespace {

using desk::LeadState;
using desk::OpenLead;
using event::Cause;
using event::Event;
using route::Decision;
using route::Outcome;
using workspace::Policy;

std::unexpected<Error> no(std::string why) {
    return fail(FollowError::DoesNotFollow, std::move(why));
}

Result<void> must(bool holds, const char* otherwise) {
    if (holds) return {};
    return no(otherwise);
}

// Whether giving the lead up gives its holder the turn back, as the pool has it.
bool gives_back(const OpenLead& lead, const Policy& policy, bool workspace::GiveBack::*when) {
    if (!lead.turn) return false;
    const workspace::Pool* pool = policy.pool(lead.turn->pool);
    return pool != nullptr && pool->give_back.*when;
}

bool is_stale(const OpenLead& lead, const Policy& policy, Instant at) {
    return policy.close_after && lead.touched + *policy.close_after <= at;
}

Result<void> turn_fits(const Decision& decision, const Policy& policy) {
    if (!decision.turn) return {};
    const route::Turn& turn = *decision.turn;
    const workspace::Pool* pool = policy.pool(turn.pool);
    const std::size_t seats = pool == nullptr ? 0 : pool->members.size();
    const bool is_of_pool = decision.person && pool != nullptr && turn.eligible.size() == seats &&
                            (turn.sharing.empty() || turn.sharing.size() == seats) &&
                            (turn.weights.empty() || turn.weights.size() == seats) &&
                            std::ranges::find(pool->members, *decision.person,
                                              &workspace::Member::person) != pool->members.end();
    return must(is_of_pool, "the turn that it takes is not one of its pool");
}

Result<void> decision_fits(const Decision& decision, const desk::State& state) {
    const Policy& policy = *state.policy();
    const bool assigned = decision.outcome == Outcome::Assigned;
    if (assigned != decision.person.has_value() ||
        (assigned && decision.person->index() >= state.standing().people.size())) {
        return no("it is given to nobody of the document");
    }
    if ((decision.outcome == Outcome::Queued) != decision.queue.has_value()) {
        return no("it names a queue and does not put the lead there");
    }
    if (decision.pool && policy.pool(*decision.pool) == nullptr) {
        return no("its pool is not in the document");
    }
    return turn_fits(decision, policy);
}

// One function for each kind. Those about leads have an open one, but for `received`.
struct Check {
    const Event& event;
    const desk::State& state;
    const OpenLead* lead;

    Result<void> operator()(const event::Published&) const {
        return must(event.version == state.version() + 1,
                    "its version does not follow upon the one in force");
    }
    Result<void> operator()(const event::Received& body) const {
        if (lead != nullptr) return no("the lead was there already");
        if (event.cause != Cause::Submitted || body.revision != 1) {
            return no("a lead begins with its first revision");
        }
        return decision_fits(body.decision, state);
    }
    Result<void> operator()(const event::Revised& body) const {
        if (state.policy()->duplicates != workspace::Duplicates::Merge) {
            return no("the document in force does not merge inquiries");
        }
        return must(body.revision == lead->revision + 1,
                    "its revision does not follow upon the one before");
    }
    Result<void> operator()(const event::Decided& body) const {
        bool returns = false;
        switch (event.cause) {
            case Cause::Waiting:
                if (!lead->is_waiting()) return no("the lead was not waiting");
                break;
            case Cause::Claimed:
                if (lead->state != LeadState::Queued) return no("the lead was in no queue");
                break;
            case Cause::Silence:
                if (!lead->person || (lead->due > event.at && lead->steps_done == 0)) {
                    return no("no step of an SLA was due");
                }
                returns = gives_back(*lead, *state.policy(), &workspace::GiveBack::silent);
                break;
            case Cause::Hand:
                returns = gives_back(*lead, *state.policy(),
                                     body.by && lead->person == body.by
                                         ? &workspace::GiveBack::passed
                                         : &workspace::GiveBack::reassigned);
                break;
            case Cause::Submitted:
            case Cause::Stale:
            case Cause::Published:
                return no("nothing of the kind is decided for that cause");
        }
        if (body.gives_back != returns) return no("the turn is given back against the document");
        return decision_fits(body.decision, state);
    }
    Result<void> operator()(const event::Acknowledged& body) const {
        return must(lead->person == body.person && lead->state == LeadState::Assigned,
                    "the lead was not theirs to acknowledge");
    }
    Result<void> operator()(const event::Contacted& body) const {
        if (lead->person != body.person || lead->state == LeadState::Contacted) {
            return no("the lead was not theirs to contact");
        }
        const std::int64_t after = (event.at - lead->since).micros / 1'000'000;
        return must(body.after_seconds == after, "the time that it says it took is not right");
    }
    Result<void> operator()(const event::Closed& body) const {
        bool returns = false;
        if (event.cause == Cause::Stale) {
            if (!is_stale(*lead, *state.policy(), event.at))
                return no("the lead was not stale yet");
        } else if (body.as == event::Closing::Disqualified) {
            returns = gives_back(*lead, *state.policy(), &workspace::GiveBack::disqualified);
        }
        return must(body.gives_back == returns, "the turn is given back against the document");
    }
    Result<void> operator()(const event::Escalated& body) const { return step_fits(body.step); }
    Result<void> operator()(const event::Alerted& body) const {
        // A step that told people and found nobody to take the lead says so after it.
        const bool is_told =
            body.alert == event::Alert::LadderFoundNobody && body.step == lead->steps_done;
        return is_told ? Result<void>{} : step_fits(body.step);
    }
    Result<void> operator()(const event::Availability& body) const {
        const bool out = body.change == event::AvailabilityChange::Out;
        if (state.policy()->person(body.person) == nullptr) {
            return no("there is no such person in the document");
        }
        return must(!out || (body.until > body.from && body.until > event.at),
                    "the absence ends before it begins, or has ended already");
    }
    Result<void> operator()(const event::Figures& body) const {
        return must(state.policy()->person(body.person) != nullptr,
                    "there is no such person in the document");
    }

    [[nodiscard]] Result<void> step_fits(std::uint32_t step) const {
        return must(lead->person && lead->due <= event.at && step == lead->steps_done + 1,
                    "this step of an SLA was not due");
    }
};

bool is_about_a_lead(const Event& event) {
    return !std::holds_alternative<event::Published>(event.body) &&
           !std::holds_alternative<event::Availability>(event.body) &&
           !std::holds_alternative<event::Figures>(event.body);
}

}  // namespace

Result<void> follows(const Event& event, const desk::State& before) {
    if (event.at < before.last_at()) return no("it is earlier than the one before");
    const bool publishes = std::holds_alternative<event::Published>(event.body);
    if (!publishes && !before.policy()) return no("no document was published before");
    if (!publishes && event.version != before.version()) {
        return no(
            fmt::format("it was decided under version {} of the document, and {} was in force",
                        event.version, before.version()));
    }
    const OpenLead* lead = event.lead ? before.find(*event.lead) : nullptr;
    if (is_about_a_lead(event)) {
        if (!event.lead) return no("it names no lead");
        if (lead == nullptr && !std::holds_alternative<event::Received>(event.body)) {
            return no("there is no such open lead");
        }
    }
    return std::visit(Check{event, before, lead}, event.body);
}

}  // namespace baton::proof
