#include "store/sqlite/delivery_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <variant>

#include "store/delivery_words.hpp"
#include "store/error.hpp"
#include "store/limits.hpp"
#include "store/sqlite/delivery_columns.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kInsert{
    "INSERT INTO delivery (workspace, id, event_seq, lead, channel, kind, recipient, payload, "
    "created_at, due_at, next_at, state, attempts, fence, lease_owner, last_status, last_error, "
    "ended_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 1, 0, 0, '', 0, '', NULL)",
    "writing a delivery"};
constexpr Sql kReadState{"SELECT state, fence FROM delivery WHERE workspace = ?1 AND id = ?2",
                         "reading a delivery"};
constexpr Sql kEnd{
    "UPDATE delivery SET state = ?3, due_at = NULL, lease_owner = '', last_status = ?4, "
    "last_error = ?5, ended_at = ?6 WHERE workspace = ?1 AND id = ?2",
    "settling a delivery"};
constexpr Sql kPutBack{
    "UPDATE delivery SET state = 1, due_at = ?3, next_at = ?3, lease_owner = '', last_status = ?4, "
    "last_error = ?5 WHERE workspace = ?1 AND id = ?2",
    "putting a delivery back"};
constexpr Sql kGiveBack{
    "UPDATE delivery SET state = 1, due_at = ?3, next_at = ?3, lease_owner = '', "
    "attempts = attempts - 1 WHERE workspace = ?1 AND id = ?2",
    "giving a delivery back"};
constexpr Sql kRetry{
    "UPDATE delivery SET state = 1, due_at = ?3, next_at = ?3, ended_at = NULL "
    "WHERE workspace = ?1 AND id = ?2",
    "retrying a delivery"};
constexpr Sql kErase{
    "UPDATE delivery SET recipient = '', payload = '', last_error = '' "
    "WHERE workspace = ?1 AND lead = ?2",
    "erasing a lead's deliveries"};
constexpr Sql kSupersede{
    "UPDATE delivery SET state = 5, due_at = NULL, lease_owner = '', fence = fence + 1, "
    "last_error = 'the lead was erased', ended_at = ?3 "
    "WHERE workspace = ?1 AND lead = ?2 AND state IN (1, 2)",
    "superseding a lead's deliveries"};
constexpr Sql kRead{"SELECT " BATON_DELIVERY_COLUMNS
                    " FROM delivery WHERE workspace = ?1 AND id = ?2",
                    "reading a delivery"};
constexpr Sql kScan{"SELECT " BATON_DELIVERY_COLUMNS
                    " FROM delivery WHERE workspace = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
                    "listing deliveries"};
constexpr Sql kScanLead{"SELECT " BATON_DELIVERY_COLUMNS
                        " FROM delivery WHERE workspace = ?1 AND lead = ?4 AND id < ?2 "
                        "ORDER BY id DESC LIMIT ?3",
                        "listing a lead's deliveries"};

struct Stand {
    DeliveryState state = DeliveryState::Pending;
    std::uint64_t fence = 0;
};

std::optional<Stand> read_stand(Connection& db, std::string_view workspace, const DeliveryId& id) {
    Rows rows = db.query(kReadState, workspace, id);
    if (!rows.next()) return std::nullopt;
    std::int64_t state = 0;
    Stand stand;
    rows.read(state, stand.fence);
    stand.state = static_cast<DeliveryState>(state);
    return stand;
}

void write_outcome(Connection& db, const Settle& settle) {
    const auto end = [&](DeliveryState state, std::int32_t status, std::string_view error,
                         Instant at) {
        db.run(kEnd, settle.workspace, settle.id, static_cast<std::int64_t>(state), status,
               shortened(error), at);
    };
    std::visit(
        [&](const auto& outcome) {
            using Outcome = std::decay_t<decltype(outcome)>;
            if constexpr (std::is_same_v<Outcome, Sent>) {
                end(DeliveryState::Sent, outcome.status, {}, outcome.at);
            } else if constexpr (std::is_same_v<Outcome, Dead>) {
                end(DeliveryState::Dead, outcome.status, outcome.error, outcome.at);
            } else if constexpr (std::is_same_v<Outcome, Superseded>) {
                end(DeliveryState::Superseded, 0, outcome.reason, outcome.at);
            } else if constexpr (std::is_same_v<Outcome, GivenBack>) {
                db.run(kGiveBack, settle.workspace, settle.id, outcome.at);
            } else {
                static_assert(std::is_same_v<Outcome, RetryAt>);
                db.run(kPutBack, settle.workspace, settle.id, outcome.at, outcome.status,
                       shortened(outcome.error));
            }
        },
        settle.outcome);
}

