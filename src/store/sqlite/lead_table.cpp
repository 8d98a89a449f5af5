#include "store/sqlite/lead_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "store/error.hpp"
#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/lead_columns.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kInsert{"INSERT INTO lead (workspace, " BATON_LEAD_COLUMNS
                      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
                      "NULL, ?16, ?17, ?18, ?19) ON CONFLICT DO NOTHING",
                      "writing a lead"};
constexpr Sql kUpdateState{
    "UPDATE lead SET updated_at = ?3, state = ?4, person = ?5, pool = ?6, rule = ?7, queue = ?8, "
    "account = ?9, territory = ?10, tier = ?11, source = ?12, score = ?13 "
    "WHERE workspace = ?1 AND id = ?2",
    "changing a lead"};
constexpr Sql kUpdateContent{
    "UPDATE lead SET revision = ?3, search_text = ?4, salt = ?5, identities = ?6, body = ?7 "
    "WHERE workspace = ?1 AND id = ?2",
    "writing a lead's new revision"};
constexpr Sql kReadRevisionNumber{
    "SELECT revision, erased_at FROM lead WHERE workspace = ?1 AND id = ?2",
    "reading a lead's revision"};
constexpr Sql kKeepRevision{
    "INSERT INTO lead_revision (workspace, lead, revision, search_text, salt, identities, body) "
    "SELECT workspace, id, revision, search_text, salt, identities, body FROM lead "
    "WHERE workspace = ?1 AND id = ?2",
    "keeping a lead's revision"};
constexpr Sql kReadIdentities{
    "SELECT identities FROM lead WHERE workspace = ?1 AND id = ?2 "
    "UNION ALL SELECT identities FROM lead_revision WHERE workspace = ?1 AND lead = ?2",
    "reading a lead's identities"};
constexpr Sql kEraseLead{
    "UPDATE lead SET erased_at = coalesce(erased_at, ?3), search_text = '', salt = zeroblob(32), "
    "identities = x'', body = '' WHERE workspace = ?1 AND id = ?2",
    "erasing a lead"};
constexpr Sql kEraseRevisions{
    "UPDATE lead_revision SET search_text = '', salt = zeroblob(32), identities = x'', body = '' "
    "WHERE workspace = ?1 AND lead = ?2",
    "erasing a lead's revisions"};
constexpr Sql kRead{"SELECT " BATON_LEAD_COLUMNS " FROM lead WHERE workspace = ?1 AND id = ?2",
                    "reading a lead"};
constexpr Sql kReadSource{"SELECT source FROM lead WHERE workspace = ?1 AND id = ?2",
                          "reading a lead's source"};
constexpr Sql kReadRevision{
    "SELECT search_text, salt, identities, body FROM lead "
    "WHERE workspace = ?1 AND id = ?2 AND revision = ?3 "
    "UNION ALL SELECT search_text, salt, identities, body FROM lead_revision "
    "WHERE workspace = ?1 AND lead = ?2 AND revision = ?3",
    "reading a lead's revision"};

// Identities are stored as 8 bytes each, in the machine's order, which is little-endian wherever
// Baton runs.
std::string_view bytes_of(const std::vector<std::uint64_t>& identities) {
    return {reinterpret_cast<const char*>(identities.data()),
            identities.size() * sizeof(std::uint64_t)};
}

std::vector<std::uint64_t> identities_from(std::string_view bytes) {
    std::vector<std::uint64_t> identities(bytes.size() / sizeof(std::uint64_t));
    if (!identities.empty()) {
        std::memcpy(identities.data(), bytes.data(), identities.size() * sizeof(std::uint64_t));
    }
    return identities;
}

void read_content(Rows& rows, int first, LeadContent& content) {
    rows.read_from(first, content.search_text, content.salt);
    content.identities = identities_from(rows.bytes(first + 2));
    rows.read_from(first + 3, content.body);
}

bool insert_new(WriteContext& context, std::string_view workspace, const LeadRow& lead) {
    const LeadContent& content = *lead.content;
    context.db.run(kInsert, workspace, lead.id, lead.revision, lead.received_at, lead.updated_at,
                   lead.state, lead.person, lead.pool, lead.rule, lead.queue, lead.account,
                   lead.territory, lead.tier, lead.source, lead.score, content.search_text,
                   content.salt, Blob{bytes_of(content.identities)}, content.body);
    return context.db.changes() > 0;
}

