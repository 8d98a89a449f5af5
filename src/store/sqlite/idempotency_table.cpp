#include "store/sqlite/idempotency_table.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

// Rows of one hash: one, but for collisions and keys that came again after they were too old.
constexpr std::size_t kRowsOfOneKey = 16;

constexpr Sql kInsert{
    "INSERT INTO idempotency (n, hash, at, workspace, key, body_hash, status, lead, response) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    "writing an idempotency key"};
constexpr Sql kRead{
    "SELECT at, workspace, key, body_hash, status, lead, response FROM idempotency WHERE n = ?1",
    "reading an idempotency key"};
constexpr Sql kBlank{
    "UPDATE idempotency SET body_hash = zeroblob(32), response = '' "
    "WHERE workspace = ?1 AND lead = ?2",
    "erasing recorded answers"};
constexpr Sql kReadOldest{"SELECT n, at FROM idempotency ORDER BY n LIMIT ?1",
                          "reading the oldest idempotency keys"};
constexpr Sql kDelete{"DELETE FROM idempotency WHERE n <= ?1", "expiring idempotency keys"};

std::uint64_t index_hash(const Digest& salt, std::string_view workspace, std::string_view key) {
    // A zero byte parts them: names hold none.
    const std::string_view pieces[] = {bytes_of(salt), workspace, std::string_view("\0", 1), key};
    return prefix64(sha256(pieces));
}

// In order of keys; the first that equals the one before it.
const IdempotencyRow* find_twice(std::span<const IdempotencyRow> rows) {
    std::vector<const IdempotencyRow*> sorted;
    sorted.reserve(rows.size());
    for (const IdempotencyRow& row : rows) sorted.push_back(&row);
    std::ranges::sort(sorted, {},
                      [](const IdempotencyRow* row) -> const std::string& { return row->key; });
    const auto twice = std::ranges::adjacent_find(
        sorted, [](const auto* a, const auto* b) { return a->key == b->key; });
    return twice == sorted.end() ? nullptr : *twice;
}

}  // namespace

HashIndex::Table idempotency_index() {
    return {.kind = 2,
            .tail = {"SELECT n, hash FROM idempotency WHERE n > ?1 ORDER BY n",
                     "reading the latest idempotency keys"},
            .first_row = {"SELECT n FROM idempotency ORDER BY n LIMIT 1",
                          "reading an idempotency key"}};
}

std::optional<IdempotencyRow> read_key(Connection& db, const HashIndex& index, const Digest& salt,
                                       std::string_view workspace, std::string_view key,
                                       Instant now) {
    std::vector<std::uint64_t> candidates;
    index.find(db, index_hash(salt, workspace, key), kRowsOfOneKey, candidates);
    for (const std::uint64_t n : candidates) {
        Rows rows = db.query(kRead, n);
        if (!rows.next() || rows.bytes(1) != workspace || rows.bytes(2) != key) continue;
        IdempotencyRow row;
        rows.read(row.at);
        if (row.at <= now - kIdempotencyKept) continue;
        rows.read_from(2, row.key, row.body_hash, row.status, row.lead, row.response);
        return row;
    }
    return std::nullopt;
}

const IdempotencyRow* find_taken(WriteContext& context, std::string_view workspace,
                                 std::span<const IdempotencyRow> rows) {
    for (const IdempotencyRow& row : rows) {
        if (read_key(context.db, context.keys, context.salt, workspace, row.key, row.at)) {
            return &row;
        }
    }
    return find_twice(rows);
}

void insert_key(WriteContext& context, std::string_view workspace, const IdempotencyRow& row) {
    const std::uint64_t hash = index_hash(context.salt, workspace, row.key);
    context.db.run(kInsert, context.keys.add(hash), hash, row.at, workspace, row.key, row.body_hash,
                   row.status, row.lead, row.response);
}

void erase_answers(WriteContext& context, std::string_view workspace, const LeadKey& lead) {
    context.db.run(kBlank, workspace, lead);
}

std::size_t expire_keys(WriteContext& context, Instant now, std::size_t limit) {
    std::size_t count = 0;
    std::uint64_t last = 0;
    {
        Rows rows = context.db.query(kReadOldest, static_cast<std::int64_t>(limit));
        while (rows.next()) {
            std::uint64_t n = 0;
            Instant at;
            rows.read(n, at);
            if (at > now - kIdempotencyKept) break;
            last = n;
            ++count;
        }
    }
    if (count > 0) {
        context.db.run(kDelete, last);
        context.keys.expect_expired();
    }
    return count;
}

}  // namespace baton::store::sqlite
