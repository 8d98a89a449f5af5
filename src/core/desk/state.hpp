// Everything a workspace's decisions rest on besides the lead itself: how people and pools stand,
// the open leads, who waits, what falls due. Follows from the log alone: equal logs, equal states.
//
// Changes between begin() and commit() can be taken back with rollback(): each person, pool and
// lead that is touched leaves its image from before in a journal. One thread at a time.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "core/desk/deadlines.hpp"
#include "core/desk/lead_set.hpp"
#include "core/desk/lead_table.hpp"
#include "core/desk/open_lead.hpp"
#include "core/desk/waiting_room.hpp"
#include "core/route/standing.hpp"
#include "core/workspace/policy.hpp"

namespace baton::desk {

class State {
  public:
    using Policies = std::map<std::uint64_t, std::shared_ptr<const workspace::Policy>>;

    // ---- reading ----
    [[nodiscard]] const route::Standing& standing() const { return standing_; }
    [[nodiscard]] const OpenLead* find(const LeadId& id) const;
    [[nodiscard]] const LeadTable& leads() const { return leads_; }
    [[nodiscard]] const WaitingRoom& waiting() const { return waiting_; }
    // Assigned, and a step of their ladder was taken while nobody answered.
    [[nodiscard]] const LeadSet& escalated() const { return escalated_; }
    // Open, and nobody has them: held, unrouted or in a queue.
    [[nodiscard]] const LeadSet& untaken() const { return untaken_; }
    // Everything that falls due, sorted. O(n log n).
    [[nodiscard]] std::vector<Deadline> deadlines() const;
    // What falls due next; null: nothing ever. Stands until something changes.
    [[nodiscard]] const Deadline* next_deadline();
    // The document in force; null before the first.
    [[nodiscard]] const std::shared_ptr<const workspace::Policy>& policy() const { return policy_; }
    [[nodiscard]] std::uint64_t version() const { return version_; }
    [[nodiscard]] std::uint64_t seq() const { return seq_; }
    [[nodiscard]] Instant last_at() const { return last_at_; }
    // The versions that running ladders still follow, besides the live one.
    [[nodiscard]] const workspace::Policy* policy_of(std::uint64_t version) const;

    // ---- changing ----
    [[nodiscard]] route::PersonStanding& edit(PersonId id);
    [[nodiscard]] route::PoolStanding& edit(PoolId id);
    // Puts the lead in the place of what was known of it, and keeps the indices true.
    void put(const LeadId& id, OpenLead&& lead);
    // The same for one that is known, where it lies. `how` gets the lead.
    template <class How>
    void change(const LeadId& id, const How& how) {
        LeadTable::Entry& entry = leads_.at(id);
        if (journal_) journal_->leads.emplace_back(entry);
        const Indexed before = unindex_for_change(entry);
        how(entry.second);
        index(entry, before);
    }
    void remove(const LeadId& id);
    // Whom a waiting lead can come to, found out by asking. Holds until the lead or the document
    // changes; it is not part of the state, and nothing of it has to be taken back.
    void can_come_to(const Waiting& waiting, const route::Ways& ways) {
        waiting_.line_up(waiting, ways);
    }
    void stamp(std::uint64_t seq, Instant at);
    // A new document is in force: rooms for new people and pools, seats in the new listed order.
    void publish(std::uint64_t version, std::shared_ptr<const workspace::Policy> policy);

    // ---- taking back ----
    void begin();
    void commit();
    void rollback();

  private:
    friend class SnapshotCodec;
    struct Scalars {
        std::shared_ptr<const workspace::Policy> policy;
        std::uint64_t version = 0;
        Policies kept;
        std::uint64_t seq = 0;
        Instant last_at{};
        std::size_t people = 0;
        std::size_t pools = 0;
    };
    struct Journal {
        Scalars scalars;
        std::map<PersonId, route::PersonStanding> people;
        std::map<PoolId, route::PoolStanding> pools;
        std::vector<std::pair<LeadId, std::optional<OpenLead>>> leads;  // oldest image first
    };

    // How a lead stood in the indices before it changed.
    struct Indexed {
        Due noted;
        LeadSet* set = nullptr;  // in which it still is
    };
    void unindex(const LeadTable::Entry& entry);
    // The same for a lead that will be there again at once: most stay in the set they are in.
    [[nodiscard]] Indexed unindex_for_change(const LeadTable::Entry& entry);
    void place(const LeadId& id, std::optional<OpenLead> lead);
    void reseat(PoolId id, const workspace::Pool* before, const workspace::Pool* after);
    // Whatever falls due is noted, for its time or an earlier one; `before` says what is of this
    // lead.
    void index(const LeadTable::Entry& entry, const Indexed& before);
    void index(const LeadTable::Entry& entry) { index(entry, Indexed{}); }
    // When the deadline's lead is due; never() where it is not, or is over.
    [[nodiscard]] Instant due_now(const Deadline& deadline) const;
    [[nodiscard]] Due due_of(const OpenLead& lead) const;
    // Which of the two sets the lead is in; null: neither.
    [[nodiscard]] LeadSet* set_of(const OpenLead& lead);

    route::Standing standing_;
    LeadTable leads_;
    WaitingRoom waiting_;
    LeadSet escalated_;
    LeadSet untaken_;
    Deadlines deadlines_;
    std::shared_ptr<const workspace::Policy> policy_;
    std::uint64_t version_ = 0;
    Policies kept_;  // versions that were live before, as long as a ladder may follow them
    std::uint64_t seq_ = 0;
    Instant last_at_{};
    std::optional<Journal> journal_;
};

}  // namespace baton::desk
