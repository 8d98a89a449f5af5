// Sending again what a webhook had: a row of its own for each, which goes out under the id of the
// first, so that the receiver knows it, and of which the first row knows nothing. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "store/delivery.hpp"

namespace baton::deliver {

// The row that sends `original` again; asked for at another moment, it is another row. `original`
// is none itself.
[[nodiscard]] store::DeliveryRow replay_of(const store::DeliveryRow& original, Instant asked);
[[nodiscard]] bool is_replay(const store::DeliveryRow& row);
// The id under which the other side knows it: that of the first row.
[[nodiscard]] std::string wire_id(const store::DeliveryRow& row);

}  // namespace baton::deliver
