#include "store/sqlite/identity_table.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kOwnersLookedAt = 1'000;

constexpr Sql kInsert{
    "INSERT INTO identity (n, hash, workspace, identity, lead, owner, at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "writing an identity"};
constexpr Sql kIsKnown{
    "SELECT 1 FROM identity WHERE workspace = ?1 AND lead = ?2 AND identity = ?3 LIMIT 1",
    "looking for an identity"};
constexpr Sql kRead{"SELECT workspace, identity, lead, owner, at FROM identity WHERE n = ?1",
                    "reading an identity"};
constexpr Sql kReadOfLead{"SELECT hash, n FROM identity WHERE workspace = ?1 AND lead = ?2",
                          "reading a lead's identities"};
constexpr Sql kDelete{"DELETE FROM identity WHERE n = ?1", "erasing an identity"};

std::uint64_t index_hash(const Digest& salt, std::string_view workspace, std::uint64_t identity) {
    std::array<char, 8> number{};
    for (std::size_t i = 0; i < number.size(); ++i) {
        number[i] = static_cast<char>((identity >> (8 * i)) & 0xff);
    }
    const std::string_view pieces[] = {bytes_of(salt), {number.data(), number.size()}, workspace};
    return prefix64(sha256(pieces));
}

}  // namespace

HashIndex::Table identity_index() {
    return {.kind = 1,
            .tail = {"SELECT n, hash FROM identity WHERE n > ?1 ORDER BY n",
                     "reading the latest identities"},
            .first_row = {"SELECT n FROM identity ORDER BY n LIMIT 1", "reading an identity"}};
}

void insert_identity(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                     const LeadKey& lead, bool is_new_lead) {
    if (!is_new_lead) {
        Rows rows = context.db.query(kIsKnown, workspace, lead, identity);
        if (rows.next()) return;
    }
    const std::uint64_t hash = index_hash(context.salt, workspace, identity);
    context.db.run(kInsert, context.identities.add(hash), hash, workspace, identity, lead,
                   std::optional<std::string>{}, std::optional<Instant>{});
}

void insert_owner(WriteContext& context, std::string_view workspace, const IdentityRow& row) {
    const std::uint64_t hash = index_hash(context.salt, workspace, row.identity);
    context.db.run(kInsert, context.identities.add(hash), hash, workspace, row.identity, row.lead,
                   row.owner, row.at);
}

void erase_identities(WriteContext& context, std::string_view workspace, const LeadKey& lead) {
    std::vector<HashEntry> entries;
    {
        Rows rows = context.db.query(kReadOfLead, workspace, lead);
        while (rows.next()) {
            HashEntry& entry = entries.emplace_back();
            rows.read(entry.hash, entry.row);
        }
    }
    for (const HashEntry& entry : entries) {
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
