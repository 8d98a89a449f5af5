// What each kind of event does to the desk. Nothing here decides: it only carries out.
#include <algorithm>
#include <variant>

#include "base/check.hpp"
#include "core/desk/desk.hpp"

namespace baton::desk {

using event::Event;
using route::Decision;

void Desk::apply(const Event& event) {
    if (witness_ != nullptr) witness_->before(event, state_);
    state_.stamp(event.seq, event.at);
    std::visit([&](const auto& body) { apply_body(body, event); }, event.body);
    if (witness_ != nullptr) witness_->after(event, state_);
}

bool Desk::can_apply(const Event& event) const {
    return !std::holds_alternative<event::Published>(event.body) ||
           published_policy(event.version) != nullptr;
}

std::shared_ptr<const workspace::Policy> Desk::published_policy(std::uint64_t version) const {
    static const team::Names kNone;
    if (publishing_ && publishing_->first == version) return publishing_->second;
    return setting_.policies(version, state_.policy() ? state_.policy()->names : kNone);
}

void Desk::apply_body(const event::Published&, const Event& event) {
    state_.publish(event.version, published_policy(event.version));
    draws_.forget();
    names_.forget();
    calendar_zone_ = nullptr;
    somebody_may_be_free();
    wake_.reset();
}

void Desk::apply_body(const event::Received& body, const Event& event) {
    if (body.decision.outcome == route::Outcome::Rejected) return;
    OpenLead lead;
    lead.received_at = body.received_at;
    lead.revision = body.revision;
    lead.since = event.at;
    lead.owner = body.decision.findings.owner;
    settle(*event.lead, std::move(lead), body.decision, event.at);
}

void Desk::apply_body(const event::Revised& body, const Event& event) {
    state_.change(*event.lead, [&](OpenLead& lead) {
        lead.revision = body.revision;
        lead.touched = event.at;
        if (lead.is_waiting()) somebody_may_be_free();
    });
}

void Desk::apply_body(const event::Decided& body, const Event& event) {
    OpenLead lead = *state_.find(*event.lead);
    // Silence takes a lead away from everybody who has had it; a hand only from the holder.
    if (event.cause == event::Cause::Silence) lead.barred = lead.history;
    if (event.cause == event::Cause::Hand) {
        lead.barred.clear();
        if (lead.person) lead.barred.push_back(*lead.person);
    }
    release(*event.lead, lead, body.gives_back);
    if (body.decision.outcome == route::Outcome::Rejected) {
        state_.remove(*event.lead);
        return;
    }
    settle(*event.lead, std::move(lead), body.decision, event.at);
}

void Desk::apply_body(const event::Acknowledged&, const Event& event) {
    state_.change(*event.lead, [&](OpenLead& lead) {
        lead.state = LeadState::Acknowledged;
        lead.due = Instant::never();
        lead.touched = event.at;
    });
}

void Desk::apply_body(const event::Contacted& body, const Event& event) {
    constexpr std::size_t kResponsesKept = 200;
    state_.change(*event.lead, [&](OpenLead& lead) {
        lead.state = LeadState::Contacted;
        lead.due = Instant::never();
        lead.touched = event.at;
    });
    auto& responses = state_.edit(body.person).responses;
    if (responses.size() == kResponsesKept) responses.erase(responses.begin());
    responses.push_back(
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(body.after_seconds, 0, 0xFFFF'FFFF)));
    somebody_may_be_free();  // a `where` may ask how fast they are
}

void Desk::apply_body(const event::Closed& body, const Event& event) {
    const OpenLead& lead = *state_.find(*event.lead);
    if (lead.person) {
        route::PersonStanding& person = state_.edit(*lead.person);
        if (body.as == event::Closing::Won) ++person.won;
        if (body.as == event::Closing::Lost) ++person.lost;
    }
    release(*event.lead, lead, body.gives_back);
    state_.remove(*event.lead);
}

void Desk::apply_body(const event::Escalated& body, const Event& event) {
    step_done(*event.lead, body.step, event.at);
}

void Desk::apply_body(const event::Alerted& body, const Event& event) {
    step_done(*event.lead, body.step, event.at);
}

void Desk::step_done(const LeadId& id, std::uint32_t step, Instant at) {
    state_.change(id, [&](OpenLead& lead) {
        lead.steps_done = std::max(lead.steps_done, step);
        lead.touched = at;
        set_due(lead);
    });
}

void Desk::apply_body(const event::Availability& body, const Event& event) {
    route::PersonStanding& person = state_.edit(body.person);
    switch (body.change) {
        case event::AvailabilityChange::Out:
            std::erase_if(person.absences,
                          [&](const route::Absence& a) { return a.until <= event.at; });
            person.absences.push_back({body.from, body.until});
            std::ranges::sort(person.absences, {}, &route::Absence::from);
            break;
        case event::AvailabilityChange::Back:
            std::erase_if(person.absences,
                          [&](const route::Absence& a) { return a.from <= event.at; });
            break;
        case event::AvailabilityChange::Paused:
            person.paused = true;
            break;
        case event::AvailabilityChange::Resumed:
            person.paused = false;
            break;
    }
    somebody_may_be_free();
    wake_.reset();
}

void Desk::apply_body(const event::Figures& body, const Event&) {
    route::PersonStanding& person = state_.edit(body.person);
    if (body.deals) person.deals = body.deals;
    if (body.quota) person.quota = body.quota;
    if (body.attained) person.attained = body.attained;
    if (body.won) person.won = *body.won;
    if (body.lost) person.lost = *body.lost;
    somebody_may_be_free();
}

// ---- Giving and taking -------------------------------------------------------------------------

void Desk::settle(const LeadId& id, OpenLead&& lead, const Decision& decision, Instant at) {
    const bool was_waiting = lead.is_waiting() && !lead.person && lead.touched != Instant{};
    lead.rule = decision.rule;
    lead.otherwise = decision.otherwise;
    lead.target = decision.target;
    lead.sla = decision.sla;
    lead.person.reset();
    lead.pool.reset();
    lead.queue.reset();
    lead.turn.reset();
    lead.due = Instant::never();
    lead.steps_done = 0;
    lead.touched = at;
    if (!was_waiting) lead.since = at;
    const bool waits =
        decision.outcome == route::Outcome::Held || decision.outcome == route::Outcome::Unrouted;
    if (!waits) lead.barred.clear();
    switch (decision.outcome) {
        case route::Outcome::Assigned:
            give(id, lead, decision, at);
            break;
        case route::Outcome::Held:
            lead.state = LeadState::Held;
            lead.pool = decision.pool;
            break;
        case route::Outcome::Unrouted:
            lead.state = LeadState::Unrouted;
            break;
        case route::Outcome::Queued:
            lead.state = LeadState::Queued;
            lead.queue = decision.queue;
            break;
        case route::Outcome::Rejected:
            BATON_CHECK(false);
    }
    state_.put(id, std::move(lead));
}

void Desk::give(const LeadId&, OpenLead& lead, const Decision& decision, Instant at) {
    const PersonId person = *decision.person;
    lead.state = LeadState::Assigned;
    lead.person = person;
    lead.pool = decision.pool;
    lead.since = at;
    lead.history.push_back(person);
    const route::Calendar& now = calendar(at);
    lead.periods = now.starts;
    route::PersonStanding& stands = state_.edit(person);
    ++stands.open;
    now.add(stands.given);
    if (decision.pool) {
        route::PoolStanding& pool = state_.edit(*decision.pool);
        ++pool.open;
        now.add(pool.given);
    }
    if (decision.turn) take_turn(lead, *decision.turn, person);
    start_ladder(lead, at);
}

void Desk::take_turn(OpenLead& lead, const route::Turn& turn, PersonId person) {
    const workspace::Pool* pool = state_.policy()->pool(turn.pool);
    BATON_CHECK(pool != nullptr && pool->members.size() == turn.eligible.size());
    route::PoolStanding& stands = state_.edit(turn.pool);
    const auto member = std::ranges::find(pool->members, person, &workspace::Member::person);
    BATON_CHECK(member != pool->members.end());
    const auto own = static_cast<std::size_t>(member - pool->members.begin());
    TakenTurn taken{.pool = turn.pool,
                    .share = 0,
                    .took_credit = false,
                    .number = ++stands.turns,
                    .last_turn = stands.seats[own].last_turn};
    if (pool->pick == workspace::PickKind::RoundRobin) {
        const std::vector<route::Credit>& shares = draws_.of(*state_.policy(), *pool, turn).shares;
        for (std::size_t i = 0; i < shares.size(); ++i) stands.seats[i].credit += shares[i];
        stands.seats[own].credit -= route::kOneLead;
        taken.share = shares[own];
        taken.took_credit = true;
    }
    stands.seats[own].last_turn = taken.number;
    ++stands.seats[own].given;
    lead.turn = taken;
}

void Desk::release(const LeadId& id, const OpenLead& lead, bool gives_back) {
    if (lead.person) {
        route::PersonStanding& person = state_.edit(*lead.person);
        --person.open;
        if (gives_back) route::take_back(person.given, lead.periods);
        somebody_may_be_free();
    }
    if (lead.person && lead.pool) {
        route::PoolStanding& pool = state_.edit(*lead.pool);
        --pool.open;
        if (gives_back) route::take_back(pool.given, lead.periods);
    }
    if (!gives_back || !lead.turn || !lead.person) return;
    route::PoolStanding& stands = state_.edit(lead.turn->pool);
    route::Seat* seat = nullptr;
    if (const workspace::Pool* pool = state_.policy()->pool(lead.turn->pool)) {
        const auto member =
            std::ranges::find(pool->members, *lead.person, &workspace::Member::person);
        if (member != pool->members.end()) {
            seat = &stands.seats[static_cast<std::size_t>(member - pool->members.begin())];
        }
    }
    if (seat == nullptr) {
        const auto former = std::ranges::find(stands.former, *lead.person,
                                              &std::pair<PersonId, route::Seat>::first);
        if (former == stands.former.end()) return;
        seat = &former->second;
    }
    if (lead.turn->took_credit) seat->credit += route::kOneLead - lead.turn->share;
    if (seat->last_turn == lead.turn->number) {
        seat->last_turn = lead.turn->last_turn;
    } else {
        close_gap(id, lead);
    }
    if (seat->given > 0) --seat->given;
}

// A turn is undone that is not its holder's latest: their place in line stays, and the turn after
// it no longer follows upon it. (Turns of leads that are over are not undone any more.) O(open
// leads).
void Desk::close_gap(const LeadId& id, const OpenLead& undone) {
    for (const auto& [other_id, other] : state_.leads()) {
        const bool follows = other_id != id && other.person == undone.person && other.turn &&
                             other.turn->pool == undone.turn->pool &&
                             other.turn->last_turn == undone.turn->number;
        if (!follows) continue;
        OpenLead linked = other;
        linked.turn->last_turn = undone.turn->last_turn;
        state_.put(LeadId(other_id), std::move(linked));
        return;  // one turn follows upon another
    }
}

// ---- Ladders -----------------------------------------------------------------------------------

void Desk::start_ladder(OpenLead& lead, Instant) {
    lead.steps_done = 0;
    lead.ladder_version = state_.version();
    set_due(lead);
}

void Desk::set_due(OpenLead& lead) {
    lead.due = Instant::never();
    if (lead.sla.empty() || lead.state != LeadState::Assigned) return;
    const workspace::Policy* policy = state_.policy_of(lead.ladder_version);
    if (policy == nullptr) return;
    const auto ladder = policy->ladders.find(lead.sla);
    if (ladder == policy->ladders.end() || lead.steps_done >= ladder->second.steps.size()) return;
    const Duration after = ladder->second.steps[lead.steps_done].after;
    const workspace::Person* person = policy->person(*lead.person);
    if (ladder->second.working_time_only && person != nullptr && person->schedule != nullptr) {
        lead.due = team::add_working(*person->schedule, *person->zone, lead.since, after);
    } else {
        lead.due = lead.since + after;
    }
}

}  // namespace baton::desk
