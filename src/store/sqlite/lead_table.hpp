// The tables `lead` (one row a lead, with the content of its latest revision) and `lead_revision`
// (the contents before it). Errors of SQLite stick to the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

// Invalid: no content for a lead that is not there, or a revision that is not greater.
[[nodiscard]] Result<void> upsert_lead(WriteContext& context, std::string_view workspace,
                                       const LeadRow& lead);
// Blanks all contents; false when there is no such lead.
[[nodiscard]] bool erase_lead_row(Connection& db, std::string_view workspace, const LeadKey& id,
                                  Instant at);

[[nodiscard]] std::optional<LeadRow> read_lead(Connection& db, std::string_view workspace,
                                               const LeadKey& id);
[[nodiscard]] std::optional<LeadContent> read_revision(Connection& db, std::string_view workspace,
                                                       const LeadKey& id, std::uint32_t revision);

// The row that `rows` stands on, selected as BATON_LEAD_COLUMNS.
[[nodiscard]] LeadRow read_lead_row(Rows& rows);

}  // namespace baton::store::sqlite
