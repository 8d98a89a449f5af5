#include "store/postgres/delivery_read.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "store/limits.hpp"
#include "store/postgres/delivery_columns.hpp"

namespace baton::store::postgres {
namespace {

constexpr Sql kRead{
    "SELECT " BATON_DELIVERY_COLUMNS("") " FROM delivery WHERE workspace = $1 AND id = $2",
    "reading a delivery"};
// $3 how many to look at, $4 page and one more, $5 states, $6 channel, $7 lead.
#define BATON_DELIVERY_PAGE                                                                  \
    " ORDER BY id DESC LIMIT $3) AS looked_at "                                              \
    "WHERE ($5::int4[] IS NULL OR state = ANY ($5)) AND ($6::text IS NULL OR channel = $6) " \
    "ORDER BY id DESC LIMIT $4"
constexpr Sql kList{"SELECT * FROM (SELECT " BATON_DELIVERY_COLUMNS(
                        "") " FROM delivery WHERE workspace = $1 AND id < $2" BATON_DELIVERY_PAGE,
                    "listing deliveries"};
constexpr Sql kListLead{
    "SELECT * FROM (SELECT " BATON_DELIVERY_COLUMNS(
        "") " FROM delivery WHERE workspace = $1 AND id < $2 AND lead = $7" BATON_DELIVERY_PAGE,
    "listing a lead's deliveries"};
// The last row that was looked at, and the one after it.
constexpr Sql kBound{
    "SELECT id FROM delivery WHERE workspace = $1 AND id < $2 "
    "ORDER BY id DESC OFFSET $3 - 1 LIMIT 2",
    "listing deliveries"};
// From channel to channel over the index, so that what waits in one costs nothing.
constexpr Sql kNext{
    "WITH RECURSIVE channels AS ("
    "(SELECT workspace, channel, due_at FROM delivery WHERE due_at IS NOT NULL "
    "ORDER BY workspace, channel, due_at LIMIT 1) "
    "UNION ALL SELECT n.* FROM channels AS c CROSS JOIN LATERAL "
    "(SELECT workspace, channel, due_at FROM delivery "
    "WHERE due_at IS NOT NULL AND (workspace, channel) > (c.workspace, c.channel) "
    "ORDER BY workspace, channel, due_at LIMIT 1) AS n) "
    "SELECT min(due_at) FROM (SELECT due_at FROM channels LIMIT $1) AS first_ones",
    "looking for due deliveries"};
constexpr std::int64_t kMaxChannels = 20'000;

}  // namespace

DeliveryRow read_delivery_row(const Rows& rows, int first) {
    DeliveryRow row;
    std::int32_t state = 0;
    rows.read_from(first, row.workspace, row.id, row.event_seq, row.lead, row.channel, row.kind,
                   row.recipient, row.payload, row.created_at, row.next_at, state, row.attempts,
                   row.fence, row.lease_owner, row.last_status, row.last_error, row.ended_at);
    row.state = static_cast<DeliveryState>(state);
    return row;
}

Result<std::optional<DeliveryRow>> read_delivery(ReaderPool& db, std::string_view workspace,
                                                 const DeliveryId& id) {
    auto rows = db.query(kRead, workspace, id);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (!rows->next()) return std::nullopt;
    return read_delivery_row(*rows, 0);
}

Result<DeliveryPage> read_deliveries(ReaderPool& db, std::string_view workspace,
                                     const DeliveryQuery& query) {
    DeliveryId below{};
    below.fill(0xff);
    if (query.before) below = *query.before;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMaxPage);
    Parameters parameters(workspace, below, std::uint64_t{kMaxScan}, std::uint64_t{limit + 1});
    parameters.add_some(query.states,
                        [](DeliveryState state) { return static_cast<std::int32_t>(state); });
    parameters.add(query.channel);
    if (query.lead) parameters.add(*query.lead);
    auto rows = db.run(query.lead ? kListLead : kList, parameters);
    if (!rows) return std::unexpected(std::move(rows).error());
    DeliveryPage page;
    while (rows->next()) {
        if (page.deliveries.size() == limit) {
            page.next = page.deliveries.back().id;
            return page;
        }
        page.deliveries.push_back(read_delivery_row(*rows, 0));
    }
    if (query.lead) return page;  // a lead has fewer than one page looks at
    auto bound = db.query(kBound, workspace, below, std::uint64_t{kMaxScan});
    if (!bound) return std::unexpected(std::move(bound).error());
    if (bound->size() == 2 && bound->next()) bound->read(page.next.emplace());
    return page;
}

Result<std::optional<Instant>> read_next_delivery(ReaderPool& db) {
    auto rows = db.query(kNext, kMaxChannels);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::optional<Instant> next;
    if (rows->next()) rows->read(next);
    return next;
}

}  // namespace baton::store::postgres
