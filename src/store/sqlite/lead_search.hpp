// Searching leads: a walk over a workspace's leads from the newest on, or over those that carry an
// identity. No index but the key: a search looks at kMaxScan rows at most and hands back a cursor.
// Errors stick to the connection.
#pragma once

#include <string_view>

#include "store/search.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/hash_index.hpp"

namespace baton::store::sqlite {

[[nodiscard]] LeadPage search_leads(Connection& db, const HashIndex& identities, const Digest& salt,
                                    std::string_view workspace, const LeadQuery& query);

}  // namespace baton::store::sqlite
