// Store: the one narrow door to what is kept. Two kinds of function go through it.
//
// *Writes* are asynchronous: they return at once, and `done` is called exactly once, after the
// outcome is known and, if it is good, durable. `done` runs on a thread of the store's; it may call
// the store again, and writes submitted there belong to the very next round of the group commit. It
// must not block and must not throw. Where the queue is full or the store is closing, `done` runs
// with Busy or Closed before the call returns. Writes of one caller take effect in the order in
// which they were submitted. Many writes, of all workspaces, share one commit.
//
// *Reads* block (microseconds to milliseconds, bounded by limits.hpp), see every write whose `done`
// has been called, and may come from any thread, also from within `done`.
//
// The destructor finishes what was submitted, calling every `done`, before it returns. What is
// submitted meanwhile, and a snapshot that is half written, is Closed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/access_store.hpp"
#include "store/append.hpp"
#include "store/crm_store.hpp"
#include "store/delivery.hpp"
#include "store/limits.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"

namespace baton::store {

template <class T>
using Completion = std::move_only_function<void(T)>;
using Done = Completion<Result<void>>;
using SettleDone = Completion<Result<std::vector<Result<void>>>>;
// Is told a workspace in which somebody else has written; an empty name: maybe in any.
using Follower = std::function<void(std::string_view)>;

// Figures since opening, for metrics.
struct StoreStats {
    std::uint64_t queued_writes = 0;  // now
    std::uint64_t commits = 0;
    std::uint64_t writes = 0;  // done, in all commits
    std::uint64_t failed_commits = 0;
    std::uint64_t commit_micros = 0;  // sum over commits, from begin to durable
    bool latched = false;
};

class Store {
  public:
    virtual ~Store() = default;
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // --- the log ---------------------------------------------------------------------------------
    virtual void append(Append append, Completion<AppendOutcome> done) = 0;
    // {0, zeros} for a workspace that has no event.
    virtual Result<Head> head(std::string_view workspace) = 0;
    // Events with seq >= `from`, in order. Fewer than `limit` (at most kMaxEventsPerRead) where
    // their bytes pass kMaxBytesPerRead; none only when there are none.
    virtual Result<std::vector<EventRow>> read(std::string_view workspace, std::uint64_t from,
                                               std::size_t limit) = 0;
    // The same, of one lead.
    virtual Result<std::vector<EventRow>> read_lead_events(std::string_view workspace,
                                                           const LeadKey& lead, std::uint64_t from,
                                                           std::size_t limit) = 0;
    // The first `each` events of each of these leads (at most kMaxPage of them), in their order:
    // one read, where read_lead_events() for each would be many.
    virtual Result<std::vector<std::vector<EventRow>>> read_events_of(
        std::string_view workspace, std::span<const LeadKey> leads, std::size_t each) = 0;
    // By name, those greater than `after`, at most `limit`.
    virtual Result<std::vector<std::string>> workspaces(std::string_view after,
                                                        std::size_t limit) = 0;
    // Workspaces whose deadline is at or before `now`, the earliest first, at most `limit`.
    virtual Result<std::vector<DueWorkspace>> due(Instant now, std::size_t limit) = 0;
    // The earliest deadline of all workspaces.
    virtual Result<std::optional<Instant>> next_deadline() = 0;

    // --- leads -----------------------------------------------------------------------------------
    virtual Result<std::optional<LeadRow>> lead(std::string_view workspace, const LeadKey& id) = 0;
    // One answer for each id, in their order.
    virtual Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                              std::span<const LeadKey> ids) = 0;
    // The same of their sources alone, which is far less to read.
    virtual Result<std::vector<std::optional<std::string>>> lead_sources(
        std::string_view workspace, std::span<const LeadKey> ids) = 0;
    // What the lead said in its nth revision; empty (and its salt zero) once erased.
    virtual Result<std::optional<LeadContent>> lead_revision(std::string_view workspace,
                                                             const LeadKey& id,
                                                             std::uint32_t revision) = 0;
    virtual Result<LeadPage> search(std::string_view workspace, const LeadQuery& query) = 0;
    // Forgets who the lead was: contents of all revisions, identities, recorded answers, recipients
    // and payloads of deliveries. Ids, states and the log stay. A content that is appended later is
    // dropped. NotFound for an unknown lead; erasing twice is fine.
    virtual void erase_lead(std::string workspace, LeadKey id, Instant at, Done done) = 0;

