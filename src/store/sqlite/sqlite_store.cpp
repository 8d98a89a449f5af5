#include "store/sqlite/sqlite_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "store/check_access.hpp"
#include "store/check_append.hpp"
#include "store/restoring_store.hpp"
#include "store/sqlite/access_table.hpp"
#include "store/sqlite/append_write.hpp"
#include "store/sqlite/consumer_table.hpp"
#include "store/sqlite/crm_table.hpp"
#include "store/sqlite/delivery_restore.hpp"
#include "store/sqlite/delivery_table.hpp"
#include "store/sqlite/document_table.hpp"
#include "store/sqlite/event_table.hpp"
#include "store/sqlite/idempotency_table.hpp"
#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/lead_search.hpp"
#include "store/sqlite/lead_table.hpp"
#include "store/sqlite/lock_file.hpp"
#include "store/sqlite/reader_pool.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/snapshot_table.hpp"
#include "store/sqlite/subscription_table.hpp"
#include "store/sqlite/token_table.hpp"
#include "store/sqlite/writer.hpp"

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kSmallWrite = 256;  // bytes, about, of a write that is a row or two
constexpr std::size_t kMaxExpired = 10'000;

struct Parts {
    LockFile lock;
    Instance instance;
    std::unique_ptr<Writer> writer;
    // Goes before the writer, whose connection is the last and moves the log into the database.
    std::unique_ptr<ReaderPool> readers;
};

class SqliteStore final : public RestoringStore, public AccessStore, public CrmStore {
    // What a function of the tables reads.
    template <class Function, class... Of>
    auto look(Function function, const Of&... of) {
        return readers().read([&](Connection& db) { return function(db, of...); });
    }

  public:
    explicit SqliteStore(Parts parts) : parts_(std::move(parts)) {}
    // While completions run, they may still call this store.
    ~SqliteStore() override { parts_.writer->close(); }

    void append(Append append, Completion<AppendOutcome> done) override {
        if (auto checked = check_append(append); !checked) {
            done(Failed{std::move(checked).error()});
            return;
        }
        const std::size_t bytes = bytes_in(append);
        writer().submit<AppendOutcome>(
            bytes,
            [append = std::move(append)](WriteContext& context) {
                return write_append(context, append);
            },
            [done = std::move(done)](Result<AppendOutcome> outcome) mutable {
                if (outcome) {
                    done(std::move(*outcome));
                    return;
                }
                Failed failed{std::move(outcome).error()};
                // The log may hold a commit whose sync failed; opening it anew decides.
                failed.uncertain = failed.is_latched();
                done(std::move(failed));
            });
    }

    Result<Head> head(std::string_view workspace) override { return look(read_head, workspace); }
    Result<std::vector<EventRow>> read(std::string_view workspace, std::uint64_t from,
                                       std::size_t limit) override {
        return look(read_events, workspace, from, limit);
    }
    Result<std::vector<EventRow>> read_lead_events(std::string_view workspace, const LeadKey& lead,
                                                   std::uint64_t from, std::size_t limit) override {
        return look(sqlite::read_lead_events, workspace, lead, from, limit);
    }
    Result<std::vector<std::vector<EventRow>>> read_events_of(std::string_view workspace,
                                                              std::span<const LeadKey> leads,
                                                              std::size_t each) override {
        return look(sqlite::read_events_of, workspace, leads, each);
    }
    Result<std::vector<std::string>> workspaces(std::string_view after,
                                                std::size_t limit) override {
        return look(read_workspaces, after, limit);
    }
    Result<std::vector<DueWorkspace>> due(Instant now, std::size_t limit) override {
        return look(read_due, now, limit);
    }
    Result<std::optional<Instant>> next_deadline() override { return look(read_next_deadline); }

