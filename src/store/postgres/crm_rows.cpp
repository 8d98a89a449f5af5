#include "store/postgres/crm_rows.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace baton::store::postgres {
namespace {

constexpr std::size_t kRowBytes = 128;

// In the order of the leads, so that two nodes do not wait for each other in a circle.
constexpr Sql kClaim{
    "INSERT INTO crm_lead AS c (workspace, lead, connection, body, holder, until) "
    "SELECT $1, l, $2, ''::bytea, $4, $6 FROM unnest($3) AS l ORDER BY l "
    "ON CONFLICT (workspace, lead, connection) "
    "DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE c.until <= $5 OR c.holder = excluded.holder RETURNING c.lead, c.body",
    "claiming leads in a CRM"};
constexpr Sql kRelease{
    "UPDATE crm_lead AS c SET body = d.body, holder = '', until = 0 "
    "FROM unnest($2::text[], $3::uuid[], $4::bytea[]) AS d (connection, lead, body) "
    "WHERE c.workspace = $1 AND c.lead = d.lead AND c.connection = d.connection "
    "AND c.holder = $5 RETURNING 1",
    "writing what is known of leads in a CRM"};
constexpr Sql kRead{
    "SELECT lead, body FROM crm_lead WHERE workspace = $1 AND connection = $2 AND lead = ANY($3)",
    "reading what is known of leads in a CRM"};

}  // namespace

Write<std::vector<CrmRow>> claim_crm_write(const CrmClaim& claim) {
    Parameters parameters(claim.workspace, claim.connection);
    parameters.add_array(claim.leads);
    parameters.add(claim.holder);
    parameters.add(claim.now);
    parameters.add(claim.until);
    return {.sql = &kClaim,
            .parameters = std::move(parameters),
            .workspace = claim.workspace,
            .bytes = kRowBytes * (1 + claim.leads.size()),
            .read = [connection = claim.connection](Rows& rows) {
                std::vector<CrmRow> taken;
                while (rows.next()) {
                    CrmRow& row = taken.emplace_back(connection);
                    rows.read(row.lead, row.body);
                }
                return Result<std::vector<CrmRow>>(std::move(taken));
            }};
}

Write<void> release_crm_write(const CrmRelease& release) {
    std::vector<CrmRow> rows = release.rows;
    std::ranges::sort(rows, {}, &CrmRow::lead);
    std::size_t bytes = kRowBytes;
    for (const CrmRow& row : rows) bytes += kRowBytes + row.body.size();
    Parameters parameters(release.workspace);
    parameters.add_array(rows, [](const CrmRow& row) { return std::string_view(row.connection); });
    parameters.add_array(rows, [](const CrmRow& row) { return row.lead; });
    parameters.add_array(rows, [](const CrmRow& row) { return Blob{row.body}; });
    parameters.add(release.holder);
    return {.sql = &kRelease,
            .parameters = std::move(parameters),
            .workspace = release.workspace,
            .bytes = bytes,
            .read = [](Rows&) { return Result<void>{}; }};
}

Result<std::vector<std::optional<CrmRow>>> read_crm(ReaderPool& db, std::string_view workspace,
                                                    std::string_view connection,
                                                    std::span<const LeadKey> leads) {
    Parameters parameters(workspace, connection);
    parameters.add_array(leads);
    auto rows = db.run(kRead, parameters);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::map<LeadKey, CrmRow> found;
    while (rows->next()) {
        CrmRow row{.connection = std::string(connection)};
        rows->read(row.lead, row.body);
        found.emplace(row.lead, std::move(row));
    }
    std::vector<std::optional<CrmRow>> answers;
    for (const LeadKey& lead : leads) {
        const auto entry = found.find(lead);
        answers.push_back(entry == found.end() ? std::nullopt : std::optional(entry->second));
    }
    return answers;
}

}  // namespace baton::store::postgres