    // --- look-ups for a batch: one answer for each question, in their order
    // ------------------------
    virtual Result<std::vector<std::optional<IdentityRow>>> last_owners(
        std::string_view workspace, std::span<const std::uint64_t> identities) = 0;
    // Keys not older than kIdempotencyKept at `now`.
    virtual Result<std::vector<std::optional<IdempotencyRow>>> find_keys(
        std::string_view workspace, std::span<const std::string> keys, Instant now) = 0;
    // Deletes at most `limit` keys that are too old at `now`, of any workspace; says how many.
    virtual void expire_keys(Instant now, std::size_t limit,
                             Completion<Result<std::size_t>> done) = 0;

    // --- cursors of consumers --------------------------------------------------------------------
    virtual Result<std::uint64_t> cursor(std::string_view consumer, std::string_view workspace) = 0;
    virtual void move_cursor(CursorMove move, Done done) = 0;

    // --- deliveries ------------------------------------------------------------------------------
    virtual void put_deliveries(PutDeliveries put, Done done) = 0;
    virtual void lease_deliveries(LeaseRequest request,
                                  Completion<Result<std::vector<DeliveryRow>>> done) = 0;
    // A node begins: leases whose holders are known to be gone run out at `now`, so that what they
    // had need not wait for their end; attempts and fences stand. Which those are is the store's to
    // know: where one process alone holds it, all whose owner has leased nothing since it was
    // opened; where several share it, those of nodes that are known to be dead. Says how many.
    virtual void free_dead_leases(Instant now, Completion<Result<std::size_t>> done) = 0;
    // Each by itself: NotFound, or StaleFence when the lease is not the caller's any more. One
    // answer for each, in their order; an error for all where nothing was written.
    virtual void settle_deliveries(std::vector<Settle> settles, SettleDone done) = 0;
    // Dead and superseded ones become pending, due at `now`, and pending ones due at once; their
    // attempts count on. NotFound; NotRetryable for one that is sent or under way.
    virtual void retry_delivery(std::string workspace, DeliveryId id, Instant now, Done done) = 0;
    virtual Result<std::optional<DeliveryRow>> delivery(std::string_view workspace,
                                                        const DeliveryId& id) = 0;
    virtual Result<DeliveryPage> deliveries(std::string_view workspace,
                                            const DeliveryQuery& query) = 0;
    // When the earliest pending delivery is due, or the earliest lease runs out.
    virtual Result<std::optional<Instant>> next_delivery() = 0;

    // --- documents -------------------------------------------------------------------------------
    virtual Result<std::optional<Document>> live_document(std::string_view workspace) = 0;
    virtual Result<std::optional<Document>> document(std::string_view workspace,
                                                     std::uint64_t version) = 0;
    // Newest first, those below `before` (0: from the newest), at most `limit`.
    virtual Result<std::vector<DocumentVersion>> document_versions(std::string_view workspace,
                                                                   std::uint64_t before,
                                                                   std::size_t limit) = 0;

    // --- snapshots: the last kSnapshotsKept are kept, and of the older ones no more than it takes
    // that neighbours (and the empty log) are at most kSnapshotReach events apart
    virtual void put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) = 0;
    // The latest one whose seq is at most `at_most`.
    virtual Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                        std::uint64_t at_most) = 0;

    // --- tokens ----------------------------------------------------------------------------------
    // Invalid when the workspace has one of that name, revoked or not.
    virtual void put_token(TokenRow token, Done done) = 0;
    // NotFound; revoking twice is fine.
    virtual void revoke_token(std::string workspace, std::string name, Instant at, Done done) = 0;
    // The one with this hash unless it is revoked. Whether it has expired is the caller's to see.
    virtual Result<std::optional<TokenRow>> find_token(const Digest& hash) = 0;
    virtual Result<std::vector<TokenRow>> tokens(std::string_view workspace) = 0;  // by name
    virtual Result<bool> any_token() = 0;  // of any workspace, revoked or not

    // --- accounts, roles, sessions ---------------------------------------------------------------
    // Null where a house keeps none: that of the simulation.
    [[nodiscard]] virtual AccessStore* access() { return nullptr; }

    // --- leads in other systems ------------------------------------------------------------------
    // Null where a house keeps none: that of the simulation.
    [[nodiscard]] virtual CrmStore* crm() { return nullptr; }

    // --- several nodes on one store --------------------------------------------------------------
    // Calls `follower` soon after another node has appended, and after it may have missed that: a
    // hint to read on. On a thread of the store's, one call at a time; it may call the store. An
    // empty follower ends it: when this returns, no call is under way any more. Not from within a
    // call. Where one process alone holds the store there is nobody to hear of.
    virtual void follow(Follower follower) { (void)follower; }

    // --- itself ----------------------------------------------------------------------------------
    [[nodiscard]] virtual const Instance& instance() const = 0;
    [[nodiscard]] virtual StoreStats stats() const = 0;
};

}  // namespace baton::store
