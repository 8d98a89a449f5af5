// A store that is being filled with what another one held: beside all that a store takes, rows as
// they were there.
#pragma once

#include <vector>

#include "store/store.hpp"

namespace baton::store {

class RestoringStore : public Store {
  public:
    // Writes deliveries with their states, attempts and fences; leases run out in their time.
    // Nothing is written where one is there already (Invalid) or the store fails.
    virtual void restore_deliveries(std::vector<DeliveryRow> rows, Done done) = 0;
};

}  // namespace baton::store
