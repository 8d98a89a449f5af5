// The table `crm_lead`. Errors of SQLite stick to the connection.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/crm_store.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

[[nodiscard]] std::vector<CrmRow> claim_crm(Connection& db, const CrmClaim& claim);
void release_crm(Connection& db, const CrmRelease& release);
[[nodiscard]] std::optional<CrmRow> read_crm(Connection& db, std::string_view workspace,
                                             std::string_view connection, const LeadKey& lead);
// Whoever claimed in another process is gone: this one alone holds the file.
void free_dead_claims(Connection& db, const std::set<std::string, std::less<>>& owners);
void erase_crm(Connection& db, std::string_view workspace, const LeadKey& lead);

}  // namespace baton::store::sqlite
