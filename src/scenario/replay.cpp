#include "scenario/replay.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/uuid.hpp"
#include "core/desk/state_after.hpp"
#include "core/lead/merge.hpp"
#include "core/route/words.hpp"
#include "scenario/packed.hpp"

namespace baton::scenario {
namespace {

// The clock goes on for so long after the last lead.
constexpr Duration kAfterwards = Duration::days(7);
// More deadlines at one instant than these, and one of them does not move on.
constexpr int kMostAtOneInstant = 100'000;

// Company names that a side remembers with their accounts: some megabytes.
constexpr std::size_t kNamesRemembered = 131'072;

// The lead's number stands in its id.
constexpr std::size_t kNumberBytes = 6;

desk::LeadId id_of(std::uint32_t lead, Instant at) {
    UuidRandom random{};
    for (std::size_t i = 0; i < kNumberBytes; ++i) {
        random[9 - i] = static_cast<std::uint8_t>(std::uint64_t{lead} >> (8 * i));
    }
    return make_uuid_v7(at.micros / 1000, random);
}

std::uint32_t lead_of(const desk::LeadId& id) {
    std::uint64_t number = 0;
    for (std::size_t i = 16 - kNumberBytes; i < 16; ++i) number = number << 8U | id[i];
    return static_cast<std::uint32_t>(number);
}

}  // namespace

std::uint32_t Replay::Numbers::number(std::string_view word) {
    if (const auto known = by_name.find(word); known != by_name.end()) return known->second;
    const auto next = static_cast<std::uint32_t>(names.size());
    by_name.emplace(word, next);
    names.emplace_back(word);
    return next;
}

Replay::Replay(std::size_t side, const Past& past, std::shared_ptr<const workspace::Policy> policy,
               const team::Zones& zones)
    : side_(side),
      past_(past),
      policy_(std::move(policy)),
      offsets_(zones),
      desk_(
          {.zones = &offsets_, .tables = "", .policies = {}, .names_remembered = kNamesRemembered}),
      courses_(past.leads().size()),
      fates_(past.leads().size()),
      room_(std::make_shared<lead::Lead>()),
      came_to_(past_.leads().size()),
      decisions_(kRemembered),
      reasons_(past.leads().size()) {
    senders_.resize(past.senders());
    (void)rules_.number("");
}

Result<void> Replay::begin() {
    if (!past_.leads().empty()) now_ = past_.leads().front().at;
    // Absences that began before are known from the first moment on.
    if (!past_.absences.empty()) now_ = std::min(now_, past_.absences.front().from);
    const auto answer = desk_.execute(desk::Publish{1, policy_, "", true}, {}, *this, now_);
    if (!answer.result) return std::unexpected(answer.result.error());
    return {};
}

// ---- Time
// ----------------------------------------------------------------------------------------

void Replay::advance_to(Instant time) {
    int here = 0;
    while (true) {
        const Instant due = desk_.next_deadline();
        const Instant act_at = acts_.empty() ? Instant::never() : acts_.first().at;
        const Instant absent_at = next_absence_ < past_.absences.size()
                                      ? past_.absences[next_absence_].from
                                      : Instant::never();
        const Instant next = std::min({due, act_at, absent_at});
        if (next > time || next == Instant::never()) break;
        if (next > now_) {
            now_ = next;
            here = 0;
        }
        if (absent_at == next) {
            absent(past_.absences[next_absence_++]);
        } else if (due <= next) {
            if (++here > kMostAtOneInstant) break;
            execute(desk::Tick{});
        } else {
            fetch_ahead();
            act(acts_.pop());
        }
    }
    now_ = std::max(now_, time);
}

// Most leads are closed long after they were last touched: all of it would have to be waited for.
void Replay::fetch_ahead() const {
    constexpr std::size_t kFar = 16;
    constexpr std::size_t kNear = 8;
    if (const Act* far = acts_.ahead(kFar)) {
        __builtin_prefetch(&past_.leads()[far->lead]);
        __builtin_prefetch(&courses_[far->lead]);
        __builtin_prefetch(&fates_[far->lead]);
    }
    if (const Act* near = acts_.ahead(kNear)) {
        __builtin_prefetch(past_.leads()[near->lead].bytes);
        if (const desk::OpenLead* open = courses_[near->lead].open) desk::LeadTable::fetch(open);
    }
}

void Replay::absent(const PastAbsence& absence) {
    const auto person = policy_->names.people.find(absence.person);
    if (!person || policy_->person(*person) == nullptr || absence.until <= now_) return;
    desk::ChangeAvailability change{*person, event::AvailabilityChange::Out, absence.from, {}};
    if (absence.until != Instant::never()) change.until = absence.until;
    execute(change);
}

void Replay::act(const Act& what) {
    Course& course = courses_[what.lead];
    // Somebody else has it meanwhile, who begins anew.
    if (course.is_over || course.assignment != what.assignment) return;
    const PastLead& lead = past_.leads()[what.lead];
    const desk::LeadId id = id_of(what.lead, lead.at);
    course.done = static_cast<std::uint8_t>(what.deed) + 1;
    Fate& fate = fates_[what.lead];
    switch (what.deed) {
        case Deed::Acknowledge:
            execute(desk::Acknowledge{id, {}});
            break;
        case Deed::Contact:
            execute(desk::Contact{id, {}});
            break;
        case Deed::Close: {
            execute(desk::Close{id, lead.as, lead.amount, std::string(lead.reason())});
            break;
        }
    }
    if (fate.response < Duration{}) fate.response = now_ - lead.at;
    plan(what.lead);
}

// The next deed of whoever has the lead.
void Replay::plan(std::uint32_t lead) {
    const Course& course = courses_[lead];
    if (course.is_over) return;
    const PastLead& past = past_.leads()[lead];
    const std::array<std::pair<Deed, Duration>, 3> deeds{{{Deed::Acknowledge, past.acknowledged},
                                                          {Deed::Contact, past.contacted},
                                                          {Deed::Close, past.closed}}};
    for (std::size_t i = course.done; i < deeds.size(); ++i) {
        const auto& [deed, after] = deeds[i];
        if (after < Duration{}) continue;
        acts_.push({std::max(course.since + after, now_), lead, deed, course.assignment});
        return;
    }
}

void Replay::run(std::size_t begin, std::size_t end) {
    for (std::size_t lead = begin; lead < end; ++lead) {
        advance_to(past_.leads()[lead].at);
        receive(lead);
    }
}

void Replay::finish() {
    if (past_.leads().empty()) return;
    advance_to(past_.leads().back().at + kAfterwards);
    for (Fate& fate : fates_) {
        if (fate.merged != kNobody) {
            fate.going = fates_[fate.merged].going;
            fate.holder = fates_[fate.merged].holder;
        }
    }
    for (const auto& [id, open] : desk_.state().leads()) {
        if (open.state == desk::LeadState::Held) ++count_.held;
        if (open.state == desk::LeadState::Unrouted) ++count_.unrouted;
        if (open.state == desk::LeadState::Queued) ++count_.queued;
    }
}

// ---- Leads
// ---------------------------------------------------------------------------------------

void Replay::receive(std::size_t number) {
    const auto lead = static_cast<std::uint32_t>(number);
    const PastLead& past = past_.leads()[number];
    if (room_.use_count() > 1) room_ = std::make_shared<lead::Lead>();
    unpack(past.row(side_), policy_->schema.size(), *room_);
    desk::Receive receive;
    receive.lead = id_of(lead, past.at);
    receive.received_at = past.at;
    receive.content = room_;
    if (past.sender != kNobody) {
        Sender& sender = senders_[past.sender];
        if (sender.owner != kNobody) receive.owner = desk::PersonId{sender.owner};
        if (sender.open != kNobody) {
            receive.same_person = id_of(sender.open, past_.leads()[sender.open].at);
        }
        const bool merges = policy_->duplicates == workspace::Duplicates::Merge &&
                            receive.same_person &&
                            desk_.state().find(*receive.same_person) != nullptr;
        if (merges) {
            fates_[lead].merged = sender.open;
            courses_[lead].is_over = true;
            receive.revision = desk_.state().find(*receive.same_person)->revision + 1;
            const auto older = this->lead(*receive.same_person);
            merged_[sender.open] = std::make_shared<const lead::Lead>(lead::merged(*older, *room_));
        } else {
            sender.open = lead;
        }
    }
    execute(receive);
}

void Replay::execute(const desk::Command& command) {
    desk::Desk::Answer answer = desk_.execute(command, {}, *this, now_);
    for (event::Event& event : answer.due) note(event);
    // What the desk refuses (an absence that is over already) did not happen here.
    if (!answer.result) return;
    for (event::Event& event : answer.result->events) note(event);
}

void Replay::note(event::Event& event) {
    if (!event.lead) return;
    const std::uint32_t lead = lead_of(*event.lead);
    if (auto* received = std::get_if<event::Received>(&event.body)) {
        decided(lead, event, received->decision);
    } else if (auto* again = std::get_if<event::Decided>(&event.body)) {
        if (event.cause == event::Cause::Silence) ++count_.moved_on;
        decided(lead, event, again->decision);
    } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
        courses_[lead].is_over = true;
        merged_.erase(lead);
        if (closed->as == event::Closing::Won) {
            ++count_.won;
            count_.amount += closed->amount;
        }
    } else if (std::holds_alternative<event::Escalated>(event.body)) {
        ++count_.reminders;
    } else if (std::holds_alternative<event::Alerted>(event.body)) {
        ++count_.found_nobody;
    }
}

