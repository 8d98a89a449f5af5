// Archive: all that a store held at one moment, for whoever goes through it from end to end while
// servers may go on writing: a proof, a copy. Nothing of what is written after it was opened is
// seen, and it writes nothing. One thread at a time; every call may wait for a disk or a server.
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
#include "store/access_rows.hpp"
#include "store/crm_store.hpp"
#include "store/delivery.hpp"
#include "store/rows.hpp"

namespace baton::store {

// Where a consumer of a workspace's log stands.
struct CursorRow {
    std::string consumer = {};
    std::uint64_t seq = 0;

    friend bool operator==(const CursorRow&, const CursorRow&) = default;
};

class Archive {
  public:
    // Takes a row of a workspace; an error ends the reading.
    template <class Row>
    using Sink = std::function<Result<void>(std::string_view workspace, const Row& row)>;

    virtual ~Archive() = default;
    Archive() = default;
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    [[nodiscard]] virtual const Instance& instance() const = 0;
    // What the house itself finds damaged in its files, a line each, with pages named; at most a
    // hundred. Reads everything. Nothing where the house has no such check.
    virtual Result<std::vector<std::string>> damage() = 0;

    // By name, those greater than `after`, at most `limit`.
    virtual Result<std::vector<std::string>> workspaces(std::string_view after,
                                                        std::size_t limit) = 0;
    virtual Result<Head> head(std::string_view workspace) = 0;
    virtual Result<std::optional<Instant>> deadline(std::string_view workspace) = 0;
    // As Store::read.
    virtual Result<std::vector<EventRow>> events(std::string_view workspace, std::uint64_t from,
                                                 std::size_t limit) = 0;
    // One answer for each id, in their order.
    virtual Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                              std::span<const LeadKey> ids) = 0;
    // Those whose id is greater than `after`, in order, with their contents; at most `limit`, and
    // fewer where these are large.
    virtual Result<std::vector<LeadRow>> leads_after(std::string_view workspace,
                                                     const LeadKey& after, std::size_t limit) = 0;
    // As Store::lead_revision.
    virtual Result<std::optional<LeadContent>> lead_revision(std::string_view workspace,
                                                             const LeadKey& id,
                                                             std::uint32_t revision) = 0;
    virtual Result<std::optional<Document>> document(std::string_view workspace,
                                                     std::uint64_t version) = 0;
    // After which events snapshots stand, in order.
    virtual Result<std::vector<Head>> snapshots(std::string_view workspace) = 0;
    // As Store::snapshot.
    virtual Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                        std::uint64_t at_most) = 0;
    // Those whose id is greater than `after`, in order; at most `limit`.
    virtual Result<std::vector<DeliveryRow>> deliveries_after(std::string_view workspace,
                                                              const DeliveryId& after,
                                                              std::size_t limit) = 0;
    virtual Result<std::vector<CursorRow>> cursors(std::string_view workspace) = 0;
    virtual Result<std::vector<TokenRow>> tokens(std::string_view workspace) = 0;
    // Who had leads of which identity, of all workspaces: of one identity the later ones last.
    virtual Result<void> each_owner(const Sink<IdentityRow>& sink) = 0;
    // The recorded answers, of all workspaces: of one key the later ones last.
    virtual Result<void> each_key(const Sink<IdempotencyRow>& sink) = 0;
    // Accounts (of no workspace: its name is empty), who is what, which browsers they are told in,
    // and the trail of what was changed, in the order of their ids. Sessions and links, which soon
    // end, are not read.
    virtual Result<void> each_account(const Sink<AccountRow>& sink) = 0;
    virtual Result<void> each_member(const Sink<MemberRow>& sink) = 0;
    virtual Result<void> each_subscription(const Sink<SubscriptionRow>& sink) = 0;
    virtual Result<void> each_audit(const Sink<AuditRow>& sink) = 0;
    // What is known of leads in CRMs, in the order of (workspace, lead, connection).
    virtual Result<void> each_crm(const Sink<CrmRow>& sink) = 0;
};

}  // namespace baton::store
