// What can be said of an AccessChange before it reaches any house. Pure; every house asks first.
#pragma once

#include "base/result.hpp"
#include "store/access_rows.hpp"

namespace baton::store {

inline constexpr std::size_t kMaxAccessText = 4'096;  // bytes of one text of an access row
// Bytes: push services' are of a few hundred; it is part of a key, which PostgreSQL bounds.
inline constexpr std::size_t kMaxEndpoint = 1'000;

// Invalid: a key that is empty or too long, a text that is too long or has a zero byte.
[[nodiscard]] Result<void> check_access(const AccessChange& change);

}  // namespace baton::store
