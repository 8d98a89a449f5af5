// What can be said of an Append before it reaches any house: that it does not contradict itself and
// keeps within limits.hpp. Pure; every house asks this first.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"
#include "store/append.hpp"
#include "store/delivery.hpp"

namespace baton::store {

// Invalid, saying which row and why.
[[nodiscard]] Result<void> check_append(const Append& append);
[[nodiscard]] Result<void> check_deliveries(const PutDeliveries& put);
// A cursor does not go back.
[[nodiscard]] Result<void> check_move(const CursorMove& move);
// A name that may be a key: 1 … kMaxNameBytes bytes, none of them zero.
[[nodiscard]] Result<void> check_name(std::string_view what, std::string_view name);

// About how many bytes it writes.
[[nodiscard]] std::size_t bytes_in(const Append& append);
[[nodiscard]] std::size_t bytes_in(const PutDeliveries& put);

}  // namespace baton::store
