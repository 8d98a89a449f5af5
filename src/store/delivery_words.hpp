// What both stores say of deliveries in the same words.
#pragma once

#include <expected>
#include <string_view>

#include "base/result.hpp"
#include "store/delivery.hpp"

namespace baton::store {

// At most 2,000 bytes of it, not ended within a character of UTF-8.
[[nodiscard]] std::string_view shortened(std::string_view error);
[[nodiscard]] std::unexpected<Error> no_such_delivery(std::string_view workspace,
                                                      const DeliveryId& id);

}  // namespace baton::store
