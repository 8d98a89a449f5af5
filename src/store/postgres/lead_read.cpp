#include "store/postgres/lead_read.hpp"

#include <cstdint>
#include <utility>

#include "store/limits.hpp"
#include "store/postgres/identities.hpp"
#include "store/postgres/lead_columns.hpp"

namespace baton::store::postgres {
namespace {

// `n` is the place of the question that a row answers, counted from 1.
constexpr Sql kReadLeads{
    "SELECT q.n, l.* FROM unnest($2) WITH ORDINALITY AS q (asked, n) CROSS JOIN LATERAL "
    "(SELECT " BATON_LEAD_COLUMNS " FROM lead WHERE workspace = $1 AND id = q.asked LIMIT 1) AS l",
    "reading leads"};
constexpr Sql kReadSources{
    "SELECT q.n, l.* FROM unnest($2) WITH ORDINALITY AS q (asked, n) CROSS JOIN LATERAL "
    "(SELECT source FROM lead WHERE workspace = $1 AND id = q.asked LIMIT 1) AS l",
    "reading the sources of leads"};
constexpr Sql kReadRevision{
    "SELECT search_text, salt, identities, body FROM lead "
    "WHERE workspace = $1 AND id = $2 AND revision = $3 "
    "UNION ALL SELECT search_text, salt, identities, body FROM lead_revision "
    "WHERE workspace = $1 AND lead = $2 AND revision = $3",
    "reading a lead's revision"};
constexpr Sql kReadOwners{
    "SELECT q.n, i.* FROM unnest($2) WITH ORDINALITY AS q (asked, n) CROSS JOIN LATERAL "
    "(SELECT identity, lead, owner, at FROM identity "
    "WHERE workspace = $1 AND identity = q.asked AND owner IS NOT NULL "
    "ORDER BY n DESC LIMIT 1) AS i",
    "reading last owners"};
constexpr Sql kReadKeys{
    "SELECT q.n, i.* FROM unnest($2) WITH ORDINALITY AS q (asked, n) CROSS JOIN LATERAL "
    "(SELECT key, body_hash, status, response, at, lead FROM idempotency "
    "WHERE workspace = $1 AND key = q.asked AND at > $3 LIMIT 1) AS i",
    "reading idempotency keys"};

// Puts each row where its question stood; `read` takes the columns after the place.
template <class T, class Read>
Result<std::vector<std::optional<T>>> in_order(Result<Rows> rows, std::size_t questions,
                                               Read read) {
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<std::optional<T>> answers(questions);
    while (rows->next()) {
        std::int64_t place = 0;
        rows->read(place);
        read(*rows, answers[static_cast<std::size_t>(place - 1)].emplace());
    }
    return answers;
}

}  // namespace

void read_lead_row(const Rows& rows, int first, LeadRow& lead) {
    LeadContent& content = lead.content.emplace();
    std::string identities;
    rows.read_from(first, lead.id, lead.revision, lead.received_at, lead.updated_at, lead.state,
                   lead.person, lead.pool, lead.rule, lead.queue, lead.account, lead.territory,
                   lead.tier, lead.source, lead.score, lead.erased_at, content.search_text,
                   content.salt, identities, content.body);
    content.identities = unpack_identities(identities);
}

Result<std::vector<std::optional<LeadRow>>> read_leads(ReaderPool& db, std::string_view workspace,
                                                       std::span<const LeadKey> ids) {
    if (ids.empty()) return {};
    Parameters parameters(workspace);
    parameters.add_array(ids);
    return in_order<LeadRow>(db.run(kReadLeads, parameters), ids.size(),
                             [](const Rows& rows, LeadRow& lead) { read_lead_row(rows, 1, lead); });
}

Result<std::vector<std::optional<std::string>>> read_sources(ReaderPool& db,
                                                             std::string_view workspace,
                                                             std::span<const LeadKey> ids) {
    if (ids.empty()) return {};
    Parameters parameters(workspace);
    parameters.add_array(ids);
    return in_order<std::string>(
        db.run(kReadSources, parameters), ids.size(),
        [](const Rows& rows, std::string& source) { rows.read_from(1, source); });
}

Result<std::optional<LeadContent>> read_revision(ReaderPool& db, std::string_view workspace,
                                                 const LeadKey& id, std::uint32_t revision) {
    auto rows = db.query(kReadRevision, workspace, id, revision);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (!rows->next()) return std::nullopt;
    LeadContent content;
    std::string identities;
    rows->read(content.search_text, content.salt, identities, content.body);
    content.identities = unpack_identities(identities);
    return content;
}

Result<std::vector<std::optional<IdentityRow>>> read_last_owners(
    ReaderPool& db, std::string_view workspace, std::span<const std::uint64_t> identities) {
    if (identities.empty()) return {};
    Parameters parameters(workspace);
    parameters.add_array(identities);
    return in_order<IdentityRow>(db.run(kReadOwners, parameters), identities.size(),
                                 [](const Rows& rows, IdentityRow& row) {
                                     rows.read_from(1, row.identity, row.lead, row.owner, row.at);
                                 });
}

Result<std::vector<std::optional<IdempotencyRow>>> read_keys(ReaderPool& db,
                                                             std::string_view workspace,
                                                             std::span<const std::string> keys,
                                                             Instant now) {
    if (keys.empty()) return {};
    Parameters parameters(workspace);
    parameters.add_array(keys, [](const std::string& key) { return Blob{key}; });
    parameters.add(now - kIdempotencyKept);
    return in_order<IdempotencyRow>(
        db.run(kReadKeys, parameters), keys.size(), [](const Rows& rows, IdempotencyRow& row) {
            rows.read_from(1, row.key, row.body_hash, row.status, row.response, row.at, row.lead);
        });
}

}  // namespace baton::store::postgres