void Replay::decided(std::uint32_t lead, event::Event& event, route::Decision& decision) {
    Fate& fate = fates_[lead];
    const bool comes = event.cause == event::Cause::Submitted;
    if (comes) {
        fate.has_score = decision.findings.score.has_value();
        fate.score = decision.findings.score.value_or(0);
        if (!decision.findings.tier.empty()) fate.tier = words_.number(decision.findings.tier);
    }
    // Where it goes first is settled by the first who has it; a queue and a refusal are an end too.
    const bool is_first = comes || (event.cause == event::Cause::Waiting &&
                                    (fate.going.state == desk::LeadState::Held ||
                                     fate.going.state == desk::LeadState::Unrouted));
    if (is_first) {
        fate.going = going_of(decision);
        fate.rule = rules_.number(decision.rule);
        if (!decision.sla.empty()) fate.sla = ladders_.number(decision.sla);
        if (decision.outcome == route::Outcome::Rejected) {
            ++count_.rejected;
            courses_[lead].is_over = true;
        }
        if (decision.person) fate.waited = event.at - past_.leads()[lead].at;
        fate.has_waited = fate.has_waited || !comes;
    }
    if (decision.person) assigned(lead, decision.person->value, event.at);
    if (comes) {
        came_to_[lead] = fate.going;
        decisions_[lead % kRemembered] = std::move(decision);
    } else if (is_first) {
        reasons_[lead] = "It had waited. " + route::explain(decision, *policy_);
    }
}

