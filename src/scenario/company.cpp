#include "scenario/company.hpp"

#include <utility>

#include "core/desk/state_after.hpp"
#include "core/explain/explain.hpp"
#include "core/explain/recorded.hpp"
#include "core/route/words.hpp"
#include "scenario/packed.hpp"

namespace baton::scenario {
namespace {

LeadId make_id(Instant now, std::uint64_t number) {
    UuidRandom random{};
    for (std::size_t i = 0; i < 8; ++i) {
        random[9 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return make_uuid_v7(now.micros / 1000, random);
}

}  // namespace

Company::Company(const team::Zones& zones, const lead::Suffixes& suffixes)
    : suffixes_(suffixes), offsets_(zones), desk_({&offsets_, "", {}}) {}

void Company::Diary::decided(const route::Question& question, const route::How& how,
                             const route::Decision& decision) {
    last_ = explain::explain(question, how, decision);
}

void Company::Diary::before(const event::Event& event, const desk::State& state) {
    const route::Decision* decision = event::decision_of(event);
    if (decision == nullptr || !event.lead) return;
    // A hand that puts a lead into a queue decides by itself: nobody is asked.
    const bool nobody_asked = event.cause == event::Cause::Hand && decision->queue.has_value();
    auto told = std::exchange(last_, std::nullopt);
    if (nobody_asked || !told) {
        told = explain::recorded(event, state, &company_.offsets_, std::nullopt);
    }
    explain::tell_event(*told, event, *state.policy());
    company_.tracks_[*event.lead].explanation =
        std::make_shared<const explain::Explanation>(*std::move(told));
}

Result<void> Company::publish(std::shared_ptr<const workspace::Policy> policy, bool confirmed) {
    return execute(desk::Publish{desk_.state().version() + 1, std::move(policy), "", confirmed});
}

Result<void> Company::execute(const desk::Command& command) {
    desk::Desk::Answer answer = desk_.execute(command, {}, *this, now_);
    for (event::Event& event : answer.due) note(std::move(event));
    if (!answer.result) return std::unexpected(std::move(answer.result.error()));
    for (event::Event& event : answer.result->events) note(std::move(event));
    return {};
}

void Company::advance_to(Instant time) {
    // Every deadline that is met moves on; one that does not would hold the clock for ever.
    constexpr int kMostAtOneInstant = 100'000;
    int here = 0;
    for (Instant next = desk_.next_deadline(); next <= time; next = desk_.next_deadline()) {
        if (next > now_) {
            now_ = next;
            here = 0;
        } else if (++here > kMostAtOneInstant) {
            break;
        }
        (void)execute(desk::Tick{});
    }
    if (time > now_) now_ = time;
    (void)execute(desk::Tick{});
}

Result<Company::Arrival> Company::receive(const lead::RawLead& raw) {
    if (!desk_.state().policy()) {
        return fail(desk::DeskError::NoDocument, "no workspace document has been published yet");
    }
    lead::Normalised normalised = lead::normalise(raw, policy().schema, suffixes_);
    desk::Receive receive;
    receive.lead = make_id(now_, ++made_);
    receive.received_at = now_;
    receive.content = std::make_shared<const lead::Lead>(std::move(normalised.lead));
    const std::string_view email = receive.content->text(lead::field::kEmail);
    Identity* const identity = identity_of(email);
    if (identity != nullptr) {
        receive.owner = identity->owner;
        receive.same_person = identity->open;
    }
    LeadId id = receive.lead;
    const bool merges = policy().duplicates == workspace::Duplicates::Merge &&
                        receive.same_person && desk_.state().find(*receive.same_person) != nullptr;
    if (merges) {
        id = *receive.same_person;
        Track& track = tracks_[id];
        receive.revision = static_cast<std::uint32_t>(++track.revision);
        track.content =
            std::make_shared<const lead::Lead>(lead::merged(*track.content, *receive.content));
    } else {
        tracks_[id].content = receive.content;
        if (identity != nullptr) identity->open = id;
    }
    arriving_ = {id, identity};
    const auto done = execute(receive);
    arriving_ = {};
    if (!done) return std::unexpected(done.error());
    return Arrival{id, std::move(normalised.warnings)};
}

void Company::note(event::Event event) {
    const std::vector<desk::PersonId> people = desk::told(event, policy(), desk_.state());
    told_.insert(told_.end(), people.begin(), people.end());
    if (event.lead) {
        Track& track = tracks_[*event.lead];
        if (const route::Decision* decision = event::decision_of(event)) {
            track.decision = *decision;
            track.state = desk::state_after(decision->outcome);
            const bool by_rules =
                event.cause == event::Cause::Submitted || event.cause == event::Cause::Waiting;
            if (by_rules) track.findings = decision->findings;
            if (decision->person) {
                track.history.push_back(*decision->person);
                Identity* const identity = identity_of(*event.lead);
                if (identity != nullptr) identity->owner = decision->person;
            }
        } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
            track.state = desk::state_after(closed->as);
        } else if (std::holds_alternative<event::Acknowledged>(event.body)) {
            track.state = desk::LeadState::Acknowledged;
        } else if (std::holds_alternative<event::Contacted>(event.body)) {
            track.state = desk::LeadState::Contacted;
        }
    }
    events_.push_back(std::move(event));
}

Company::Identity* Company::identity_of(const LeadId& id) {
    if (id == arriving_.first) return arriving_.second;
    return identity_of(lead(id)->text(lead::field::kEmail));
}

Company::Identity* Company::identity_of(std::string_view email) {
    if (email.empty()) return nullptr;
    const auto known = by_email_.find(email);
    if (known != by_email_.end()) return known->second;
    return by_email_.emplace(email, &identities_.emplace_back()).first->second;
}

void Company::expect(std::size_t leads) {
    tracks_.reserve(leads);
    by_email_.reserve(leads);
}

void Company::forget(const LeadId& id) {
    const desk::OpenLead* open = desk_.state().find(id);
    const bool waits = open != nullptr && (open->state == desk::LeadState::Held ||
                                           open->state == desk::LeadState::Unrouted);
    const bool is_due = open != nullptr && open->due <= now_;
    const auto track = tracks_.find(id);
    const bool merges = policy().duplicates == workspace::Duplicates::Merge;
    if (merges || track == tracks_.end()) return;
    if (!waits && !is_due) {
        tracks_.erase(track);
    } else if (track->second.content != nullptr) {
        track->second.packed = pack(*track->second.content);
        track->second.content = nullptr;
    }
}

std::vector<event::Event> Company::take_events() { return std::exchange(events_, {}); }

std::vector<desk::PersonId> Company::take_told() { return std::exchange(told_, {}); }

void Company::forget_events() {
    events_.clear();
    told_.clear();
}

std::string Company::explain(const Track& track) const {
    return route::explain(track.decision, policy());
}

const Track* Company::find(const LeadId& id) const {
    const auto it = tracks_.find(id);
    return it == tracks_.end() ? nullptr : &it->second;
}

std::shared_ptr<const lead::Lead> Company::lead(const LeadId& id) const {
    const Track* track = find(id);
    if (track == nullptr) return nullptr;
    if (track->content != nullptr) return track->content;
    auto content = std::make_shared<lead::Lead>();
    unpack(track->packed, policy().schema.size(), *content);
    return content;
}

std::optional<desk::LeadState> Company::ended(const LeadId& id) const {
    const Track* track = find(id);
    if (track == nullptr || !desk::is_over(track->state)) return std::nullopt;
    return track->state;
}

}  // namespace baton::scenario
