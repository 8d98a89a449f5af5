#include "store/postgres/postgres_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "store/check_access.hpp"
#include "store/check_append.hpp"
#include "store/postgres/access_read.hpp"
#include "store/postgres/access_write.hpp"
#include "store/postgres/append_write.hpp"
#include "store/postgres/contention.hpp"
#include "store/postgres/crm_rows.hpp"
#include "store/postgres/delivery_read.hpp"
#include "store/postgres/delivery_write.hpp"
#include "store/postgres/document_read.hpp"
#include "store/postgres/document_write.hpp"
#include "store/postgres/lead_read.hpp"
#include "store/postgres/listener.hpp"
#include "store/postgres/log_read.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/session.hpp"
#include "store/postgres/store_url.hpp"
#include "store/postgres/turnstile.hpp"
#include "store/postgres/writer.hpp"

namespace baton::store::postgres {
namespace {

constexpr std::size_t kMaxExpired = 10'000;

constexpr Sql kDrawNode{"SELECT gen_random_uuid()", "naming this node"};

struct Parts {
    Instance instance;
    Uuid node{};  // this opening of the store, among all that share the database
    std::string schema;
    std::unique_ptr<ReaderPool> readers;
    std::unique_ptr<Writer> writer;
    std::unique_ptr<Writer> deliverer;   // writes what becomes of deliveries
    std::unique_ptr<Listener> listener;  // asks the writer who it is
    std::unique_ptr<Contention> contention;
    std::unique_ptr<Turnstile> turnstile;
};

// A Done or Completion<Result<T>> that a write's outcome can be given to.
template <class T>
auto answering(Completion<Result<T>> done) {
    return [done = std::move(done)](std::expected<T, WriteFailure> outcome) mutable {
        if (!outcome) {
            done(std::unexpected(std::move(outcome).error().error));
        } else if constexpr (std::is_void_v<T>) {
            done({});
        } else {
            done(std::move(*outcome));
        }
    };
}

class PostgresStore final : public RestoringStore, public AccessStore, public CrmStore {
  public:
    explicit PostgresStore(Parts parts) : parts_(std::move(parts)) {}
    // While completions run, they may still call this store.
    ~PostgresStore() override {
        parts_.listener.reset();
        parts_.turnstile->close();
        parts_.deliverer->close();
        parts_.writer->close();
    }

    void append(Append append, Completion<AppendOutcome> done) override {
        if (auto checked = check_append(append); !checked) {
            done(Failed{std::move(checked).error()});
            return;
        }
        parts_.turnstile->note_append(append.workspace);
        writer().submit<AppendOutcome>(
            append_write(append, parts_.schema),
            [this, workspace = append.workspace,
             done = std::move(done)](std::expected<AppendOutcome, WriteFailure> outcome) mutable {
                if (outcome) {
                    answer_append(workspace, std::move(*outcome), std::move(done));
                    return;
                }
                parts_.turnstile->leave(workspace);
                done(Failed{std::move(outcome.error().error), outcome.error().uncertain});
            });
    }

    Result<Head> head(std::string_view workspace) override {
        return read_head(readers(), workspace);
    }
    Result<std::vector<EventRow>> read(std::string_view workspace, std::uint64_t from,
                                       std::size_t limit) override {
        return read_events(readers(), workspace, from, limit);
    }
    Result<std::vector<EventRow>> read_lead_events(std::string_view workspace, const LeadKey& lead,
                                                   std::uint64_t from, std::size_t limit) override {
        return postgres::read_lead_events(readers(), workspace, lead, from, limit);
    }
    Result<std::vector<std::vector<EventRow>>> read_events_of(std::string_view workspace,
                                                              std::span<const LeadKey> leads,
                                                              std::size_t each) override {
        return postgres::read_events_of(readers(), workspace, leads, each);
    }
    Result<std::vector<std::string>> workspaces(std::string_view after,
                                                std::size_t limit) override {
        return read_workspaces(readers(), after, limit);
    }
    Result<std::vector<DueWorkspace>> due(Instant now, std::size_t limit) override {
        return read_due(readers(), now, limit);
    }
    Result<std::optional<Instant>> next_deadline() override {
        return read_next_deadline(readers());
    }

