#include "store/sqlite/identity_table.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <string>

#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kOwnersLookedAt = 1'000;

constexpr Sql kInsert{
    "INSERT INTO identity (n, hash, workspace, identity, lead, owner, at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "writing an identity"};
constexpr Sql kRead{"SELECT workspace, identity, lead, owner, at FROM identity WHERE n = ?1",
                    "reading an identity"};
constexpr Sql kDelete{"DELETE FROM identity WHERE n = ?1", "erasing an identity"};

std::uint64_t index_hash(const Digest& salt, std::string_view workspace, std::uint64_t identity) {
    std::array<char, 8> number{};
    for (std::size_t i = 0; i < number.size(); ++i) {
        number[i] = static_cast<char>((identity >> (8 * i)) & 0xff);
    }
    const std::string_view pieces[] = {bytes_of(salt), {number.data(), number.size()}, workspace};
    return prefix64(sha256(pieces));
}

// Where it is written that the lead is of this identity: once, and once for each of its owners.
std::vector<HashEntry> rows_of(WriteContext& context, std::string_view workspace,
                               std::uint64_t identity, const LeadKey& lead) {
    const std::uint64_t hash = index_hash(context.salt, workspace, identity);
    std::vector<std::uint64_t> candidates;
    context.identities.find(context.db, hash, std::numeric_limits<std::size_t>::max(), candidates);
    std::vector<HashEntry> found;
    for (const std::uint64_t n : candidates) {
        Rows rows = context.db.query(kRead, n);
        if (!rows.next() || rows.bytes(0) != workspace) continue;
        std::uint64_t its_identity = 0;
        LeadKey its_lead{};
        rows.read_from(1, its_identity, its_lead);
        if (its_identity == identity && its_lead == lead) found.push_back({hash, n});
    }
    return found;
}

}  // namespace

HashIndex::Table identity_index() {
    return {.kind = 1,
            .tail = {"SELECT n, hash FROM identity WHERE n > ?1 ORDER BY n",
                     "reading the latest identities"},
            .first_row = {"SELECT n FROM identity ORDER BY n LIMIT 1", "reading an identity"}};
}

OwnedIdentities::OwnedIdentities(std::span<const IdentityRow> rows) {
    sorted_.reserve(rows.size());
    for (const IdentityRow& row : rows) sorted_.emplace_back(row.lead, row.identity);
    std::ranges::sort(sorted_);
}

bool OwnedIdentities::has(const LeadKey& lead, std::uint64_t identity) const {
    return std::ranges::binary_search(sorted_, std::pair(lead, identity));
}

void insert_identity(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                     const LeadKey& lead) {
    const std::uint64_t hash = index_hash(context.salt, workspace, identity);
    context.db.run(kInsert, context.identities.add(hash), hash, workspace, identity, lead,
                   std::optional<std::string>{}, std::optional<Instant>{});
}

bool is_identity_of(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                    const LeadKey& lead) {
    return !rows_of(context, workspace, identity, lead).empty();
}

void insert_owner(WriteContext& context, std::string_view workspace, const IdentityRow& row) {
    const std::uint64_t hash = index_hash(context.salt, workspace, row.identity);
    context.db.run(kInsert, context.identities.add(hash), hash, workspace, row.identity, row.lead,
                   row.owner, row.at);
}

void erase_identity(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                    const LeadKey& lead) {
    for (const HashEntry& entry : rows_of(context, workspace, identity, lead)) {
        context.db.run(kDelete, entry.row);
        context.identities.forget(context.db, entry);
    }
}

std::optional<IdentityRow> read_last_owner(Connection& db, const HashIndex& index,
                                           const Digest& salt, std::string_view workspace,
                                           std::uint64_t identity) {
    std::vector<std::uint64_t> candidates;
    index.find(db, index_hash(salt, workspace, identity), kOwnersLookedAt, candidates);
    for (const std::uint64_t n : candidates) {
        Rows rows = db.query(kRead, n);
        if (!rows.next() || rows.is_null(3) || rows.bytes(0) != workspace) continue;
        IdentityRow row;
        rows.read_from(1, row.identity, row.lead, row.owner, row.at);
        if (row.identity == identity) return row;
    }
    return std::nullopt;
}

std::vector<LeadKey> read_leads_of_identity(Connection& db, const HashIndex& index,
                                            const Digest& salt, std::string_view workspace,
                                            std::uint64_t identity) {
    std::vector<std::uint64_t> candidates;
    index.find(db, index_hash(salt, workspace, identity), kMaxScan, candidates);
    std::vector<LeadKey> leads;
    for (const std::uint64_t n : candidates) {
        Rows rows = db.query(kRead, n);
        if (!rows.next() || rows.bytes(0) != workspace) continue;
        std::uint64_t found = 0;
        LeadKey lead{};
        rows.read_from(1, found, lead);
        if (found == identity) leads.push_back(lead);
    }
    std::ranges::sort(leads, std::greater{});
    leads.erase(std::ranges::unique(leads).begin(), leads.end());
    return leads;
}

}  // namespace baton::store::sqlite
