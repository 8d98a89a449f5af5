// What people and sources ask of the desk, one command each: checked, decided, made into events.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/text.hpp"
#include "core/desk/desk.hpp"
#include "core/route/decide.hpp"
#include "core/route/words.hpp"

namespace baton::desk {

using event::Cause;
using route::Decision;
using route::Outcome;

namespace {

// Who has the lead, if `by` (nobody: on somebody's behalf) may do this with it.
Result<PersonId> holder_of(const OpenLead& lead, std::optional<PersonId> by, std::string_view deed,
                           const team::Names& names) {
    if (!lead.person) {
        return fail(DeskError::NobodyHasIt,
                    fmt::format("nobody has the lead yet; it is {}", to_word(lead.state)));
    }
    if (by && *by != *lead.person) {
        return fail(DeskError::NotTheHolder,
                    fmt::format("the lead is with \"{}\"; \"{}\" cannot {}",
                                names.people.name(*lead.person), names.people.name(*by), deed));
    }
    return *lead.person;
}

}  // namespace

Desk::Desk(Setting setting) : Desk(std::move(setting), State{}) {}

Desk::Desk(Setting setting, State state)
    : setting_(std::move(setting)), state_(std::move(state)), names_(setting_.names_remembered) {}

Desk::Answer Desk::execute(const Command& command, const Actor& actor, const Facts& facts,
                           Instant now) {
    now = std::max(now, state_.last_at());
    happened_.clear();
    passed_.clear();
    Answer answer;
    // At one instant availability comes before what falls due, everything else after it.
    const bool first = std::holds_alternative<ChangeAvailability>(command);
    if (!first && state_.policy()) {
        actor_ = "baton";
        advance(facts, now);
        answer.due = std::move(happened_);
        happened_.clear();
    }
    actor_ = actor.name;
    answer.result = carry_out(command, facts, now);
    return answer;
}

Result<Executed> Desk::carry_out(const Command& command, const Facts& facts, Instant now) {
    if (!state_.policy() && !std::holds_alternative<Publish>(command)) {
        return fail(DeskError::NoDocument, "no workspace document has been published yet");
    }
    const Result<void> done =
        std::visit([&](const auto& what) { return on(what, facts, now); }, command);
    if (!done) return std::unexpected(done.error());
    actor_ = "baton";
    advance(facts, now);
    return Executed{std::move(happened_), std::move(passed_)};
}

event::Event& Desk::begin_event(Cause cause, const std::optional<LeadId>& lead, Instant at) {
    event::Event& event = happened_.emplace_back();
    event.seq = state_.seq() + 1;
    event.at = at;
    event.lead = lead;
    event.cause = cause;
    event.actor = actor_;
    event.version = publishing_ ? publishing_->first : state_.version();
    event.tables = setting_.tables;
    return event;
}

void Desk::rollback() {
    state_.rollback();
    draws_.forget();
    names_.forget();
    calendar_zone_ = nullptr;
    retry_all_ = true;
    retry_after_.reset();
    woken_until_.reset();
    wake_.reset();
}

const route::Calendar& Desk::calendar(Instant at) {
    const team::Zone* zone = state_.policy()->zone;
    if (zone != calendar_zone_ || !calendar_.holds(at)) {
        calendar_ = route::Calendar::at(*zone, at);
        calendar_zone_ = zone;
    }
    return calendar_;
}

route::Question Desk::question(const lead::Lead& content, Instant now,
                               std::optional<PersonId> owner, std::span<const PersonId> had) {
    arena_.reset();
    return {.policy = *state_.policy(),
            .standing = state_.standing(),
            .calendar = calendar(now),
            .lead = content,
            .now = now,
            .zones = setting_.zones,
            .owner = owner,
            .had = had,
            .arena = arena_,
            .draws = &draws_,
            .names = &names_};
}

std::string Desk::name_of(PersonId id) const { return state_.policy()->names.people.name(id); }

Result<const OpenLead*> Desk::open(const LeadId& id, const Facts& facts) const {
    if (const OpenLead* lead = state_.find(id)) return lead;
    if (const auto ended = facts.ended(id)) {
        return fail(DeskError::LeadIsOver,
                    fmt::format("the lead is closed ({}); nothing more can be done with it",
                                to_word(*ended)));
    }
    return fail(DeskError::UnknownLead, "there is no such lead");
}

Result<Decision> Desk::preview(const Receive& receive, Instant now) {
    if (!state_.policy()) {
        return fail(DeskError::NoDocument, "no workspace document has been published yet");
    }
    return ask(question(*receive.content, std::max(now, state_.last_at()), receive.owner, {}),
               route::FromTheTop{});
}

Result<void> Desk::on(const Receive& receive, const Facts&, Instant now) {
    const bool merge = state_.policy()->duplicates == workspace::Duplicates::Merge;
    if (merge && receive.same_person && state_.find(*receive.same_person) != nullptr) {
        happen(Cause::Submitted, receive.same_person,
               event::Revised{receive.revision, receive.fact}, now);
        return {};
    }
    Decision decision =
        ask(question(*receive.content, now, receive.owner, {}), route::FromTheTop{});
    happen(Cause::Submitted, receive.lead,
           event::Received{1, receive.fact, receive.received_at, std::move(decision)}, now);
    return {};
}

Result<void> Desk::on(const Acknowledge& what, const Facts& facts, Instant now) {
    const auto lead = open(what.lead, facts);
    if (!lead) return std::unexpected(lead.error());
    const auto holder = holder_of(**lead, what.person, "acknowledge it", state_.policy()->names);
    if (!holder) return std::unexpected(holder.error());
    if ((*lead)->state != LeadState::Assigned) return {};
    happen(Cause::Hand, what.lead, event::Acknowledged{*holder}, now);
    return {};
}

Result<void> Desk::on(const Contact& what, const Facts& facts, Instant now) {
    const auto lead = open(what.lead, facts);
    if (!lead) return std::unexpected(lead.error());
    const auto holder =
        holder_of(**lead, what.person, "say that it was contacted", state_.policy()->names);
    if (!holder) return std::unexpected(holder.error());
    if ((*lead)->state == LeadState::Contacted) return {};
    const std::int64_t after = (now - (*lead)->since).micros / 1'000'000;
    happen(Cause::Hand, what.lead, event::Contacted{*holder, after}, now);
    return {};
}

Result<void> Desk::on(const Close& what, const Facts& facts, Instant now) {
    const auto lead = open(what.lead, facts);
    if (!lead) return std::unexpected(lead.error());
    if (!std::isfinite(what.amount)) {
        return fail(DeskError::BadNumber, "the amount is not a number that can be kept");
    }
    bool gives_back = false;
    if (what.as == event::Closing::Disqualified && (*lead)->turn) {
        const workspace::Pool* pool = state_.policy()->pool((*lead)->turn->pool);
        gives_back = pool != nullptr && pool->give_back.disqualified;
    }
    const double amount = what.as == event::Closing::Won ? what.amount + 0.0 : 0;
    happen(Cause::Hand, what.lead, event::Closed{what.as, amount, what.reason, gives_back}, now);
    return {};
}

Result<void> Desk::on(const ReassignTo& what, const Facts& facts, Instant now) {
    const auto found = open(what.lead, facts);
    if (!found) return std::unexpected(found.error());
    const OpenLead& lead = **found;
    if (what.only_own && (!lead.person || lead.person != what.by)) {
        return fail(DeskError::NotTheHolder,
                    lead.person
                        ? fmt::format("the lead is with \"{}\" now", name_of(*lead.person))
                        : fmt::format("nobody has the lead; it is {}", to_word(lead.state)));
    }
    static const lead::Lead kForgotten;
    const auto content = facts.lead(what.lead);
    auto decided = decide_hand(lead, what.to, content ? *content : kForgotten, now);
    if (!decided) return std::unexpected(std::move(decided.error()));
    passed_ = decided->passed;
    decided->by = what.by;
    if (lead.turn) {
        const workspace::Pool* pool = state_.policy()->pool(lead.turn->pool);
        const bool own_hand = what.by && lead.person == what.by;
        if (pool != nullptr) {
            decided->gives_back = own_hand ? pool->give_back.passed : pool->give_back.reassigned;
        }
    }
    happen(Cause::Hand, what.lead, *std::move(decided), now);
    return {};
}

Result<void> Desk::on(const Claim& what, const Facts& facts, Instant now) {
    const auto found = open(what.lead, facts);
    if (!found) return std::unexpected(found.error());
    const OpenLead& lead = **found;
    if (lead.state != LeadState::Queued) {
        return fail(DeskError::NotInAQueue,
                    lead.person
                        ? fmt::format("the lead was already taken by \"{}\"", name_of(*lead.person))
                        : fmt::format("the lead is not in a queue; it is {}", to_word(lead.state)));
    }
    const std::string& queue_name = state_.policy()->names.queues.name(*lead.queue);
    const workspace::Queue* queue = state_.policy()->queue(*lead.queue);
    const workspace::Pool* pool =
        queue != nullptr && queue->open_to ? state_.policy()->pool(*queue->open_to) : nullptr;
    if (pool == nullptr) {
        return fail(
            DeskError::NotOpenToThem,
            fmt::format("queue \"{}\" is open to nobody; reassign the lead instead", queue_name));
    }
    if (std::ranges::find(pool->members, what.person, &workspace::Member::person) ==
        pool->members.end()) {
        return fail(DeskError::NotOpenToThem,
                    fmt::format("queue \"{}\" is open to pool \"{}\", and \"{}\" is not in it",
                                queue_name, pool->key, name_of(what.person)));
    }
    static const lead::Lead kForgotten;
    const auto content = facts.lead(what.lead);
    event::Decided decided;
    decided.by = what.person;
    decided.decision = decide_claim(lead, what.person, content ? *content : kForgotten, now);
    if (decided.decision.outcome == Outcome::Unrouted) {
        return fail(DeskError::NobodyEligible,
                    route::gates_in_words(decided.decision, *state_.policy()));
    }
    happen(Cause::Claimed, what.lead, std::move(decided), now);
    return {};
}

Result<void> Desk::on(const ChangeAvailability& what, const Facts&, Instant now) {
    if (state_.policy()->person(what.person) == nullptr) {
        return fail(DeskError::UnknownPerson, "there is no such person in the live document");
    }
    event::Availability body{what.person, what.change, now, Instant::never()};
    if (what.change == event::AvailabilityChange::Out) {
        body.from = what.from.value_or(now);
        body.until = what.until.value_or(Instant::never());
        if (body.until <= body.from || body.until <= now) {
            return fail(DeskError::BadTime,
                        "the absence ends before it begins, or has ended already");
        }
    } else {
        body.from = body.until = Instant{};
    }
    happen(Cause::Hand, std::nullopt, body, now);
    return {};
}

Result<void> Desk::on(const SetFigures& what, const Facts&, Instant now) {
    if (state_.policy()->person(what.figures.person) == nullptr) {
        return fail(DeskError::UnknownPerson, "there is no such person in the live document");
    }
    event::Figures figures = what.figures;
    for (std::optional<double>* figure : {&figures.deals, &figures.quota, &figures.attained}) {
        if (!*figure) continue;
        if (!std::isfinite(**figure)) {
            return fail(DeskError::BadNumber, "a figure is not a number that can be kept");
        }
        **figure += 0.0;  // the log knows no zero below zero
    }
    happen(Cause::Hand, std::nullopt, figures, now);
    return {};
}

Result<void> Desk::on(const Publish& what, const Facts&, Instant now) {
    if (what.version != state_.version() + 1) {
        return fail(DeskError::WrongVersion,
                    fmt::format("version {} is live; fetch it, put your change on top and publish "
                                "again",
                                state_.version()));
    }
    if (state_.policy() && !what.confirmed) {
        std::string who;
        std::string which;
        std::size_t leads = 0;
        for (std::uint32_t i = 0; i < state_.standing().people.size(); ++i) {
            const PersonId id{i};
            const bool dropped =
                state_.policy()->person(id) != nullptr && what.policy->person(id) == nullptr;
            if (!dropped || state_.standing().people[i].open == 0) continue;
            who += fmt::format("{}\"{}\" holds {}", who.empty() ? "" : ", ", name_of(id),
                               state_.standing().people[i].open);
            std::vector<LeadId> held;
            for (const auto& [lead_id, lead] : state_.leads()) {
                if (lead.person == id) held.push_back(lead_id);
            }
            std::ranges::sort(held);
            for (const LeadId& lead_id : held) {
                constexpr std::size_t kNamed = 20;
                if (leads++ < kNamed)
                    which += fmt::format("{}{}", which.empty() ? "" : ", ", format_uuid(lead_id));
            }
        }
        if (!who.empty()) {
            return fail(DeskError::NeedsConfirmation,
                        fmt::format("people who are dropped still hold open leads: {}. Reassign "
                                    "these leads, or publish with confirmation: {}",
                                    who, which));
        }
    }
    publishing_ = {what.version, what.policy};
    happen(
        Cause::Published, std::nullopt,
        event::Published{to_hex(bytes_of(what.policy->document_hash)), what.note, what.confirmed},
        now);
    publishing_.reset();
    return {};
}

Result<void> Desk::on(const Tick&, const Facts&, Instant) { return {}; }

}  // namespace baton::desk