    Result<std::optional<LeadRow>> lead(std::string_view workspace, const LeadKey& id) override {
        auto found = read_leads(readers(), workspace, {&id, 1});
        if (!found) return std::unexpected(std::move(found).error());
        return std::move(found->front());
    }
    Result<std::vector<std::optional<LeadRow>>> leads(std::string_view workspace,
                                                      std::span<const LeadKey> ids) override {
        return read_leads(readers(), workspace, ids);
    }
    Result<std::vector<std::optional<std::string>>> lead_sources(
        std::string_view workspace, std::span<const LeadKey> ids) override {
        return read_sources(readers(), workspace, ids);
    }
    Result<std::optional<LeadContent>> lead_revision(std::string_view workspace, const LeadKey& id,
                                                     std::uint32_t revision) override {
        return read_revision(readers(), workspace, id, revision);
    }
    Result<LeadPage> search(std::string_view workspace, const LeadQuery& query) override {
        return search_leads(readers(), workspace, query);
    }
    void erase_lead(std::string workspace, LeadKey id, Instant at, Done done) override {
        submit(erase_write(workspace, id, at), std::move(done));
    }

    Result<std::vector<std::optional<IdentityRow>>> last_owners(
        std::string_view workspace, std::span<const std::uint64_t> identities) override {
        return read_last_owners(readers(), workspace, identities);
    }
    Result<std::vector<std::optional<IdempotencyRow>>> find_keys(std::string_view workspace,
                                                                 std::span<const std::string> keys,
                                                                 Instant now) override {
        return read_keys(readers(), workspace, keys, now);
    }
    void expire_keys(Instant now, std::size_t limit,
                     Completion<Result<std::size_t>> done) override {
        submit(expire_keys_write(now, std::min(limit, kMaxExpired)), std::move(done));
    }

    Result<std::uint64_t> cursor(std::string_view consumer, std::string_view workspace) override {
        return read_cursor(readers(), consumer, workspace);
    }
    void move_cursor(CursorMove move, Done done) override {
        if (auto checked = check_move(move); !checked) {
            done(std::move(checked));
            return;
        }
        submit_delivery(move_cursor_write(move), std::move(done));
    }

    void put_deliveries(PutDeliveries put, Done done) override {
        Result<void> checked = check_deliveries(put);
        if (checked) checked = check_move(put.cursor);
        if (!checked) {
            done(std::move(checked));
            return;
        }
        submit_delivery(put_deliveries_write(put), std::move(done));
    }
    void restore_deliveries(std::vector<DeliveryRow> rows, Done done) override {
        submit_delivery(restore_deliveries_write(rows), std::move(done));
    }
    void lease_deliveries(LeaseRequest request,
                          Completion<Result<std::vector<DeliveryRow>>> done) override;
    void free_dead_leases(Instant now, Completion<Result<std::size_t>> done) override {
        submit_delivery(free_leases_write(now), std::move(done));
    }
    void settle_deliveries(std::vector<Settle> settles, SettleDone done) override {
        submit_delivery(settle_write(settles), std::move(done));
    }
    void retry_delivery(std::string workspace, DeliveryId id, Instant now, Done done) override {
        submit_delivery(retry_write(workspace, id, now), std::move(done));
    }
    Result<std::optional<DeliveryRow>> delivery(std::string_view workspace,
                                                const DeliveryId& id) override {
        return read_delivery(readers(), workspace, id);
    }
    Result<DeliveryPage> deliveries(std::string_view workspace,
                                    const DeliveryQuery& query) override {
        return read_deliveries(readers(), workspace, query);
    }
    Result<std::optional<Instant>> next_delivery() override {
        return read_next_delivery(readers());
    }

    Result<std::optional<Document>> live_document(std::string_view workspace) override {
        return read_document(readers(), workspace, std::nullopt);
    }
    Result<std::optional<Document>> document(std::string_view workspace,
                                             std::uint64_t version) override {
        return read_document(readers(), workspace, version);
    }
    Result<std::vector<DocumentVersion>> document_versions(std::string_view workspace,
                                                           std::uint64_t before,
                                                           std::size_t limit) override {
        return read_versions(readers(), workspace, before, limit);
    }

    void put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) override;
    Result<std::optional<SnapshotRow>> snapshot(std::string_view workspace,
                                                std::uint64_t at_most) override {
        return read_snapshot(readers(), workspace, at_most);
    }

    void put_token(TokenRow token, Done done) override {
        Result<void> checked = check_name("a workspace's name", token.workspace);
        if (checked) checked = check_name("a token's name", token.name);
        if (!checked) {
            done(std::move(checked));
            return;
        }
        submit(put_token_write(token), std::move(done));
    }
    void revoke_token(std::string workspace, std::string name, Instant at, Done done) override {
        submit(revoke_token_write(workspace, name, at), std::move(done));
    }
    Result<std::optional<TokenRow>> find_token(const Digest& hash) override {
        return read_token(readers(), hash);
    }
    Result<std::vector<TokenRow>> tokens(std::string_view workspace) override {
        return read_tokens(readers(), workspace);
    }
    Result<bool> any_token() override { return read_any_token(readers()); }

