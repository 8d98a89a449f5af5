// The table `delivery`: written, leased, settled, listed. `due_at` is set while a delivery is
// pending (when it is due) or leased (when the lease runs out), so one index finds all that may be
// taken. Errors of SQLite stick to the connection.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/delivery.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

void insert_delivery(Connection& db, std::string_view workspace, const DeliveryRow& row);
// Advances the turn, so that the next lease begins with the channel after the last one served.
[[nodiscard]] std::vector<DeliveryRow> lease_deliveries(Connection& db, Leasing& leasing,
                                                        const LeaseRequest& request);
// Leases of owners who have leased nothing since the store was opened end at `now`; how many.
// O(leases and later attempts).
[[nodiscard]] std::size_t free_dead_leases(Connection& db, const Leasing& leasing, Instant now);
// Each by itself, in their order. NotFound, StaleFence: nothing is written then.
[[nodiscard]] std::vector<Result<void>> settle_deliveries(Connection& db,
                                                          std::span<const Settle> settles);
// NotFound, NotRetryable: nothing is written then.
[[nodiscard]] Result<void> retry_delivery(Connection& db, std::string_view workspace,
                                          const DeliveryId& id, Instant now);
// Blanks what deliveries about the lead say; those not sent yet are superseded.
void erase_deliveries(Connection& db, std::string_view workspace, const LeadKey& lead, Instant at);

[[nodiscard]] std::optional<DeliveryRow> read_delivery(Connection& db, std::string_view workspace,
                                                       const DeliveryId& id);
[[nodiscard]] DeliveryPage read_deliveries(Connection& db, std::string_view workspace,
                                           const DeliveryQuery& query);
// The row that `rows` stands on, selected as BATON_DELIVERY_COLUMNS.
[[nodiscard]] DeliveryRow read_delivery_row(Rows& rows);
[[nodiscard]] std::optional<Instant> read_next_delivery(Connection& db);

}  // namespace baton::store::sqlite
