#include "core/desk/state.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"

namespace baton::desk {

const OpenLead* State::find(const LeadId& id) const { return leads_.find(id); }

const workspace::Policy* State::policy_of(std::uint64_t version) const {
    if (version == version_) return policy_.get();
    const auto it = kept_.find(version);
    return it == kept_.end() ? nullptr : it->second.get();
}

route::PersonStanding& State::edit(PersonId id) {
    route::PersonStanding& person = standing_.people[id.index()];
    if (journal_ && id.index() < journal_->scalars.people) journal_->people.try_emplace(id, person);
    return person;
}

route::PoolStanding& State::edit(PoolId id) {
    route::PoolStanding& pool = standing_.pools[id.index()];
    if (journal_ && id.index() < journal_->scalars.pools) journal_->pools.try_emplace(id, pool);
    return pool;
}

Due State::due_of(const OpenLead& lead) const {
    if (policy_ == nullptr || !policy_->close_after) return {lead.due, Instant::never()};
    return {lead.due, lead.touched + *policy_->close_after};
}

LeadSet* State::set_of(const OpenLead& lead) {
    if (lead.is_waiting() || lead.state == LeadState::Queued) return &untaken_;
    return lead.state == LeadState::Assigned && lead.steps_done > 0 ? &escalated_ : nullptr;
}

// What fell due is not taken out again: it does not hold any more once the lead has changed.
void State::unindex(const LeadTable::Entry& entry) {
    const auto& [id, lead] = entry;
    if (lead.is_waiting()) waiting_.leave({lead.since, id});
    if (LeadSet* set = set_of(lead)) set->erase(id);
    deadlines_.doubt(id);
}

State::Indexed State::unindex_for_change(const LeadTable::Entry& entry) {
    const auto& [id, lead] = entry;
    if (lead.is_waiting()) waiting_.leave({lead.since, id});
    deadlines_.doubt(id);
    return {due_of(lead), set_of(lead)};
}

void State::index(const LeadTable::Entry& entry, const Indexed& before) {
    const auto& [id, lead] = entry;
    if (lead.is_waiting()) waiting_.enter({lead.since, id});
    if (LeadSet* set = set_of(lead); set != before.set) {
        if (before.set != nullptr) before.set->erase(id);
        if (set != nullptr) set->insert(id);
    }
    // What is due later than it was comes up at the earlier time, and is put off then.
    const Due due = due_of(lead);
    for (const DeadlineKind kind : {DeadlineKind::Step, DeadlineKind::Stale}) {
        const Instant at = due.of(kind);
        const Instant noted = before.noted.of(kind);
        const bool is_noted = noted != Instant::never() && noted <= at;
        if (at != Instant::never() && !is_noted) deadlines_.note({at, kind, id, &entry});
    }
    if (deadlines_.is_cluttered(leads_.size())) {
        deadlines_.tidy([this](const Deadline& deadline) { return due_now(deadline); });
    }
}

Instant State::due_now(const Deadline& deadline) const {
    const OpenLead* lead = LeadTable::find_at(deadline.place, deadline.lead);
    return lead == nullptr ? Instant::never() : due_of(*lead).of(deadline.kind);
}

const Deadline* State::next_deadline() {
    return deadlines_.first([this](const Deadline& deadline) { return due_now(deadline); });
}

std::vector<Deadline> State::deadlines() const {
    std::vector<Deadline> all;
    deadlines_.each_noted([&](Deadline deadline) {
        deadline.at = due_now(deadline);
        if (deadline.at != Instant::never()) all.push_back(deadline);
    });
    std::ranges::sort(all);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    return all;
}

void State::place(const LeadId& id, std::optional<OpenLead> lead) {
    if (!lead) {
        if (leads_.find(id) == nullptr) return;
        unindex(leads_.at(id));
        leads_.erase(id);
        return;
    }
    const auto [place, is_new] = leads_.place_of(id);
    if (!is_new) unindex(*place);
    place->second = *std::move(lead);
    index(*place);
}

// One look-up for the journal, the lead and the indices.
void State::put(const LeadId& id, OpenLead&& lead) {
    const auto [place, is_new] = leads_.place_of(id);
    Indexed before;
    if (!is_new) before = unindex_for_change(*place);
    if (journal_) {
        auto& image = journal_->leads.emplace_back(id, std::nullopt).second;
        if (!is_new) image = std::move(place->second);
    }
    place->second = std::move(lead);
    index(*place, before);
}

void State::remove(const LeadId& id) {
    LeadTable::Entry& entry = leads_.at(id);
    unindex(entry);
    if (journal_) journal_->leads.emplace_back(id, std::move(entry.second));
    leads_.erase(id);
}

void State::stamp(std::uint64_t seq, Instant at) {
    BATON_CHECK(seq == seq_ + 1 && at >= last_at_);
    seq_ = seq;
    last_at_ = at;
}

void State::reseat(PoolId id, const workspace::Pool* before, const workspace::Pool* after) {
    route::PoolStanding& stands = edit(id);
    if (before != nullptr) {
        for (std::size_t i = 0; i < before->members.size(); ++i) {
            stands.former.emplace_back(before->members[i].person, stands.seats[i]);
        }
    }
    stands.seats.clear();
    if (after != nullptr) {
        for (const workspace::Member& member : after->members) {
            const auto known = std::ranges::find(stands.former, member.person,
                                                 &std::pair<PersonId, route::Seat>::first);
            if (known == stands.former.end()) {
                stands.seats.emplace_back();
            } else {
                stands.seats.push_back(known->second);
                stands.former.erase(known);
            }
        }
    }
    std::ranges::sort(stands.former, {}, &std::pair<PersonId, route::Seat>::first);
}

void State::publish(std::uint64_t version, std::shared_ptr<const workspace::Policy> policy) {
    BATON_CHECK(policy != nullptr);
    const std::shared_ptr<const workspace::Policy> before = std::move(policy_);
    const auto close_after = before ? before->close_after : std::nullopt;
    const bool reindex = close_after != policy->close_after;
    policy_ = before;
    if (reindex) {
        for (const auto& entry : leads_) unindex(entry);
    }
    policy_ = std::move(policy);
    if (reindex) {
        for (const auto& entry : leads_) index(entry);
    }
    waiting_.mix();
    if (before) kept_[version_] = before;
    version_ = version;
    standing_.people.resize(policy_->names.people.size());
    standing_.pools.resize(policy_->names.pools.size());
    for (std::uint32_t i = 0; i < standing_.pools.size(); ++i) {
        const PoolId id{i};
        reseat(id, before ? before->pool(id) : nullptr, policy_->pool(id));
    }
    std::set<std::uint64_t> followed;
    for (const auto& [id, lead] : leads_) {
        if (lead.due != Instant::never()) followed.insert(lead.ladder_version);
    }
    std::erase_if(kept_, [&](const auto& entry) { return !followed.contains(entry.first); });
}

void State::begin() {
    BATON_CHECK(!journal_);
    journal_ = Journal{};
    journal_->scalars = {
        policy_, version_, kept_, seq_, last_at_, standing_.people.size(), standing_.pools.size()};
}

void State::commit() { journal_.reset(); }

void State::rollback() {
    BATON_CHECK(journal_);
    Journal journal = std::move(*journal_);
    journal_.reset();
    // Deadlines are indexed under the policy in force, so leads are taken out under the new one
    // and put back under the old.
    const bool published = journal.scalars.version != version_;
    if (published) {
        for (const auto& entry : leads_) unindex(entry);
        waiting_.clear();
        escalated_.clear();
        untaken_.clear();
        deadlines_.clear();
        policy_ = journal.scalars.policy;
        for (const auto& entry : leads_) index(entry);
    }
    for (auto it = journal.leads.rbegin(); it != journal.leads.rend(); ++it) {
        place(it->first, std::move(it->second));
    }
    policy_ = std::move(journal.scalars.policy);
    version_ = journal.scalars.version;
    kept_ = std::move(journal.scalars.kept);
    seq_ = journal.scalars.seq;
    last_at_ = journal.scalars.last_at;
    standing_.people.resize(journal.scalars.people);
    standing_.pools.resize(journal.scalars.pools);
    for (auto& [id, person] : journal.people) standing_.people[id.index()] = std::move(person);
    for (auto& [id, pool] : journal.pools) standing_.pools[id.index()] = std::move(pool);
}

}  // namespace baton::desk