    [[nodiscard]] CrmStore* crm() override { return this; }
    void claim_crm(CrmClaim claim, Completion<Result<std::vector<CrmRow>>> done) override {
        submit_delivery(claim_crm_write(claim), std::move(done));
    }
    void release_crm(CrmRelease release, Done done) override {
        submit_delivery(release_crm_write(release), std::move(done));
    }
    Result<std::vector<std::optional<CrmRow>>> crm_rows(std::string_view workspace,
                                                        std::string_view connection,
                                                        std::span<const LeadKey> leads) override {
        return read_crm(readers(), workspace, connection, leads);
    }

    [[nodiscard]] AccessStore* access() override { return this; }
    void change_access(AccessChange change, Done done) override {
        if (auto checked = check_access(change); !checked) {
            done(std::move(checked));
            return;
        }
        submit(change_access_write(change), std::move(done));
    }
    Result<bool> any_account() override { return read_any_account(readers()); }
    Result<std::optional<AccountRow>> account(const Uuid& id) override {
        return read_account(readers(), id);
    }
    Result<std::optional<AccountRow>> account_of_email(std::string_view email) override {
        return read_account_of_email(readers(), email);
    }
    Result<std::optional<AccountRow>> account_of_subject(std::string_view subject) override {
        return read_account_of_subject(readers(), subject);
    }
    Result<std::vector<MemberRow>> roles_of(const Uuid& account) override {
        return read_roles(readers(), account);
    }
    Result<std::vector<MemberOf>> members(std::string_view workspace) override {
        return read_members(readers(), workspace);
    }
    Result<std::optional<SessionOf>> find_session(const Digest& hash) override {
        return read_session(readers(), hash);
    }
    Result<std::vector<SessionRow>> sessions_of(const Uuid& account) override {
        return read_sessions(readers(), account);
    }
    Result<std::optional<LinkRow>> find_link(const Digest& hash) override {
        return read_link(readers(), hash);
    }
    Result<std::vector<SubscriptionRow>> subscriptions_of(std::string_view workspace,
                                                          const Uuid& account) override {
        return read_subscriptions(readers(), workspace, account);
    }
    Result<std::vector<SubscriptionRow>> subscriptions_of_person(std::string_view workspace,
                                                                 std::string_view person) override {
        return read_subscriptions_of_person(readers(), workspace, person);
    }
    Result<std::vector<AuditRow>> audit(std::string_view workspace, const Uuid& before,
                                        std::size_t limit) override {
        return read_audit(readers(), workspace, before, limit);
    }
    Result<std::vector<EventRow>> changes(std::string_view workspace, std::uint64_t below,
                                          std::size_t limit) override {
        return read_changes(readers(), workspace, below, limit);
    }

    void follow(Follower follower) override { parts_.listener->follow(std::move(follower)); }

    [[nodiscard]] const Instance& instance() const override { return parts_.instance; }
    [[nodiscard]] StoreStats stats() const override {
        StoreStats stats = parts_.writer->stats();
        const StoreStats delivered = parts_.deliverer->stats();
        stats.queued_writes += delivered.queued_writes;
        stats.commits += delivered.commits;
        stats.writes += delivered.writes;
        stats.failed_commits += delivered.failed_commits;
        stats.commit_micros += delivered.commit_micros;
        return stats;
    }

  private:
    [[nodiscard]] ReaderPool& readers() { return *parts_.readers; }
    [[nodiscard]] Writer& writer() { return *parts_.writer; }

    template <class T>
    void submit(Write<T> write, Completion<Result<T>> done) {
        writer().submit<T>(std::move(write), answering<T>(std::move(done)));
    }
    template <class T>
    void submit_delivery(Write<T> write, Completion<Result<T>> done) {
        parts_.deliverer->submit<T>(std::move(write), answering<T>(std::move(done)));
    }

    // Who loses to other nodes again and again hears of the last conflict when it is its turn: then
    // nobody who stands in line, too, writes before it has decided again.
    void answer_append(const std::string& workspace, AppendOutcome outcome,
                       Completion<AppendOutcome> done);

