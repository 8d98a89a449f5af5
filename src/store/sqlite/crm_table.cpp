#include "store/sqlite/crm_table.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kClaim{
    "INSERT INTO crm_lead (workspace, lead, connection, body, holder, until) "
    "VALUES (?1, ?2, ?3, '', ?4, ?6) ON CONFLICT (workspace, lead, connection) "
    "DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE crm_lead.until <= ?5 OR crm_lead.holder = excluded.holder RETURNING body",
    "claiming a lead in a CRM"};
constexpr Sql kRelease{
    "UPDATE crm_lead SET body = ?5, holder = '', until = 0 "
    "WHERE workspace = ?1 AND lead = ?2 AND connection = ?3 AND holder = ?4",
    "writing what is known of a lead in a CRM"};
constexpr Sql kRead{
    "SELECT body FROM crm_lead WHERE workspace = ?1 AND lead = ?2 AND connection = ?3",
    "reading what is known of a lead in a CRM"};
constexpr Sql kHolders{
    "SELECT DISTINCT holder FROM crm_lead INDEXED BY crm_lead_held WHERE holder <> ''",
    "looking for those who hold leads in CRMs"};
constexpr Sql kFree{
    "UPDATE crm_lead INDEXED BY crm_lead_held SET holder = '', until = 0 "
    "WHERE holder <> '' AND holder = ?1",
    "freeing leads in CRMs"};
constexpr Sql kErase{"DELETE FROM crm_lead WHERE workspace = ?1 AND lead = ?2",
                     "erasing what is known of a lead in CRMs"};

}  // namespace

std::vector<CrmRow> claim_crm(Connection& db, const CrmClaim& claim) {
    std::vector<CrmRow> taken;
    for (const LeadKey& lead : claim.leads) {
        Rows rows = db.query(kClaim, claim.workspace, lead, claim.connection, claim.holder,
                             claim.now, claim.until);
        while (rows.next()) {
            CrmRow& row = taken.emplace_back(claim.connection, lead);
            rows.read(row.body);
        }
    }
    return taken;
}

void release_crm(Connection& db, const CrmRelease& release) {
    for (const CrmRow& row : release.rows) {
        db.run(kRelease, release.workspace, row.lead, row.connection, release.holder, row.body);
    }
}

std::optional<CrmRow> read_crm(Connection& db, std::string_view workspace,
                               std::string_view connection, const LeadKey& lead) {
    Rows rows = db.query(kRead, workspace, lead, connection);
    if (!rows.next()) return std::nullopt;
    CrmRow row{std::string(connection), lead, {}};
    rows.read(row.body);
    return row;
}

void free_dead_claims(Connection& db, const std::set<std::string, std::less<>>& owners) {
    std::vector<std::string> dead;
    {
        Rows rows = db.query(kHolders);
        while (rows.next()) {
            if (!owners.contains(rows.bytes(0))) rows.read(dead.emplace_back());
        }
    }
    for (const std::string& holder : dead) db.run(kFree, holder);
}

void erase_crm(Connection& db, std::string_view workspace, const LeadKey& lead) {
    db.run(kErase, workspace, lead);
}

}  // namespace baton::store::sqlite
