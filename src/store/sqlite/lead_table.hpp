// The tables `lead` (one row a lead, with the content of its latest revision) and `lead_revision`
// (the contents before it). Errors of SQLite stick to the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

// Invalid: no content for a lead that is not there, or a revision that is not greater. The owners'
// rows of `owned` are written by the caller.
[[nodiscard]] Result<void> upsert_lead(WriteContext& context, std::string_view workspace,
                                       const LeadRow& lead, const OwnedIdentities& owned);
// All that the lead's revisions carry, each once; none once they were erased.
[[nodiscard]] std::vector<std::uint64_t> read_identities(Connection& db, std::string_view workspace,
                                                         const LeadKey& id);
// Blanks all contents; false when there is no such lead.
[[nodiscard]] bool erase_lead_row(Connection& db, std::string_view workspace, const LeadKey& id,
                                  Instant at);

// One answer for each id, in their order.
[[nodiscard]] std::vector<std::optional<LeadRow>> read_leads(Connection& db,
                                                             std::string_view workspace,
                                                             std::span<const LeadKey> ids);
[[nodiscard]] std::vector<std::optional<std::string>> read_sources(Connection& db,
                                                                   std::string_view workspace,
                                                                   std::span<const LeadKey> ids);
[[nodiscard]] std::optional<LeadRow> read_lead(Connection& db, std::string_view workspace,
                                               const LeadKey& id);
[[nodiscard]] std::optional<LeadContent> read_revision(Connection& db, std::string_view workspace,
                                                       const LeadKey& id, std::uint32_t revision);

// The row that `rows` stands on, selected as BATON_LEAD_COLUMNS.
[[nodiscard]] LeadRow read_lead_row(Rows& rows);

}  // namespace baton::store::sqlite
