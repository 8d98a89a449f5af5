// Reading the log, the workspaces and the cursors. Each is one statement.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/rows.hpp"

namespace baton::store::postgres {

[[nodiscard]] Result<Head> read_head(ReaderPool& db, std::string_view workspace);
[[nodiscard]] Result<std::vector<EventRow>> read_events(ReaderPool& db, std::string_view workspace,
                                                        std::uint64_t from, std::size_t limit);
[[nodiscard]] Result<std::vector<EventRow>> read_lead_events(ReaderPool& db,
                                                             std::string_view workspace,
                                                             const LeadKey& lead,
                                                             std::uint64_t from, std::size_t limit);
[[nodiscard]] Result<std::vector<std::vector<EventRow>>> read_events_of(
    ReaderPool& db, std::string_view workspace, std::span<const LeadKey> leads, std::size_t each);
[[nodiscard]] Result<std::vector<std::string>> read_workspaces(ReaderPool& db,
                                                               std::string_view after,
                                                               std::size_t limit);
[[nodiscard]] Result<std::vector<DueWorkspace>> read_due(ReaderPool& db, Instant now,
                                                         std::size_t limit);
[[nodiscard]] Result<std::optional<Instant>> read_next_deadline(ReaderPool& db);
[[nodiscard]] Result<std::uint64_t> read_cursor(ReaderPool& db, std::string_view consumer,
                                                std::string_view workspace);

}  // namespace baton::store::postgres
