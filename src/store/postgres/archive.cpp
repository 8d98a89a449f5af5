#include "store/postgres/archive.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "store/limits.hpp"
#include "store/postgres/delivery_columns.hpp"
#include "store/postgres/delivery_read.hpp"
#include "store/postgres/document_read.hpp"
#include "store/postgres/lead_columns.hpp"
#include "store/postgres/lead_read.hpp"
#include "store/postgres/log_read.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/session.hpp"

namespace baton::store::postgres {
namespace {

// Who reads may take their time between two statements, and a statement may be large.
constexpr const char* kBegin =
    "SET idle_in_transaction_session_timeout TO 0; SET statement_timeout TO '300s';"
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

constexpr Sql kDeadline{"SELECT next_deadline FROM workspace WHERE name = $1",
                        "reading a deadline"};
// `before` is how much the rows before it hold: the row that passes the bound is the last.
constexpr Sql kLeads{
    "SELECT " BATON_LEAD_COLUMNS
    " FROM (SELECT *, sum(length(body)) OVER (ORDER BY id) - length(body) AS before "
    "FROM (SELECT * FROM lead WHERE workspace = $1 AND id > $2 ORDER BY workspace, id LIMIT $3) "
    "AS first_ones) AS summed WHERE before < $4 ORDER BY id",
    "reading through the leads"};
constexpr Sql kDeliveries{
    "SELECT " BATON_DELIVERY_COLUMNS(
        "") " FROM delivery WHERE workspace = $1 AND id > $2 ORDER BY workspace, id LIMIT $3",
    "reading through the deliveries"};
constexpr Sql kCursors{"SELECT name, seq FROM consumer WHERE workspace = $1 ORDER BY name",
                       "reading the cursors"};
constexpr Sql kOwners{
    "SELECT workspace, n, identity, lead, owner, at FROM identity "
    "WHERE (workspace, identity, n) > ($1, $2, $3) AND owner IS NOT NULL "
    "ORDER BY workspace, identity, n LIMIT $4",
    "reading through the identities"};
constexpr Sql kKeys{
    "SELECT workspace, key, body_hash, status, response, at, lead FROM idempotency "
    "WHERE (workspace, key) > ($1, $2) ORDER BY workspace, key LIMIT $3",
    "reading through the idempotency keys"};
constexpr Sql kAccounts{
    "SELECT id, email, name, password, subject, created_at, disabled_at FROM account "
    "WHERE id > $1 ORDER BY id LIMIT $2",
    "reading through the accounts"};
constexpr Sql kMembers{
    "SELECT workspace, account, role, person, since FROM member "
    "WHERE (workspace, account) > ($1, $2) ORDER BY workspace, account LIMIT $3",
    "reading through the members"};
constexpr Sql kSubscriptions{
    "SELECT workspace, account, endpoint, id, p256dh, auth, created_at, agent FROM subscription "
    "WHERE (workspace, account, endpoint) > ($1, $2, $3) ORDER BY workspace, account, endpoint "
    "LIMIT $4",
    "reading through the subscriptions"};
constexpr Sql kAudit{
    "SELECT workspace, id, at, actor, action, subject, before, after FROM audit "
    "WHERE (workspace, id) > ($1, $2) ORDER BY workspace, id LIMIT $3",
    "reading through the audit trail"};
constexpr Sql kCrm{
    "SELECT workspace, connection, lead, body FROM crm_lead "
    "WHERE (workspace, lead, connection) > ($1, $2, $3) AND body <> '' "
    "ORDER BY workspace, lead, connection LIMIT $4",
    "reading through the leads in CRMs"};
constexpr std::int64_t kAtOnce = 5000;

class PostgresArchive final : public Archive {
  public:
    PostgresArchive(std::unique_ptr<Connection> session, const Instance& instance)
        : db_(std::move(session)), instance_(instance) {}

    [[nodiscard]] const Instance& instance() const override { return instance_; }

