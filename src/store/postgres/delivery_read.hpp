// Reading deliveries.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "store/delivery.hpp"
#include "store/postgres/reader_pool.hpp"

namespace baton::store::postgres {

// Reads BATON_DELIVERY_COLUMNS, which begin at the column `first`.
[[nodiscard]] DeliveryRow read_delivery_row(const Rows& rows, int first);

[[nodiscard]] Result<std::optional<DeliveryRow>> read_delivery(ReaderPool& db,
                                                               std::string_view workspace,
                                                               const DeliveryId& id);
[[nodiscard]] Result<DeliveryPage> read_deliveries(ReaderPool& db, std::string_view workspace,
                                                   const DeliveryQuery& query);
[[nodiscard]] Result<std::optional<Instant>> read_next_delivery(ReaderPool& db);

}  // namespace baton::store::postgres