    Parts parts_;
    std::mutex leasing_mutex_;  // guards the next
    LeasingPlace leased_last_;  // the channel that was served last
};

void PostgresStore::answer_append(const std::string& workspace, AppendOutcome outcome,
                                  Completion<AppendOutcome> done) {
    if (!std::holds_alternative<Conflict>(outcome)) {
        if (std::holds_alternative<Appended>(outcome)) parts_.contention->appended(workspace);
        parts_.turnstile->leave(workspace);
        done(std::move(outcome));
        return;
    }
    const bool stands =
        parts_.contention->conflict(workspace) && !parts_.turnstile->is_inside(workspace);
    std::move_only_function<void()> go = [outcome = std::move(outcome),
                                          done = std::move(done)]() mutable {
        done(std::move(outcome));
    };
    if (!stands || !parts_.turnstile->stand_in_line(workspace, go)) go();
}

void PostgresStore::lease_deliveries(LeaseRequest request,
                                     Completion<Result<std::vector<DeliveryRow>>> done) {
    using Leased = Result<std::vector<DeliveryRow>>;
    LeasingPlace after;
    {
        const std::lock_guard lock(leasing_mutex_);
        after = leased_last_;
    }
    Completion<Leased> remember = [this, done = std::move(done)](Leased leased) mutable {
        if (leased && !leased->empty()) {
            const std::lock_guard lock(leasing_mutex_);
            leased_last_ = {leased->back().workspace, leased->back().channel};
        }
        done(std::move(leased));
    };
    submit_delivery(lease_write(request, parts_.node, after), std::move(remember));
}

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
    Write<void> write =
        state->written == state->parts()
            ? snapshot_head_write(state->workspace, state->snapshot.at, state->parts())
            : snapshot_part_write(state->workspace, state->snapshot.at.seq, state->written,
                                  state->part(state->written));
    writer.submit<void>(std::move(write),
                        [&writer, state](std::expected<void, WriteFailure> written) {
                            if (!written || state->written == state->parts()) {
                                answering<void>(std::move(state->done))(std::move(written));
                                return;
                            }
                            ++state->written;
                            write_next_part(writer, state);
                        });
}

void PostgresStore::put_snapshot(std::string workspace, SnapshotRow snapshot, Done done) {
    if (auto checked = check_name("a workspace's name", workspace); !checked) {
        done(std::move(checked));
        return;
    }
    // Shared by a write and its completion, of which only one is alive to use it.
    write_next_part(writer(), std::make_shared<SnapshotInParts>(SnapshotInParts{
                                  std::move(workspace), std::move(snapshot), std::move(done)}));
}

std::string hex(const Uuid& id) {
    std::string text = format_uuid(id);
    std::erase(text, '-');
    return text;
}

Result<Parts> open_parts(const OpenOptions& options) {
    Parts parts;
    parts.schema = options.schema;
    Target target{.url = options.url, .schema = options.schema, .name = "baton"};
    auto first = open_session(target, Role::Write);
    if (!first) return std::unexpected(std::move(first).error());
    auto instance = migrate(**first, options.schema, options.entropy, options.instance);
    if (!instance) return std::unexpected(std::move(instance).error());
    parts.instance = *instance;
    auto drawn = (*first)->query(kDrawNode);
    if (!drawn) return std::unexpected(std::move(drawn).error());
    if (drawn->next()) drawn->read(parts.node);

    // Names of connections show who is who in pg_stat_activity. Cut off at 63 bytes there.
    target.name = "baton reads " + hex(parts.node);
    parts.readers = std::make_unique<ReaderPool>(target, std::max<std::size_t>(options.readers, 1));
    const Writer::Limits limits{options.max_queued_writes, options.max_queued_bytes};
    target.name = "baton writes " + hex(parts.node);
    first = open_session(target, Role::Write);
    if (!first) return std::unexpected(std::move(first).error());
    parts.writer = std::make_unique<Writer>(
        target, std::move(*first), limits, Writer::Takes::Workspaces, options.clock_check,
        [](Connection&) {}, nullptr);
    target.name = "baton delivers " + hex(parts.node);
    first = open_session(target, Role::Write);
    if (!first) return std::unexpected(std::move(first).error());
    parts.deliverer = std::make_unique<Writer>(
        target, std::move(*first), limits, Writer::Takes::NoWorkspace, options.clock_check,
        [node = parts.node](Connection& db) { leave_leases(db, node); }, parts.writer.get());
    target.name = "baton listens " + hex(parts.node);
    parts.listener = std::make_unique<Listener>(
        target, [writer = parts.writer.get()] { return writer->process(); });
    target.name = "baton stands in line " + hex(parts.node);
    parts.contention = std::make_unique<Contention>();
    parts.turnstile = std::make_unique<Turnstile>(target);
    return parts;
}

}  // namespace

Result<std::unique_ptr<RestoringStore>> open_to_fill(const OpenOptions& options) {
    const auto url = checked_url(options);
    if (!url) return std::unexpected(url.error());
    auto parts = open_parts(options);
    if (!parts) return at_url(*url, parts.error());
    return std::make_unique<PostgresStore>(std::move(*parts));
}

Result<std::unique_ptr<Store>> open(const OpenOptions& options) { return open_to_fill(options); }

}  // namespace baton::store::postgres