    Result<std::optional<LeadRow>> lead(std::string_view workspace, const LeadKey& id) override {
        return look(read_lead, workspace, id);
    }
    Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                      std::span<const LeadKey> ids) override {
        return look(read_leads, workspace, ids);
    }
    Result<std::vector<std::optional<std::string>>> lead_sources(
        std::string_view workspace, std::span<const LeadKey> ids) override {
        return look(read_sources, workspace, ids);
    }
    Result<std::optional<LeadContent>> lead_revision(std::string_view workspace, const LeadKey& id,
                                                     std::uint32_t revision) override {
        return look(read_revision, workspace, id, revision);
    }
    Result<LeadPage> search(std::string_view workspace, const LeadQuery& query) override {
        return readers().read([&](Connection& db) {
            return search_leads(db, writer().identities(), parts_.instance.salt, workspace, query);
        });
    }
    void erase_lead(std::string workspace, LeadKey id, Instant at, Done done) override {
        submit(kSmallWrite, std::move(done),
               [workspace = std::move(workspace), id, at](WriteContext& context) {
                   return write_erase(context, workspace, id, at);
               });
    }

    Result<std::vector<std::optional<IdentityRow>>> last_owners(
        std::string_view workspace, std::span<const std::uint64_t> identities) override {
        return readers().read([&](Connection& db) {
            std::vector<std::optional<IdentityRow>> owners;
            owners.reserve(identities.size());
            for (const std::uint64_t identity : identities) {
                owners.push_back(read_last_owner(db, writer().identities(), parts_.instance.salt,
                                                 workspace, identity));
            }
            return owners;
        });
    }
    Result<std::vector<std::optional<IdempotencyRow>>> find_keys(std::string_view workspace,
                                                                 std::span<const std::string> keys,
                                                                 Instant now) override {
        return readers().read([&](Connection& db) {
            std::vector<std::optional<IdempotencyRow>> found;
            found.reserve(keys.size());
            for (const std::string& key : keys) {
                found.push_back(
                    read_key(db, writer().keys(), parts_.instance.salt, workspace, key, now));
            }
            return found;
        });
    }
    void expire_keys(Instant now, std::size_t limit,
                     Completion<Result<std::size_t>> done) override {
        writer().submit<std::size_t>(
            kSmallWrite,
            [now, limit = std::min(limit, kMaxExpired)](WriteContext& context) {
                return Result<std::size_t>(sqlite::expire_keys(context, now, limit));
            },
            std::move(done));
    }

    Result<std::uint64_t> cursor(std::string_view consumer, std::string_view workspace) override {
        return look(read_cursor, consumer, workspace);
    }
    void move_cursor(CursorMove move, Done done) override {
        submit(kSmallWrite, std::move(done), [move = std::move(move)](WriteContext& context) {
            return sqlite::move_cursor(context.db, move);
        });
    }

    void put_deliveries(PutDeliveries put, Done done) override {
        if (auto checked = check_deliveries(put); !checked) {
            done(std::move(checked));
            return;
        }
        const std::size_t bytes = bytes_in(put);
        submit(bytes, std::move(done), [put = std::move(put)](WriteContext& context) {
            Result<void> moved = sqlite::move_cursor(context.db, put.cursor);
            if (!moved) return moved;
            for (const DeliveryRow& row : put.rows) {
                insert_delivery(context.db, put.cursor.workspace, row);
            }
            return moved;
        });
    }
    void restore_deliveries(std::vector<DeliveryRow> rows, Done done) override {
        PutDeliveries put;
        put.rows = std::move(rows);
        const std::size_t bytes = bytes_in(put);
        submit(bytes, std::move(done), [put = std::move(put)](WriteContext& context) {
            for (const DeliveryRow& row : put.rows) restore_delivery(context.db, row);
            return Result<void>{};
        });
    }
    void lease_deliveries(LeaseRequest request,
                          Completion<Result<std::vector<DeliveryRow>>> done) override {
        writer().submit<std::vector<DeliveryRow>>(
            kSmallWrite,
            [request =
                 std::move(request)](WriteContext& context) -> Result<std::vector<DeliveryRow>> {
                return sqlite::lease_deliveries(context.db, context.leasing, request);
            },
            std::move(done));
    }
    void free_dead_leases(Instant now, Completion<Result<std::size_t>> done) override {
        writer().submit<std::size_t>(
            kSmallWrite,
            [now](WriteContext& context) -> Result<std::size_t> {
                free_dead_claims(context.db, context.leasing.owners);
                return sqlite::free_dead_leases(context.db, context.leasing, now);
            },
            std::move(done));
    }
    void settle_deliveries(std::vector<Settle> settles, SettleDone done) override {
        const std::size_t bytes = kSmallWrite * settles.size();
        writer().submit<std::vector<Result<void>>>(
            bytes,
            [settles =
                 std::move(settles)](WriteContext& context) -> Result<std::vector<Result<void>>> {
                return sqlite::settle_deliveries(context.db, settles);
            },
            std::move(done));
    }
    void retry_delivery(std::string workspace, DeliveryId id, Instant now, Done done) override {
        submit(kSmallWrite, std::move(done),
               [workspace = std::move(workspace), id, now](WriteContext& context) {
                   return sqlite::retry_delivery(context.db, workspace, id, now);
               });
    }
    Result<std::optional<DeliveryRow>> delivery(std::string_view workspace,
                                                const DeliveryId& id) override {
        return look(read_delivery, workspace, id);
    }
    Result<DeliveryPage> deliveries(std::string_view workspace,
                                    const DeliveryQuery& query) override {
        return look(read_deliveries, workspace, query);
    }
    Result<std::optional<Instant>> next_delivery() override { return look(read_next_delivery); }

    Result<std::optional<Document>> live_document(std::string_view workspace) override {
        return readers().read([&](Connection& db) {
            return read_document(db, workspace, read_live_version(db, workspace));
        });
    }
    Result<std::optional<Document>> document(std::string_view workspace,
                                             std::uint64_t version) override {
        return look(read_document, workspace, version);
    }
    Result<std::vector<DocumentVersion>> document_versions(std::string_view workspace,
                                                           std::uint64_t before,
                                                           std::size_t limit) override {
        return look(read_versions, workspace, before, limit);
    }

    void put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) override;
    Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                std::uint64_t at_most) override {
        return look(read_snapshot, workspace, at_most);
    }

    void put_token(TokenRow token, Done done) override {
        Result<void> checked = check_name("a workspace's name", token.workspace);
        if (checked) checked = check_name("a token's name", token.name);
        if (!checked) {
            done(std::move(checked));
            return;
        }
        submit(kSmallWrite, std::move(done), [token = std::move(token)](WriteContext& context) {
            return insert_token(context.db, token);
        });
    }
    void revoke_token(std::string workspace, std::string name, Instant at, Done done) override {
        submit(
            kSmallWrite, std::move(done),
            [workspace = std::move(workspace), name = std::move(name), at](WriteContext& context) {
                return sqlite::revoke_token(context.db, workspace, name, at);
            });
    }
    Result<std::optional<TokenRow>> find_token(const Digest& hash) override {
        return look(read_token, hash);
    }
    Result<std::vector<TokenRow>> tokens(std::string_view workspace) override {
        return look(read_tokens, workspace);
    }
    Result<bool> any_token() override { return look(read_any_token); }

    [[nodiscard]] AccessStore* access() override { return this; }
    void change_access(AccessChange change, Done done) override {
        if (auto checked = check_access(change); !checked) {
            done(std::move(checked));
            return;
        }
        submit(kSmallWrite, std::move(done), [change = std::move(change)](WriteContext& context) {
            return sqlite::change_access(context.db, change);
        });
    }
    Result<bool> any_account() override { return look(read_any_account); }
    Result<std::optional<AccountRow>> account(const Uuid& id) override {
        return look(read_account, id);
    }
    Result<std::optional<AccountRow>> account_of_email(std::string_view email) override {
        return look(read_account_of_email, email);
    }
    Result<std::optional<AccountRow>> account_of_subject(std::string_view subject) override {
        return look(read_account_of_subject, subject);
    }
    Result<std::vector<MemberRow>> roles_of(const Uuid& account) override {
        return look(read_roles, account);
    }
    Result<std::vector<MemberOf>> members(std::string_view workspace) override {
        return look(read_members, workspace);
    }
    Result<std::optional<SessionOf>> find_session(const Digest& hash) override {
        return look(read_session, hash);
    }
    Result<std::vector<SessionRow>> sessions_of(const Uuid& account) override {
        return look(read_sessions, account);
    }
    Result<std::optional<LinkRow>> find_link(const Digest& hash) override {
        return look(read_link, hash);
    }
    Result<std::vector<SubscriptionRow>> subscriptions_of(std::string_view workspace,
                                                          const Uuid& account) override {
        return look(read_subscriptions, workspace, account);
    }
    Result<std::vector<SubscriptionRow>> subscriptions_of_person(std::string_view workspace,
                                                                 std::string_view person) override {
        return look(read_subscriptions_of_person, workspace, person);
    }
    Result<std::vector<AuditRow>> audit(std::string_view workspace, const Uuid& before,
                                        std::size_t limit) override {
        return look(read_audit, workspace, before, limit);
    }
    Result<std::vector<EventRow>> changes(std::string_view workspace, std::uint64_t below,
                                          std::size_t limit) override {
        return look(read_changes, workspace, below, limit);
    }

    [[nodiscard]] CrmStore* crm() override { return this; }
    void claim_crm(CrmClaim claim, Completion<Result<std::vector<CrmRow>>> done) override {
        const std::size_t bytes = kSmallWrite * (1 + claim.leads.size());
        writer().submit<std::vector<CrmRow>>(
            bytes,
            [claim = std::move(claim)](WriteContext& context) -> Result<std::vector<CrmRow>> {
                return sqlite::claim_crm(context.db, claim);
            },
            std::move(done));
    }
    void release_crm(CrmRelease release, Done done) override {
        submit(kSmallWrite * (1 + release.rows.size()), std::move(done),
               [release](WriteContext& context) -> Result<void> {
                   sqlite::release_crm(context.db, release);
                   return {};
               });
    }
    Result<std::vector<std::optional<CrmRow>>> crm_rows(std::string_view workspace,
                                                        std::string_view connection,
                                                        std::span<const LeadKey> leads) override {
        return readers().read([&](Connection& db) {
            std::vector<std::optional<CrmRow>> found;
            found.reserve(leads.size());
            for (const LeadKey& lead : leads) {
                found.push_back(read_crm(db, workspace, connection, lead));
            }
            return found;
        });
    }

    [[nodiscard]] const Instance& instance() const override { return parts_.instance; }
    [[nodiscard]] StoreStats stats() const override { return parts_.writer->stats(); }

  private:
    [[nodiscard]] ReaderPool& readers() { return *parts_.readers; }
    [[nodiscard]] Writer& writer() { return *parts_.writer; }

    template <class Work>
    void submit(std::size_t bytes, Done done, Work work) {
        writer().submit<void>(bytes, std::move(work), std::move(done));
    }

    Parts parts_;
};

