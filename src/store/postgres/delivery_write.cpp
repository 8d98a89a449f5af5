#include "store/postgres/delivery_write.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "store/check_append.hpp"
#include "store/delivery_words.hpp"
#include "store/error.hpp"
#include "store/limits.hpp"
#include "store/postgres/delivery_columns.hpp"
#include "store/postgres/delivery_read.hpp"

namespace baton::store::postgres {
namespace {

constexpr std::size_t kSmallWrite = 256;
constexpr std::int32_t kMaxChannels = 20'000;

constexpr Sql kMoveCursor{"SELECT baton_move_cursor($1, $2, $3, $4)", "moving a cursor"};
constexpr Sql kPut{"SELECT baton_put_deliveries($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
                   "writing deliveries"};
constexpr Sql kRestore{
    "INSERT INTO delivery (" BATON_DELIVERY_COLUMNS(
        "") ", due_at) SELECT d.* FROM unnest($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,"
            "$16,$17,$18) AS d RETURNING 1",
    "restoring deliveries"};
constexpr Sql kLease{"SELECT o_turn, o_was_due, " BATON_DELIVERY_COLUMNS(
                         "(o_row).") " FROM baton_lease($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)",
                     "leasing deliveries"};
// A lease has a node until that leaves.
constexpr Sql kFree{
    "UPDATE delivery SET due_at = $1, next_at = $1 "
    "WHERE due_at IS NOT NULL AND due_at > $1 AND state = 2 AND lease_node IS NULL RETURNING 1",
    "freeing the leases of nodes that have left"};
constexpr Sql kLeave{
    "UPDATE delivery SET lease_node = NULL "
    "WHERE due_at IS NOT NULL AND state = 2 AND lease_node = $1",
    "leaving the leases"};
constexpr Sql kSettle{"SELECT * FROM baton_settle_all($1,$2,$3,$4,$5,$6,$7,$8,$9)",
                      "settling deliveries"};
constexpr Sql kRetry{"SELECT * FROM baton_retry($1, $2, $3)", "retrying a delivery"};

Result<void> read_moved(Rows& rows, const CursorMove& move) {
    std::uint64_t present = 0;
    if (rows.next()) rows.read(present);
    if (present == move.from) return {};
    return fail(StoreError::CursorMoved,
                fmt::format("the cursor of {} in {} stands at {}, not at {}", move.consumer,
                            move.workspace, present, move.from));
}

// What an outcome makes of the row. Nothing for status and error: they stay.
struct Ending {
    DeliveryState state = DeliveryState::Pending;
    std::optional<Instant> due_at = {};
    std::optional<std::int32_t> status = {};
    std::optional<std::string_view> error = {};
    std::optional<Instant> ended_at = {};
    bool was_tried = true;
};

Ending ending_of(const DeliveryOutcome& outcome) {
    return std::visit(
        [](const auto& each) -> Ending {
            using Outcome = std::decay_t<decltype(each)>;
            if constexpr (std::is_same_v<Outcome, Sent>) {
                return {DeliveryState::Sent, {}, each.status, "", each.at};
            } else if constexpr (std::is_same_v<Outcome, Dead>) {
                return {DeliveryState::Dead, {}, each.status, shortened(each.error), each.at};
            } else if constexpr (std::is_same_v<Outcome, Superseded>) {
                return {DeliveryState::Superseded, {}, 0, shortened(each.reason), each.at};
            } else if constexpr (std::is_same_v<Outcome, GivenBack>) {
                return {.due_at = each.at, .was_tried = false};
            } else {
                static_assert(std::is_same_v<Outcome, RetryAt>);
                return {DeliveryState::Pending, each.at, each.status, shortened(each.error)};
            }
        },
        outcome);
}

Result<std::vector<DeliveryRow>> read_leased(Rows& rows) {
    struct Leased {
        std::int32_t turn = 0;
        Instant was_due = {};
        DeliveryRow row = {};
    };
    std::vector<Leased> leased;
    while (rows.next()) {
        Leased& each = leased.emplace_back();
        rows.read(each.turn, each.was_due);
        each.row = read_delivery_row(rows, 2);
    }
    std::ranges::sort(leased, {}, [](const Leased& each) {
        return std::tie(each.turn, each.was_due, each.row.id);
    });
    std::vector<DeliveryRow> answer;
    for (Leased& each : leased) answer.push_back(std::move(each.row));
    return answer;
}

// Which lease an outcome is of.
struct SettleKey {
    std::string workspace;
    DeliveryId id{};
    std::uint64_t fence = 0;
};

Result<std::vector<Result<void>>> read_settled(Rows& rows, const std::vector<SettleKey>& keys) {
    std::vector<Result<void>> settled(keys.size());
    while (rows.next()) {
        std::int32_t n = 0;
        std::optional<std::int32_t> state;
        std::uint64_t present = 0;
        rows.read(n, state, present);
        const auto at = static_cast<std::size_t>(n - 1);
        const SettleKey& key = keys[at];
        if (!state) {
            settled[at] = no_such_delivery(key.workspace, key.id);
        } else if (static_cast<DeliveryState>(*state) != DeliveryState::Leased ||
                   present != key.fence) {
            settled[at] = fail(StoreError::StaleFence,
                               fmt::format("delivery {} is no longer leased under fence {} (its "
                                           "last is {})",
                                           format_uuid(key.id), key.fence, present));
        }
    }
    return settled;
}

}  // namespace

Write<void> move_cursor_write(const CursorMove& move) {
    return {.sql = &kMoveCursor,
            .parameters = Parameters(move.workspace, move.consumer, move.from, move.to),
            .workspace = move.workspace,
            .bytes = kSmallWrite,
            .read = [move](Rows& rows) { return read_moved(rows, move); }};
}

Write<void> put_deliveries_write(const PutDeliveries& put) {
    using Row = DeliveryRow;
    const CursorMove& move = put.cursor;
    Parameters parameters(move.workspace, move.consumer, move.from, move.to);
    parameters.add_array(put.rows, [](const Row& row) { return row.id; });
    parameters.add_array(put.rows, [](const Row& row) { return row.event_seq; });
    parameters.add_array(put.rows, [](const Row& row) { return row.lead; });
    parameters.add_array(put.rows, [](const Row& row) { return std::string_view(row.channel); });
    parameters.add_array(put.rows, [](const Row& row) { return std::string_view(row.kind); });
    parameters.add_array(put.rows, [](const Row& row) { return Blob{row.recipient}; });
    parameters.add_array(put.rows, [](const Row& row) { return Blob{row.payload}; });
    parameters.add_array(put.rows, [](const Row& row) { return row.created_at; });
    parameters.add_array(put.rows, [](const Row& row) { return row.next_at; });
    return {.sql = &kPut,
            .parameters = std::move(parameters),
            .workspace = move.workspace,
            .bytes = bytes_in(put),
            .read = [move](Rows& rows) { return read_moved(rows, move); }};
}

Write<void> restore_deliveries_write(const std::vector<DeliveryRow>& rows) {
    using Row = DeliveryRow;
    Parameters parameters;
    const auto text = [](const std::string& value) { return std::string_view(value); };
    parameters.add_array(rows, [&](const Row& row) { return text(row.workspace); });
    parameters.add_array(rows, [](const Row& row) { return row.id; });
    parameters.add_array(rows, [](const Row& row) { return row.event_seq; });
    parameters.add_array(rows, [](const Row& row) { return row.lead; });
    parameters.add_array(rows, [&](const Row& row) { return text(row.channel); });
    parameters.add_array(rows, [&](const Row& row) { return text(row.kind); });
    parameters.add_array(rows, [](const Row& row) { return Blob{row.recipient}; });
    parameters.add_array(rows, [](const Row& row) { return Blob{row.payload}; });
    parameters.add_array(rows, [](const Row& row) { return row.created_at; });
    parameters.add_array(rows, [](const Row& row) { return row.next_at; });
    parameters.add_array(rows, [](const Row& row) { return static_cast<std::int32_t>(row.state); });
    parameters.add_array(rows, [](const Row& row) { return row.attempts; });
    parameters.add_array(rows, [](const Row& row) { return row.fence; });
    parameters.add_array(rows, [&](const Row& row) { return text(row.lease_owner); });
    parameters.add_array(rows, [](const Row& row) { return row.last_status; });
    parameters.add_array(rows, [](const Row& row) { return Blob{row.last_error}; });
    parameters.add_array(rows, [](const Row& row) { return row.ended_at; });
    parameters.add_array(rows, [](const Row& row) {
        const bool is_open =
            row.state == DeliveryState::Pending || row.state == DeliveryState::Leased;
        return is_open ? std::optional(row.next_at) : std::nullopt;
    });
    PutDeliveries put;
    put.rows = rows;
    return {.sql = &kRestore,
            .parameters = std::move(parameters),
            .workspace = {},
            .bytes = bytes_in(put),
            .read = [](Rows&) { return Result<void>{}; }};
}

Write<std::vector<DeliveryRow>> lease_write(const LeaseRequest& request, const Uuid& node,
                                            const LeasingPlace& after) {
    const auto number = [](std::size_t value) {
        return static_cast<std::int32_t>(std::min<std::size_t>(value, kMaxPage));
    };
    Parameters parameters(request.owner, node, request.now, request.until,
                          std::max(number(request.limit), 1), number(request.per_channel));
    const auto& rooms = request.channels;
    parameters.add_array(rooms,
                         [](const ChannelRoom& room) { return std::string_view(room.workspace); });
    parameters.add_array(rooms,
                         [](const ChannelRoom& room) { return std::string_view(room.channel); });
    parameters.add_array(rooms, [&](const ChannelRoom& room) { return number(room.room); });
    parameters.add(after.workspace);
    parameters.add(after.channel);
    parameters.add(kMaxChannels);
    return {.sql = &kLease,
            .parameters = std::move(parameters),
            .workspace = {},
            .bytes = kSmallWrite,
            .read = read_leased};
}

Write<std::size_t> free_leases_write(Instant now) {
    return {.sql = &kFree,
            .parameters = Parameters(now),
            .workspace = {},
            .bytes = kSmallWrite,
            .read = [](Rows& rows) { return Result<std::size_t>(rows.size()); }};
}

Write<std::vector<Result<void>>> settle_write(const std::vector<Settle>& settles) {
    std::vector<Ending> endings;
    std::vector<SettleKey> keys;
    std::size_t bytes = kSmallWrite;
    for (const Settle& settle : settles) {
        endings.push_back(ending_of(settle.outcome));
        keys.push_back({settle.workspace, settle.id, settle.fence});
        bytes += kSmallWrite + endings.back().error.value_or("").size();
    }
    Parameters parameters;
    parameters.add_array(keys,
                         [](const SettleKey& key) { return std::string_view(key.workspace); });
    parameters.add_array(keys, [](const SettleKey& key) { return key.id; });
    parameters.add_array(keys, [](const SettleKey& key) { return key.fence; });
    parameters.add_array(endings,
                         [](const Ending& end) { return static_cast<std::int32_t>(end.state); });
    parameters.add_array(endings, [](const Ending& end) { return end.due_at; });
    parameters.add_array(endings, [](const Ending& end) { return end.was_tried ? 1 : 0; });
    parameters.add_array(endings, [](const Ending& end) { return end.status; });
    parameters.add_array(endings, [](const Ending& end) {
        return end.error ? std::optional(Blob{*end.error}) : std::nullopt;
    });
    parameters.add_array(endings, [](const Ending& end) { return end.ended_at; });
    return {.sql = &kSettle,
            .parameters = std::move(parameters),
            .workspace = {},
            .bytes = bytes,
            .read = [keys = std::move(keys)](Rows& rows) { return read_settled(rows, keys); }};
}

Write<void> retry_write(const std::string& workspace, const DeliveryId& id, Instant now) {
    return {.sql = &kRetry,
            .parameters = Parameters(workspace, id, now),
            .workspace = workspace,
            .bytes = kSmallWrite,
            .read = [workspace, id](Rows& rows) -> Result<void> {
                if (!rows.next()) return no_such_delivery(workspace, id);
                std::int32_t state = 0;
                rows.read(state);
                switch (static_cast<DeliveryState>(state)) {
                    case DeliveryState::Pending:
                    case DeliveryState::Dead:
                    case DeliveryState::Superseded:
                        return {};
                    case DeliveryState::Leased:
                        return fail(
                            StoreError::NotRetryable,
                            fmt::format("delivery {} is being sent just now", format_uuid(id)));
                    case DeliveryState::Sent:
                        break;
                }
                return fail(StoreError::NotRetryable,
                            fmt::format("delivery {} is sent already", format_uuid(id)));
            }};
}

void leave_leases(Connection& db, const Uuid& node) {
    // Where it fails, the leases run out by themselves.
    (void)db.query(kLeave, node);
}

}  // namespace baton::store::postgres