Going Replay::going_of(const route::Decision& decision) {
    switch (decision.outcome) {
        case route::Outcome::Assigned:
            return {desk::LeadState::Assigned, decision.person->value, kNobody};
        case route::Outcome::Held:
            return {desk::LeadState::Held, decision.pool ? decision.pool->value : kNobody, kNobody};
        case route::Outcome::Queued:
            return {desk::LeadState::Queued, decision.queue->value, kNobody};
        case route::Outcome::Rejected:
            return {desk::LeadState::Rejected, kNobody, words_.number(decision.rejected)};
        case route::Outcome::Unrouted:
            break;
    }
    return {};
}

void Replay::assigned(std::uint32_t lead, std::uint32_t person, Instant at) {
    fates_[lead].holder = person;
    Course& course = courses_[lead];
    ++course.assignment;
    course.since = at;
    course.done = 0;
    course.open = desk_.state().find(id_of(lead, past_.leads()[lead].at));
    if (const std::uint32_t sender = past_.leads()[lead].sender; sender != kNobody) {
        senders_[sender].owner = person;
    }
    plan(lead);
}

void Replay::explain(std::size_t begin, std::size_t end,
                     const std::function<bool(std::size_t)>& is_told) {
    for (std::size_t lead = begin; lead < end; ++lead) {
        if (!is_told(lead) || fates_[lead].merged != kNobody || !reasons_[lead].empty()) continue;
        reasons_[lead] = route::explain(decisions_[lead % kRemembered], *policy_);
    }
}

std::shared_ptr<const lead::Lead> Replay::lead(const desk::LeadId& id) const {
    const std::uint32_t number = lead_of(id);
    if (const auto it = merged_.find(number); it != merged_.end()) return it->second;
    if (asked_.use_count() != 1) asked_ = std::make_shared<lead::Lead>();
    unpack(past_.leads()[number].row(side_), policy_->schema.size(), *asked_);
    return asked_;
}

std::optional<desk::LeadState> Replay::ended(const desk::LeadId& id) const {
    const std::uint32_t lead = lead_of(id);
    if (!courses_[lead].is_over) return std::nullopt;
    if (fates_[lead].going.state == desk::LeadState::Rejected) return desk::LeadState::Rejected;
    return desk::state_after(past_.leads()[lead].as);
}

}  // namespace baton::scenario