// A snapshot on its way, part by part; passed from one write's completion to the next write.
struct SnapshotInParts {
    std::string workspace;
    SnapshotRow snapshot;
    Done done;
    std::size_t written = 0;

    [[nodiscard]] std::size_t parts() const {
        return (snapshot.bytes.size() + kSnapshotPartBytes - 1) / kSnapshotPartBytes;
    }
    [[nodiscard]] std::string_view part(std::size_t number) const {
        return std::string_view(snapshot.bytes)
            .substr(number * kSnapshotPartBytes, kSnapshotPartBytes);
    }
};

void write_next_part(Writer& writer, const std::shared_ptr<SnapshotInParts>& state) {
    const auto work = [state](WriteContext& context) -> Result<void> {
        if (state->written == state->parts()) {
            return insert_snapshot_head(context.db, state->workspace, state->snapshot.at,
                                        state->parts());
        }
        insert_snapshot_part(context.db, state->workspace, state->snapshot.at.seq, state->written,
                             state->part(state->written));
        return {};
    };
    writer.submit<void>(kSnapshotPartBytes, work, [&writer, state](Result<void> written) {
        if (!written || state->written == state->parts()) {
            state->done(std::move(written));
            return;
        }
        ++state->written;
        write_next_part(writer, state);
    });
}

