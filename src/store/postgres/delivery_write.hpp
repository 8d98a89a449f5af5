// What is written of deliveries and cursors: each one call.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "store/delivery.hpp"
#include "store/postgres/writer.hpp"

namespace baton::store::postgres {

// A channel of a workspace: where leasing goes on from.
struct LeasingPlace {
    std::string workspace = {};
    std::string channel = {};
};

[[nodiscard]] Write<void> move_cursor_write(const CursorMove& move);
// Needs deliveries that check_deliveries() let through.
[[nodiscard]] Write<void> put_deliveries_write(const PutDeliveries& put);
// `node` marks the leases as this node's.
[[nodiscard]] Write<void> restore_deliveries_write(const std::vector<DeliveryRow>& rows);
[[nodiscard]] Write<std::vector<DeliveryRow>> lease_write(const LeaseRequest& request,
                                                          const Uuid& node,
                                                          const LeasingPlace& after);
// Leases of nodes that have left run out at `now`.
[[nodiscard]] Write<std::size_t> free_leases_write(Instant now);
[[nodiscard]] Write<std::vector<Result<void>>> settle_write(const std::vector<Settle>& settles);
[[nodiscard]] Write<void> retry_write(const std::string& workspace, const DeliveryId& id,
                                      Instant now);

// The last thing that a node does: its leases are nobody's from now on.
void leave_leases(Connection& db, const Uuid& node);

}  // namespace baton::store::postgres
