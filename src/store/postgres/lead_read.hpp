// Reading leads, and what a batch needs to know of them: rows, revisions, searches, last owners,
// idempotency keys. Each is one statement, but for a search that found little.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"

namespace baton::store::postgres {

// Reads BATON_LEAD_COLUMNS, which begin at the column `first`.
void read_lead_row(const Rows& rows, int first, LeadRow& lead);
[[nodiscard]] Result<std::vector<std::optional<LeadRow>>> read_leads(ReaderPool& db,
                                                                     std::string_view workspace,
                                                                     std::span<const LeadKey> ids);
[[nodiscard]] Result<std::vector<std::optional<std::string>>> read_sources(
    ReaderPool& db, std::string_view workspace, std::span<const LeadKey> ids);
[[nodiscard]] Result<std::optional<LeadContent>> read_revision(ReaderPool& db,
                                                               std::string_view workspace,
                                                               const LeadKey& id,
                                                               std::uint32_t revision);
[[nodiscard]] Result<LeadPage> search_leads(ReaderPool& db, std::string_view workspace,
                                            const LeadQuery& query);
[[nodiscard]] Result<std::vector<std::optional<IdentityRow>>> read_last_owners(
    ReaderPool& db, std::string_view workspace, std::span<const std::uint64_t> identities);
[[nodiscard]] Result<std::vector<std::optional<IdempotencyRow>>> read_keys(
    ReaderPool& db, std::string_view workspace, std::span<const std::string> keys, Instant now);

}  // namespace baton::store::postgres