void SqliteStore::put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) {
    if (auto checked = check_name("a workspace's name", workspace); !checked) {
        done(std::move(checked));
        return;
    }
    // Shared by a write and its completion, of which only one is alive to use it.
    write_next_part(writer(), std::make_shared<SnapshotInParts>(SnapshotInParts{
                                  std::move(workspace), std::move(snapshot), std::move(done)}));
}

Result<std::unique_ptr<HashIndex>> load_index(Connection& db, HashIndex::Table table,
                                              std::size_t run_entries) {
    table.run_entries = run_entries;
    auto index = std::make_unique<HashIndex>(table);
    if (auto loaded = index->load(db); !loaded) return std::unexpected(std::move(loaded).error());
    return index;
}

// Looks at the file without changing a byte of it, where there is one. Nothing is known (Io) of one
// that was cut off while it was made: opening it to write takes back what was half done.
Result<void> check_file(const OpenOptions& options) {
    auto probe = Connection::open(options.path, Connection::Mode::Read, options.vfs);
    if (!probe) return {};  // there is none yet, or opening it to write says what is wrong
    Result<void> checked = check_readable(**probe);
    if (!checked && is(checked.error(), StoreError::Io)) return {};
    return checked;
}

Error at_path(const std::string& path, Error error) {
    error.message = fmt::format("{}: {}", path, error.message);
    return error;
}