bool matches(const DeliveryRow& row, const DeliveryQuery& query) {
    const auto& states = query.states;
    return (states.empty() || std::ranges::find(states, row.state) != states.end()) &&
           (!query.channel || *query.channel == row.channel);
}

bool is_retryable(DeliveryState state) {
    switch (state) {
        case DeliveryState::Pending:
        case DeliveryState::Dead:
        case DeliveryState::Superseded:
            return true;
        case DeliveryState::Leased:
        case DeliveryState::Sent:
            return false;
    }
    return false;
}

Result<void> settle_delivery(Connection& db, const Settle& settle) {
    const std::optional<Stand> stand = read_stand(db, settle.workspace, settle.id);
    if (!db.is_ok()) return {};
    if (!stand) return no_such_delivery(settle.workspace, settle.id);
    if (stand->state != DeliveryState::Leased || stand->fence != settle.fence) {
        return fail(StoreError::StaleFence,
                    fmt::format("delivery {} is no longer leased under fence {} (its last is {})",
                                format_uuid(settle.id), settle.fence, stand->fence));
    }
    write_outcome(db, settle);
    return {};
}

}  // namespace

DeliveryRow read_delivery_row(Rows& rows) {
    DeliveryRow row;
    std::int64_t state = 0;
    rows.read(row.workspace, row.id, row.event_seq, row.lead, row.channel, row.kind, row.recipient,
              row.payload, row.created_at, row.next_at, state, row.attempts, row.fence,
              row.lease_owner, row.last_status, row.last_error, row.ended_at);
    row.state = static_cast<DeliveryState>(state);
    return row;
}

void insert_delivery(Connection& db, std::string_view workspace, const DeliveryRow& row) {
    db.run(kInsert, workspace, row.id, row.event_seq, row.lead, row.channel, row.kind,
           row.recipient, row.payload, row.created_at, row.next_at);
}

std::vector<Result<void>> settle_deliveries(Connection& db, std::span<const Settle> settles) {
    std::vector<Result<void>> settled;
    settled.reserve(settles.size());
    for (const Settle& each : settles) settled.push_back(settle_delivery(db, each));
    return settled;
}

Result<void> retry_delivery(Connection& db, std::string_view workspace, const DeliveryId& id,
                            Instant now) {
    const std::optional<Stand> stand = read_stand(db, workspace, id);
    if (!db.is_ok()) return {};
    if (!stand) return no_such_delivery(workspace, id);
    if (!is_retryable(stand->state)) {
        return fail(StoreError::NotRetryable,
                    fmt::format("delivery {} is {}", format_uuid(id),
                                stand->state == DeliveryState::Sent ? "sent already"
                                                                    : "being sent just now"));
    }
    db.run(kRetry, workspace, id, now);
    return {};
}

void erase_deliveries(Connection& db, std::string_view workspace, const LeadKey& lead, Instant at) {
    db.run(kErase, workspace, lead);
    db.run(kSupersede, workspace, lead, at);
}

std::optional<DeliveryRow> read_delivery(Connection& db, std::string_view workspace,
                                         const DeliveryId& id) {
    Rows rows = db.query(kRead, workspace, id);
    if (!rows.next()) return std::nullopt;
    return read_delivery_row(rows);
}

DeliveryPage read_deliveries(Connection& db, std::string_view workspace,
                             const DeliveryQuery& query) {
    DeliveryId greatest{};
    greatest.fill(0xff);
    const DeliveryId below = query.before.value_or(greatest);
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMaxPage);
    const auto bound = static_cast<std::int64_t>(kMaxScan + 1);

    DeliveryPage page;
    DeliveryId last{};
    std::size_t scanned = 0;
    Rows rows = query.lead ? db.query(kScanLead, workspace, below, bound, *query.lead)
                           : db.query(kScan, workspace, below, bound);
    while (rows.next()) {
        if (page.deliveries.size() == limit || scanned == kMaxScan) {
            page.next = last;
            break;
        }
        ++scanned;
        DeliveryRow row = read_delivery_row(rows);
        last = row.id;
        if (matches(row, query)) page.deliveries.push_back(std::move(row));
    }
    return page;
}

}  // namespace baton::store::sqlite
