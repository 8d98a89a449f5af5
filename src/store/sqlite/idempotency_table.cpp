#include "store/sqlite/idempotency_table.hpp"

#include <algorithm>
#include <string>
#include <utility>
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

// Reads the key's row among those of its hash.
std::optional<IdempotencyRow> read_hashed(Connection& db, const HashIndex& index,
                                          std::uint64_t hash, std::string_view workspace,
                                          std::string_view key, Instant now) {
    std::vector<std::uint64_t> candidates;
    index.find(db, hash, kRowsOfOneKey, candidates);
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
    return read_hashed(db, index, index_hash(salt, workspace, key), workspace, key, now);
}

NewKeys::NewKeys(const WriteContext& context, std::string_view workspace,
                 std::span<const IdempotencyRow> rows)
    : workspace_(workspace), rows_(rows) {
    hashes_.reserve(rows.size());
    for (const IdempotencyRow& row : rows) {
        hashes_.push_back(index_hash(context.salt, workspace, row.key));
    }
}

const IdempotencyRow* NewKeys::find_taken(WriteContext& context) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const IdempotencyRow& row = rows_[i];
        if (read_hashed(context.db, context.keys, hashes_[i], workspace_, row.key, row.at)) {
            return &row;
        }
    }
    return find_twice();
}

// Equal keys have equal hashes, so only those are compared. Of several keys, the least.
const IdempotencyRow* NewKeys::find_twice() const {
    std::vector<std::pair<std::uint64_t, const IdempotencyRow*>> sorted;
    sorted.reserve(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) sorted.emplace_back(hashes_[i], &rows_[i]);
    std::ranges::sort(sorted, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second->key < b.second->key;
    });
    const IdempotencyRow* least = nullptr;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i].first != sorted[i - 1].first) continue;
        const IdempotencyRow* row = sorted[i].second;
        if (row->key != sorted[i - 1].second->key) continue;
        if (least == nullptr || row->key < least->key) least = row;
    }
    return least;
}

void NewKeys::insert(WriteContext& context) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const IdempotencyRow& row = rows_[i];
        context.db.run(kInsert, context.keys.add(hashes_[i]), hashes_[i], row.at, workspace_,
                       row.key, row.body_hash, row.status, row.lead, row.response);
    }
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
