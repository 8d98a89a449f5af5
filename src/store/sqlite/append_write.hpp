// An append, inside the transaction of the group that it travels in.
#pragma once

#include "base/result.hpp"
#include "store/append.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

// Appended, or Conflict or KeyTaken with nothing written. Invalid where a row contradicts what is
// stored; something may have been written then. Errors of SQLite stick to the connection.
// Needs an append that check_append() let through.
[[nodiscard]] Result<AppendOutcome> write_append(WriteContext& context, const Append& append);

// Erases a lead everywhere. NotFound, with nothing written.
[[nodiscard]] Result<void> write_erase(WriteContext& context, const std::string& workspace,
                                       const LeadKey& id, Instant at);

}  // namespace baton::store::sqlite
