// What falls due by itself: waiting leads are tried again (waiting.cpp), SLA steps are taken, leads
// on which nothing happens any more are closed.
#include <algorithm>

#include "core/desk/desk.hpp"

namespace baton::desk {
namespace {

// How much one command carries out of what is due, so that no command waits long behind it; the
// rest stays due at once.
constexpr std::size_t kDueAtOnce = 512;

const lead::Lead kForgotten;

// Gathers whom a step tells, each once, in the order of the document.
class Recipients {
  public:
    Recipients(const workspace::Policy& policy, const workspace::Person* holder, PersonId holder_id)
        : policy_(policy), holder_(holder), holder_id_(holder_id) {}

    void operator()(const workspace::NotifyManager&) {
        if (holder_ != nullptr) add(holder_->manager);
    }
    void operator()(const workspace::NotifyBackup&) {
        if (holder_ != nullptr) add(holder_->backup);
    }
    void operator()(const workspace::NotifyAssignee&) { add(holder_id_); }
    void operator()(const workspace::NotifyPerson& who) { add(who.person); }
    void operator()(const workspace::NotifyPool& who) {
        const workspace::Pool* pool = policy_.pool(who.pool);
        if (pool == nullptr) return;
        for (const workspace::Member& member : pool->members) add(member.person);
    }
    [[nodiscard]] const std::vector<PersonId>& people() const { return people_; }

  private:
    void add(std::optional<PersonId> person) {
        if (person && std::ranges::find(people_, *person) == people_.end()) {
            people_.push_back(*person);
        }
    }

    const workspace::Policy& policy_;
    const workspace::Person* holder_;
    PersonId holder_id_;
    std::vector<PersonId> people_;
};

}  // namespace

using event::Cause;
using route::Decision;
using route::Outcome;

void Desk::advance(const Facts& facts, Instant now) {
    if (!state_.waiting().empty() && wake() <= now) {
        somebody_may_be_free();
        woken_until_ = now;
        wake_.reset();
    }
    retry_waiting(facts, now);
    for (std::size_t done = 0; done < kDueAtOnce; ++done) {
        const Deadline* next = state_.next_deadline();
        if (next == nullptr || next->at > now) break;
        const Deadline due = *next;
        switch (due.kind) {
            case DeadlineKind::Step:
                take_step(due.lead, facts, now);
                break;
            case DeadlineKind::Stale:
                close_stale(due.lead, now);
                break;
        }
    }
    retry_waiting(facts, now);
}

Instant Desk::next_deadline() {
    if (!state_.policy()) return Instant::never();
    Instant next = Instant::never();
    if (const Deadline* due = state_.next_deadline()) next = due->at;
    if (!state_.waiting().empty()) {
        if (retry_all_ || retry_after_) return std::min(next, state_.last_at());
        next = std::min(next, wake());
    }
    return next;
}

void Desk::take_step(const LeadId& id, const Facts& facts, Instant now) {
    const OpenLead& lead = *state_.find(id);
    const workspace::Policy* ladder_policy = state_.policy_of(lead.ladder_version);
    const workspace::Ladder& ladder = ladder_policy->ladders.find(lead.sla)->second;
    const workspace::LadderStep& step = ladder.steps[lead.steps_done];
    const std::uint32_t number = lead.steps_done + 1;

    const workspace::Person* holder = state_.policy()->person(*lead.person);
    if (holder == nullptr) holder = ladder_policy->person(*lead.person);
    Recipients recipients(*state_.policy(), holder, *lead.person);
    for (const workspace::Recipient& recipient : step.notify) std::visit(recipients, recipient);
    std::vector<PersonId> notified = recipients.people();
    std::vector<route::Trial> tried;
    const bool moves = step.reassign.has_value();
    if (!step.notify.empty() && !notified.empty()) {
        happen(Cause::Silence, id, event::Escalated{number, std::move(notified)}, now);
    } else if (!moves) {
        happen(Cause::Silence, id, event::Alerted{event::Alert::LadderToldNobody, number, {}}, now);
    }
    if (moves && !reassign_step(id, *step.reassign, facts, now, tried)) {
        happen(Cause::Silence, id,
               event::Alerted{event::Alert::LadderFoundNobody, number, std::move(tried)}, now);
    }
}

bool Desk::reassign_step(const LeadId& id, const workspace::Reassign& how, const Facts& facts,
                         Instant now, std::vector<route::Trial>& tried) {
    const OpenLead& lead = *state_.find(id);
    // Of people who are named nothing is asked that what the lead said has a part in.
    const bool asks_of_lead = std::holds_alternative<workspace::ReassignNext>(how) ||
                              std::holds_alternative<workspace::ToPool>(how);
    const auto content = asks_of_lead || witness_ != nullptr ? facts.lead(id) : nullptr;
    event::Decided decided;
    Decision& decision = decided.decision;
    decision = decide_step(lead, how, content ? *content : kForgotten, now);
    if (decision.outcome == Outcome::Unrouted) {
        tried = std::move(decision.trials);
        return false;
    }
    if (lead.turn) {
        const workspace::Pool* pool = state_.policy()->pool(lead.turn->pool);
        decided.gives_back = pool != nullptr && pool->give_back.silent;
    }
    happen(Cause::Silence, id, std::move(decided), now);
    return true;
}

void Desk::close_stale(const LeadId& id, Instant now) {
    happen(Cause::Stale, id, event::Closed{event::Closing::Lost, 0, "stale", false}, now);
}

}  // namespace baton::desk