Result<Parts> open_parts(const OpenOptions& options) {
    Parts parts;
    if (options.vfs.empty()) {
        auto lock = LockFile::take(options.path + ".lock");
        if (!lock) return std::unexpected(std::move(lock).error());
        parts.lock = std::move(*lock);
    }
    if (auto checked = check_file(options); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    auto db = Connection::open(options.path, Connection::Mode::Write, options.vfs);
    if (!db) return std::unexpected(std::move(db).error());
    if (auto checked = check_readable(**db); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    if (auto set = configure_writer(**db); !set) return std::unexpected(std::move(set).error());
    auto instance = migrate(**db, options.entropy, options.instance);
    if (!instance) return std::unexpected(std::move(instance).error());
    parts.instance = *instance;
    auto identities = load_index(**db, identity_index(), options.run_entries);
    if (!identities) return std::unexpected(std::move(identities).error());
    auto keys = load_index(**db, idempotency_index(), options.run_entries);
    if (!keys) return std::unexpected(std::move(keys).error());
    auto readers = ReaderPool::open(options.path, options.vfs, options.readers);
    if (!readers) return std::unexpected(std::move(readers).error());
    parts.readers = std::move(*readers);
    parts.writer =
        std::make_unique<Writer>(std::move(*db), *parts.readers, std::move(*identities),
                                 std::move(*keys), parts.instance.salt,
                                 Writer::Limits{options.max_queued_writes, options.max_queued_bytes,
                                                options.checkpoint_pages});
    return parts;
}

}  // namespace

Result<std::unique_ptr<RestoringStore>> open_to_fill(const OpenOptions& options) {
    auto parts = open_parts(options);
    if (!parts) return std::unexpected(at_path(options.path, std::move(parts).error()));
    return std::make_unique<SqliteStore>(std::move(*parts));
}

Result<std::unique_ptr<Store>> open(const OpenOptions& options) { return open_to_fill(options); }

}  // namespace baton::store::sqlite
