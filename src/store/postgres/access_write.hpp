// The change of access: one call of baton_change_access, its parts as JSON.
#pragma once

#include "store/access_rows.hpp"
#include "store/postgres/writer.hpp"

namespace baton::store::postgres {

[[nodiscard]] Write<void> change_access_write(const AccessChange& change);

}  // namespace baton::store::postgres
