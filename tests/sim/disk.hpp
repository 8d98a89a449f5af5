// What is on the simulated store's disk, shared by the doors of all nodes: plain maps. Each
// function is one transaction, done at once and for good; when it happens, and what goes wrong on
// the way, is the doors' (door.hpp). Nothing is dropped that a test may want to look at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace baton::sim {

class Disk {
  public:
    struct Lead {
        store::LeadRow row;  // without content
        std::map<std::uint32_t, store::LeadContent> revisions;
        std::vector<std::uint64_t> events;  // their seqs
    };
    struct Workspace {
        std::vector<store::EventRow> events;  // the first is 1
        std::optional<Instant> deadline;
        std::map<store::LeadKey, Lead> leads;
        std::map<std::uint64_t, store::IdentityRow> owners;            // the last of each identity
        std::map<std::uint64_t, std::set<store::LeadKey>> identities;  // whose leads
        std::map<std::string, store::IdempotencyRow, std::less<>> keys;
        std::map<std::string, std::uint64_t, std::less<>> cursors;
        std::map<store::DeliveryId, store::DeliveryRow> deliveries;
        std::set<store::DeliveryId> waiting;     // of these, pending and leased ones
        std::vector<store::Document> documents;  // the first is version 1
        std::map<std::uint64_t, store::SnapshotRow> snapshots;

        [[nodiscard]] store::Head head() const {
            return events.empty() ? store::Head{}
                                  : store::Head{events.back().seq, events.back().hash};
        }
        [[nodiscard]] store::LeadRow row_of(const Lead& lead) const;
    };

    // Null for one that is not there.
    [[nodiscard]] const Workspace* find(std::string_view workspace) const;
    [[nodiscard]] const std::map<std::string, Workspace, std::less<>>& all() const { return all_; }

    [[nodiscard]] store::AppendOutcome append(const store::Append& append);
    // Forgets at most `limit` keys that are too old at `now`; says how many.
    [[nodiscard]] std::size_t expire_keys(Instant now, std::size_t limit);
    [[nodiscard]] Result<void> move_cursor(const store::CursorMove& move);
    [[nodiscard]] Result<void> put_deliveries(const store::PutDeliveries& put);
    [[nodiscard]] std::vector<store::DeliveryRow> lease(const store::LeaseRequest& request);
    // Ends the leases of those who are not among `alive`; says how many.
    [[nodiscard]] std::size_t free_leases(const std::set<std::string>& alive, Instant now);
    // One of `who` settles; the fence alone decides whether they may.
    [[nodiscard]] Result<void> settle(const store::Settle& settle,
                                      const std::set<std::string>& who);
    [[nodiscard]] Result<void> retry(std::string_view workspace, const store::DeliveryId& id,
                                     Instant now);
    void put_snapshot(std::string_view workspace, store::SnapshotRow snapshot);
    [[nodiscard]] store::LeadPage search(std::string_view workspace,
                                         const store::LeadQuery& query) const;
    // When the earliest delivery is due, or its lease runs out.
    [[nodiscard]] std::optional<Instant> next_delivery() const;
    [[nodiscard]] store::DeliveryPage deliveries(std::string_view workspace,
                                                 const store::DeliveryQuery& query) const;

    // What must never happen and was seen here; the first such.
    [[nodiscard]] const std::optional<std::string>& offence() const { return offence_; }

  private:
    [[nodiscard]] static Result<void> write_lead(Workspace& room, const store::LeadRow& lead);

    std::map<std::string, Workspace, std::less<>> all_;
    std::string last_leased_;  // the channel that had its turn last
    std::optional<std::string> offence_;
};

}  // namespace baton::sim
