// The tables `event` (the log) and `workspace` (its head and its next deadline). Errors stick to
// the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

[[nodiscard]] Head read_head(Connection& db, std::string_view workspace);
void write_head(Connection& db, std::string_view workspace, const Head& head,
                const std::optional<Instant>& next_deadline);

void insert_event(Connection& db, std::string_view workspace, const EventRow& event);
[[nodiscard]] std::vector<EventRow> read_events(Connection& db, std::string_view workspace,
                                                std::uint64_t from, std::size_t limit);
[[nodiscard]] std::vector<EventRow> read_lead_events(Connection& db, std::string_view workspace,
                                                     const LeadKey& lead, std::uint64_t from,
                                                     std::size_t limit);

// The first `each` events of each lead, in the order of the leads.
[[nodiscard]] std::vector<std::vector<EventRow>> read_events_of(Connection& db,
                                                                std::string_view workspace,
                                                                std::span<const LeadKey> leads,
                                                                std::size_t each);
[[nodiscard]] std::vector<std::string> read_workspaces(Connection& db, std::string_view after,
                                                       std::size_t limit);
[[nodiscard]] std::vector<DueWorkspace> read_due(Connection& db, Instant now, std::size_t limit);
[[nodiscard]] std::optional<Instant> read_next_deadline(Connection& db);

}  // namespace baton::store::sqlite
