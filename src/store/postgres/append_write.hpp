// An append, and the erasing of a lead, as one call each of a function in the database.
#pragma once

#include <string>

#include "store/append.hpp"
#include "store/postgres/writer.hpp"

namespace baton::store::postgres {

// Reads as Appended, Conflict or KeyTaken. Needs an append that check_append() let through.
// `channel` is where the other nodes hear of it.
[[nodiscard]] Write<AppendOutcome> append_write(const Append& append, const std::string& channel);
[[nodiscard]] Write<void> erase_write(const std::string& workspace, const LeadKey& id, Instant at);

}  // namespace baton::store::postgres
