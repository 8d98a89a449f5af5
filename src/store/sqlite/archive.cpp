#include "store/sqlite/archive.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <utility>

#include "base/text.hpp"
#include "store/error.hpp"
#include "store/limits.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/delivery_columns.hpp"
#include "store/sqlite/delivery_table.hpp"
#include "store/sqlite/document_table.hpp"
#include "store/sqlite/event_table.hpp"
#include "store/sqlite/lead_columns.hpp"
#include "store/sqlite/lead_table.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/snapshot_table.hpp"
#include "store/sqlite/token_table.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kBegin{"BEGIN", "beginning to read"};
constexpr Sql kDeadline{"SELECT next_deadline FROM workspace WHERE name = ?1",
                        "reading a deadline"};
constexpr Sql kLeads{"SELECT " BATON_LEAD_COLUMNS
                     " FROM lead WHERE workspace = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                     "reading through the leads"};
constexpr Sql kDeliveries{"SELECT " BATON_DELIVERY_COLUMNS
                          " FROM delivery WHERE workspace = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                          "reading through the deliveries"};
constexpr Sql kCursors{"SELECT name, seq FROM consumer WHERE workspace = ?1 ORDER BY name",
                       "reading the cursors"};
constexpr Sql kOwners{
    "SELECT workspace, identity, lead, owner, at FROM identity WHERE owner IS NOT NULL ORDER BY n",
    "reading through the identities"};
constexpr Sql kKeys{
    "SELECT workspace, key, body_hash, status, response, at, lead FROM idempotency ORDER BY n",
    "reading through the idempotency keys"};
constexpr Sql kAccounts{
    "SELECT '', id, email, name, password, subject, created_at, disabled_at FROM account ORDER BY "
    "id",
    "reading through the accounts"};
constexpr Sql kMembers{
    "SELECT workspace, workspace, account, role, person, since FROM member ORDER BY workspace, "
    "account",
    "reading through the members"};
constexpr Sql kSubscriptions{
    "SELECT workspace, workspace, account, endpoint, id, p256dh, auth, created_at, agent "
    "FROM subscription ORDER BY workspace, account, endpoint",
    "reading through the subscriptions"};
constexpr Sql kAudit{
    "SELECT workspace, workspace, id, at, actor, action, subject, before, after FROM audit "
    "ORDER BY workspace, id",
    "reading through the audit trail"};
constexpr Sql kCrm{
    "SELECT workspace, connection, lead, body FROM crm_lead WHERE body <> '' "
    "ORDER BY workspace, lead, connection",
    "reading through the leads in CRMs"};
constexpr Sql kCheck{"PRAGMA quick_check(100)", "checking the file"};

class SqliteArchive final : public Archive {
  public:
    SqliteArchive(std::unique_ptr<Connection> db, const Instance& instance)
        : db_(std::move(db)), instance_(instance) {}

    [[nodiscard]] const Instance& instance() const override { return instance_; }

    Result<std::vector<std::string>> damage() override {
        std::vector<std::string> lines;
        {
            Rows rows = db_->query(kCheck);
            while (rows.next()) {
                for (const std::string_view line : split(rows.bytes(0), '\n')) {
                    if (line != "ok" && !line.starts_with("***")) lines.emplace_back(line);
                }
            }
        }
        const Result<void> read = db_->take_status();
        // It names the pages, and then gives up on the first of them that it cannot walk through.
        if (!read && !is(read.error(), StoreError::Corrupt)) return std::unexpected(read.error());
        if (!read) lines.push_back(read.error().message);
        return lines;
    }
    Result<std::vector<std::string>> workspaces(std::string_view after,
                                                std::size_t limit) override {
        return answer(read_workspaces(*db_, after, limit));
    }
    Result<Head> head(std::string_view workspace) override {
        return answer(read_head(*db_, workspace));
    }
    Result<std::optional<Instant>> deadline(std::string_view workspace) override {
        std::optional<Instant> at;
        if (Rows rows = db_->query(kDeadline, workspace); rows.next()) rows.read(at);
        return answer(at);
    }
    Result<std::vector<EventRow>> events(std::string_view workspace, std::uint64_t from,
                                         std::size_t limit) override {
        return answer(read_events(*db_, workspace, from, limit));
    }
    Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                      std::span<const LeadKey> ids) override {
        std::vector<std::optional<LeadRow>> found;
        found.reserve(ids.size());
        for (const LeadKey& id : ids) found.push_back(read_lead(*db_, workspace, id));
        return answer(std::move(found));
    }
    Result<std::vector<LeadRow>> leads_after(std::string_view workspace, const LeadKey& after,
                                             std::size_t limit) override {
        std::vector<LeadRow> found;
        std::size_t bytes = 0;
        {
            Rows rows = db_->query(kLeads, workspace, after, static_cast<std::int64_t>(limit));
            while (bytes < kMaxBytesPerRead && rows.next()) {
                found.push_back(read_lead_row(rows));
                bytes += found.back().content->body.size();
            }
        }
        return answer(std::move(found));
    }
    Result<std::optional<LeadContent>> lead_revision(std::string_view workspace, const LeadKey& id,
                                                     std::uint32_t revision) override {
        return answer(read_revision(*db_, workspace, id, revision));
    }
    Result<std::optional<Document>> document(std::string_view workspace,
                                             std::uint64_t version) override {
        return answer(read_document(*db_, workspace, version));
    }
    Result<std::vector<Head>> snapshots(std::string_view workspace) override {
        return answer(read_snapshot_heads(*db_, workspace));
    }
    Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                std::uint64_t at_most) override {
        return answer(read_snapshot(*db_, workspace, at_most));
    }
    Result<std::vector<DeliveryRow>> deliveries_after(std::string_view workspace,
                                                      const DeliveryId& after,
                                                      std::size_t limit) override {
        std::vector<DeliveryRow> found;
        {
            Rows rows = db_->query(kDeliveries, workspace, after, static_cast<std::int64_t>(limit));
            while (rows.next()) found.push_back(read_delivery_row(rows));
        }
        return answer(std::move(found));
    }
    Result<std::vector<CursorRow>> cursors(std::string_view workspace) override {
        std::vector<CursorRow> found;
        {
            Rows rows = db_->query(kCursors, workspace);
            while (rows.next()) {
                CursorRow& cursor = found.emplace_back();
                rows.read(cursor.consumer, cursor.seq);
            }
        }
        return answer(std::move(found));
    }
    Result<std::vector<TokenRow>> tokens(std::string_view workspace) override {
        return answer(read_tokens(*db_, workspace));
    }
    Result<void> each_owner(const Sink<IdentityRow>& sink) override {
        return each<IdentityRow>(kOwners, sink, [](Rows& rows, IdentityRow& row) {
            rows.read_from(1, row.identity, row.lead, row.owner, row.at);
        });
    }
    Result<void> each_key(const Sink<IdempotencyRow>& sink) override {
        return each<IdempotencyRow>(kKeys, sink, [](Rows& rows, IdempotencyRow& row) {
            rows.read_from(1, row.key, row.body_hash, row.status, row.response, row.at, row.lead);
        });
    }
    Result<void> each_account(const Sink<AccountRow>& sink) override {
        return each<AccountRow>(kAccounts, sink, [](Rows& rows, AccountRow& row) {
            rows.read_from(1, row.id, row.email, row.name, row.password, row.subject,
                           row.created_at, row.disabled_at);
        });
    }
    Result<void> each_member(const Sink<MemberRow>& sink) override {
        return each<MemberRow>(kMembers, sink, [](Rows& rows, MemberRow& row) {
            rows.read_from(1, row.workspace, row.account, row.role, row.person, row.since);
        });
    }
    Result<void> each_subscription(const Sink<SubscriptionRow>& sink) override {
        return each<SubscriptionRow>(kSubscriptions, sink, [](Rows& rows, SubscriptionRow& row) {
            rows.read_from(1, row.workspace, row.account, row.endpoint, row.id, row.p256dh,
                           row.auth, row.created_at, row.agent);
        });
    }
    Result<void> each_audit(const Sink<AuditRow>& sink) override {
        return each<AuditRow>(kAudit, sink, [](Rows& rows, AuditRow& row) {
            rows.read_from(1, row.workspace, row.id, row.at, row.actor, row.action, row.subject,
                           row.before, row.after);
        });
    }
    Result<void> each_crm(const Sink<CrmRow>& sink) override {
        return each<CrmRow>(kCrm, sink, [](Rows& rows, CrmRow& row) {
            rows.read_from(1, row.connection, row.lead, row.body);
        });
    }

  private:
    // Each row of the query, its workspace first.
    template <class Row, class Read>
    Result<void> each(const Sql& sql, const Sink<Row>& sink, Read read) {
        {
            Rows rows = db_->query(sql);
            while (rows.next()) {
                Row row;
                read(rows, row);
                const std::string workspace(rows.bytes(0));
                if (auto taken = sink(workspace, row); !taken) return taken;
            }
        }
        return db_->take_status();
    }
    // What was read, or the first error of the statements that read it.
    template <class T>
    Result<T> answer(T value) {
        if (auto status = db_->take_status(); !status) {
            return std::unexpected(std::move(status).error());
        }
        return value;
    }

    std::unique_ptr<Connection> db_;
    Instance instance_;
};

Result<std::unique_ptr<Archive>> open_read(const std::string& path, const std::string& vfs) {
    std::error_code ignored;
    if (vfs.empty() && !std::filesystem::exists(path, ignored)) {
        return fail(StoreError::NotFound, "there is no such file");
    }
    auto db = Connection::open(path, Connection::Mode::Read, vfs);
    if (!db) return std::unexpected(std::move(db).error());
    if (auto set = configure_reader(**db); !set) return std::unexpected(std::move(set).error());
    // The first look at the tables settles which moment is read.
    (*db)->run(kBegin);
    if (auto checked = check_readable(**db); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    const auto instance = read_instance(**db);
    if (!instance) return std::unexpected(instance.error());
    return std::make_unique<SqliteArchive>(std::move(*db), *instance);
}

}  // namespace

Result<std::unique_ptr<Archive>> open_archive(const std::string& path, const std::string& vfs) {
    auto opened = open_read(path, vfs);
    if (opened) return opened;
    return std::unexpected(
        Error{opened.error().code, fmt::format("{}: {}", path, opened.error().message)});
}

}  // namespace baton::store::sqlite
