// A delivery written into the table `delivery` as another store had it. Errors stick to the
// connection.
#pragma once

#include "store/delivery.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

void restore_delivery(Connection& db, const DeliveryRow& row);

}  // namespace baton::store::sqlite