    // PostgreSQL looks after its pages itself (data checksums, pg_amcheck).
    Result<std::vector<std::string>> damage() override { return std::vector<std::string>{}; }
    Result<std::vector<std::string>> workspaces(std::string_view after,
                                                std::size_t limit) override {
        return read_workspaces(db_, after, limit);
    }
    Result<Head> head(std::string_view workspace) override { return read_head(db_, workspace); }
    Result<std::optional<Instant>> deadline(std::string_view workspace) override {
        auto rows = db_.query(kDeadline, workspace);
        if (!rows) return std::unexpected(std::move(rows).error());
        std::optional<Instant> at;
        if (rows->next()) rows->read(at);
        return at;
    }
    Result<std::vector<EventRow>> events(std::string_view workspace, std::uint64_t from,
                                         std::size_t limit) override {
        return read_events(db_, workspace, from, limit);
    }
    Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                      std::span<const LeadKey> ids) override {
        return read_leads(db_, workspace, ids);
    }
    Result<std::vector<LeadRow>> leads_after(std::string_view workspace, const LeadKey& after,
                                             std::size_t limit) override {
        auto rows = db_.query(kLeads, workspace, after, static_cast<std::int64_t>(limit),
                              static_cast<std::int64_t>(kMaxBytesPerRead));
        if (!rows) return std::unexpected(std::move(rows).error());
        std::vector<LeadRow> found;
        found.reserve(rows->size());
        while (rows->next()) read_lead_row(*rows, 0, found.emplace_back());
        return found;
    }
    Result<std::optional<LeadContent>> lead_revision(std::string_view workspace, const LeadKey& id,
                                                     std::uint32_t revision) override {
        return read_revision(db_, workspace, id, revision);
    }
    Result<std::optional<Document>> document(std::string_view workspace,
                                             std::uint64_t version) override {
        return read_document(db_, workspace, version);
    }
    Result<std::vector<Head>> snapshots(std::string_view workspace) override {
        return read_snapshot_heads(db_, workspace);
    }
    Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                std::uint64_t at_most) override {
        return read_snapshot(db_, workspace, at_most);
    }
    Result<std::vector<DeliveryRow>> deliveries_after(std::string_view workspace,
                                                      const DeliveryId& after,
                                                      std::size_t limit) override {
        auto rows = db_.query(kDeliveries, workspace, after, static_cast<std::int64_t>(limit));
        if (!rows) return std::unexpected(std::move(rows).error());
        std::vector<DeliveryRow> found;
        while (rows->next()) found.push_back(read_delivery_row(*rows, 0));
        return found;
    }
    Result<std::vector<CursorRow>> cursors(std::string_view workspace) override {
        auto rows = db_.query(kCursors, workspace);
        if (!rows) return std::unexpected(std::move(rows).error());
        std::vector<CursorRow> found;
        while (rows->next()) {
            CursorRow& cursor = found.emplace_back();
            rows->read(cursor.consumer, cursor.seq);
        }
        return found;
    }
    Result<std::vector<TokenRow>> tokens(std::string_view workspace) override {
        return read_tokens(db_, workspace);
    }
    Result<void> each_owner(const Sink<IdentityRow>& sink) override {
        std::string workspace;
        IdentityRow row;
        row.identity = std::uint64_t{1} << 63U;  // the least, as it is stored
        std::int64_t n = -1;
        for (;;) {
            auto rows = db_.query(kOwners, workspace, row.identity, n, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(workspace, n, row.identity, row.lead, row.owner, row.at);
                if (auto taken = sink(workspace, row); !taken) return taken;
            }
        }
    }
    Result<void> each_key(const Sink<IdempotencyRow>& sink) override {
        std::string workspace;
        IdempotencyRow row;
        for (;;) {
            auto rows = db_.query(kKeys, workspace, Blob{row.key}, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(workspace, row.key, row.body_hash, row.status, row.response, row.at,
                           row.lead);
                if (auto taken = sink(workspace, row); !taken) return taken;
            }
        }
    }
    Result<void> each_account(const Sink<AccountRow>& sink) override {
        AccountRow row;
        for (;;) {
            auto rows = db_.query(kAccounts, row.id, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(row.id, row.email, row.name, row.password, row.subject, row.created_at,
                           row.disabled_at);
                if (auto taken = sink("", row); !taken) return taken;
            }
        }
    }
    Result<void> each_member(const Sink<MemberRow>& sink) override {
        MemberRow row;
        for (;;) {
            auto rows = db_.query(kMembers, row.workspace, row.account, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(row.workspace, row.account, row.role, row.person, row.since);
                if (auto taken = sink(row.workspace, row); !taken) return taken;
            }
        }
    }
    Result<void> each_subscription(const Sink<SubscriptionRow>& sink) override {
        SubscriptionRow row;
        for (;;) {
            auto rows =
                db_.query(kSubscriptions, row.workspace, row.account, row.endpoint, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(row.workspace, row.account, row.endpoint, row.id, row.p256dh, row.auth,
                           row.created_at, row.agent);
                if (auto taken = sink(row.workspace, row); !taken) return taken;
            }
        }
    }
    Result<void> each_audit(const Sink<AuditRow>& sink) override {
        AuditRow row;
        for (;;) {
            auto rows = db_.query(kAudit, row.workspace, row.id, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(row.workspace, row.id, row.at, row.actor, row.action, row.subject,
                           row.before, row.after);
                if (auto taken = sink(row.workspace, row); !taken) return taken;
            }
        }
    }
    Result<void> each_crm(const Sink<CrmRow>& sink) override {
        std::string workspace;
        CrmRow row;
        for (;;) {
            auto rows = db_.query(kCrm, workspace, row.lead, row.connection, kAtOnce);
            if (!rows) return std::unexpected(std::move(rows).error());
            if (rows->size() == 0) return {};
            while (rows->next()) {
                rows->read(workspace, row.connection, row.lead, row.body);
                if (auto taken = sink(workspace, row); !taken) return taken;
            }
        }
    }

  private:
    ReaderPool db_;
    Instance instance_;
};

}  // namespace

Result<std::unique_ptr<Archive>> make_archive(const Target& target) {
    auto session = open_session(target, Role::Read);
    if (!session) return std::unexpected(std::move(session).error());
    if (auto begun = (*session)->script(kBegin, "beginning to read"); !begun) {
        return std::unexpected(std::move(begun).error());
    }
    const auto instance = read_instance(**session, target.schema);
    if (!instance) return std::unexpected(instance.error());
    return std::make_unique<PostgresArchive>(std::move(*session), *instance);
}

}  // namespace baton::store::postgres