Result<void> revise(WriteContext& context, std::string_view workspace, const LeadRow& lead) {
    Connection& db = context.db;
    std::uint32_t present = 0;
    std::optional<Instant> erased_at;
    if (Rows rows = db.query(kReadRevisionNumber, workspace, lead.id); rows.next()) {
        rows.read(present, erased_at);
    }
    if (erased_at) return {};  // what was forgotten takes no content any more
    if (lead.revision <= present) {
        return fail(StoreError::Invalid,
                    fmt::format("revision {} of lead {} is not after {}, the one that is stored",
                                lead.revision, format_uuid(lead.id), present));
    }
    db.run(kKeepRevision, workspace, lead.id);
    db.run(kUpdateContent, workspace, lead.id, lead.revision, lead.content->search_text,
           lead.content->salt, Blob{bytes_of(lead.content->identities)}, lead.content->body);
    for (const std::uint64_t identity : lead.content->identities) {
        if (is_identity_of(context, workspace, identity, lead.id)) continue;
        insert_identity(context, workspace, identity, lead.id);
    }
    return {};
}

}  // namespace

Result<void> upsert_lead(WriteContext& context, std::string_view workspace, const LeadRow& lead,
                         const OwnedIdentities& owned) {
    if (lead.content && insert_new(context, workspace, lead)) {
        for (const std::uint64_t identity : lead.content->identities) {
            if (owned.has(lead.id, identity)) continue;
            insert_identity(context, workspace, identity, lead.id);
        }
        return {};
    }
    context.db.run(kUpdateState, workspace, lead.id, lead.updated_at, lead.state, lead.person,
                   lead.pool, lead.rule, lead.queue, lead.account, lead.territory, lead.tier,
                   lead.source, lead.score);
    if (context.db.is_ok() && context.db.changes() == 0) {
        return fail(
            StoreError::Invalid,
            fmt::format("lead {} has no row yet, so its content is needed", format_uuid(lead.id)));
    }
    return lead.content ? revise(context, workspace, lead) : Result<void>{};
}

std::vector<std::uint64_t> read_identities(Connection& db, std::string_view workspace,
                                           const LeadKey& id) {
    std::vector<std::uint64_t> all;
    Rows rows = db.query(kReadIdentities, workspace, id);
    while (rows.next()) {
        const std::vector<std::uint64_t> some = identities_from(rows.bytes(0));
        all.insert(all.end(), some.begin(), some.end());
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

bool erase_lead_row(Connection& db, std::string_view workspace, const LeadKey& id, Instant at) {
    db.run(kEraseLead, workspace, id, at);
    if (db.is_ok() && db.changes() == 0) return false;
    db.run(kEraseRevisions, workspace, id);
    return true;
}

LeadRow read_lead_row(Rows& rows) {
    LeadRow lead;
    rows.read(lead.id, lead.revision, lead.received_at, lead.updated_at, lead.state, lead.person,
              lead.pool, lead.rule, lead.queue, lead.account, lead.territory, lead.tier,
              lead.source, lead.score, lead.erased_at);
    read_content(rows, 15, lead.content.emplace());
    return lead;
}

std::optional<LeadRow> read_lead(Connection& db, std::string_view workspace, const LeadKey& id) {
    Rows rows = db.query(kRead, workspace, id);
    if (!rows.next()) return std::nullopt;
    return read_lead_row(rows);
}

std::vector<std::optional<LeadRow>> read_leads(Connection& db, std::string_view workspace,
                                               std::span<const LeadKey> ids) {
    std::vector<std::optional<LeadRow>> found;
    found.reserve(ids.size());
    for (const LeadKey& id : ids) found.push_back(read_lead(db, workspace, id));
    return found;
}

std::vector<std::optional<std::string>> read_sources(Connection& db, std::string_view workspace,
                                                     std::span<const LeadKey> ids) {
    std::vector<std::optional<std::string>> found(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (Rows rows = db.query(kReadSource, workspace, ids[i]); rows.next()) {
            found[i] = std::string(rows.bytes(0));
        }
    }
    return found;
}

std::optional<LeadContent> read_revision(Connection& db, std::string_view workspace,
                                         const LeadKey& id, std::uint32_t revision) {
    Rows rows = db.query(kReadRevision, workspace, id, revision);
    if (!rows.next()) return std::nullopt;
    LeadContent content;
    read_content(rows, 0, content);
    return content;
}

}  // namespace baton::store::sqlite
