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

// Keys on their way into the table, with the hash of each.
class NewKeys {
  public:
    NewKeys(const WriteContext& context, std::string_view workspace,
            std::span<const IdempotencyRow> rows);

    // The first of the keys that is taken, or that stands among them twice; null when all are free.
    [[nodiscard]] const IdempotencyRow* find_taken(WriteContext& context) const;
    void insert(WriteContext& context) const;

  private:
    [[nodiscard]] const IdempotencyRow* find_twice() const;

    std::string_view workspace_;
    std::span<const IdempotencyRow> rows_;
    std::vector<std::uint64_t> hashes_;
};
// Blanks the answers that speak of the lead; their keys stay taken.
void erase_answers(WriteContext& context, std::string_view workspace, const LeadKey& lead);
// Deletes keys that are too old at `now`, from the oldest on.
[[nodiscard]] std::size_t expire_keys(WriteContext& context, Instant now, std::size_t limit);

[[nodiscard]] std::optional<IdempotencyRow> read_key(Connection& db, const HashIndex& index,
                                                     const Digest& salt, std::string_view workspace,
                                                     std::string_view key, Instant now);

}  // namespace baton::store::sqlite
