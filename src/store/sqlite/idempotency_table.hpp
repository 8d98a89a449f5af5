// The table `idempotency`: the first answers to requests that carried a key. In the order of their
// arrival, found by a HashIndex, deleted from the beginning. Errors stick to the connection.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/hash_index.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

[[nodiscard]] HashIndex::Table idempotency_index();

// The first of the keys that is taken, or that stands among them twice; nothing when all are free.
[[nodiscard]] const IdempotencyRow* find_taken(WriteContext& context, std::string_view workspace,
                                               std::span<const IdempotencyRow> rows);
void insert_key(WriteContext& context, std::string_view workspace, const IdempotencyRow& row);
// Blanks the answers that speak of the lead; their keys stay taken.
void erase_answers(WriteContext& context, std::string_view workspace, const LeadKey& lead);
// Deletes keys that are too old at `now`, from the oldest on.
[[nodiscard]] std::size_t expire_keys(WriteContext& context, Instant now, std::size_t limit);

[[nodiscard]] std::optional<IdempotencyRow> read_key(Connection& db, const HashIndex& index,
                                                     const Digest& salt, std::string_view workspace,
                                                     std::string_view key, Instant now);

}  // namespace baton::store::sqlite
