#include "store/postgres/document_read.hpp"

#include <algorithm>
#include <limits>

#include "store/limits.hpp"

namespace baton::store::postgres {
namespace {

// The document in the first row, a file in each; without files one row, its name null.
constexpr Sql kReadDocument{
    "SELECT d.version, d.sha256, d.note, d.actor, d.at, d.text, f.name, f.bytes "
    "FROM (SELECT * FROM document WHERE workspace = $1 AND ($2::int8 IS NULL OR version = $2) "
    "ORDER BY version DESC LIMIT 1) AS d "
    "LEFT JOIN LATERAL (SELECT name, bytes FROM document_file JOIN document_blob "
    "USING (workspace, sha256) WHERE workspace = $1 AND version = d.version) AS f ON true "
    "ORDER BY f.name",
    "reading a document"};
constexpr Sql kReadVersions{
    "SELECT version, sha256, note, actor, at FROM document "
    "WHERE workspace = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
    "reading the versions of a document"};
constexpr Sql kReadSnapshot{
    "SELECT s.seq, s.hash, p.bytes FROM (SELECT * FROM snapshot "
    "WHERE workspace = $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1) AS s "
    "LEFT JOIN LATERAL (SELECT part, bytes FROM snapshot_part "
    "WHERE workspace = $1 AND seq = s.seq AND part < s.parts) AS p ON true ORDER BY p.part",
    "reading a snapshot"};

constexpr Sql kListSnapshots{"SELECT seq, hash FROM snapshot WHERE workspace = $1 ORDER BY seq",
                             "listing the snapshots"};

#define BATON_TOKEN_COLUMNS "workspace, name, hash, scopes, created_at, expires_at, revoked_at"

constexpr Sql kFindToken{"SELECT " BATON_TOKEN_COLUMNS
                         " FROM token WHERE hash = $1 AND revoked_at IS NULL",
                         "looking for a token"};
constexpr Sql kListTokens{"SELECT " BATON_TOKEN_COLUMNS
                          " FROM token WHERE workspace = $1 ORDER BY name",
                          "listing tokens"};
constexpr Sql kAnyToken{"SELECT 1 FROM token LIMIT 1", "looking for tokens"};

constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

TokenRow token_of(const Rows& rows) {
    TokenRow token;
    rows.read(token.workspace, token.name, token.hash, token.scopes, token.created_at,
              token.expires_at, token.revoked_at);
    return token;
}

}  // namespace

Result<std::optional<Document>> read_document(ReaderPool& db, std::string_view workspace,
                                              std::optional<std::uint64_t> version) {
    if (version && *version > kGreatest) return std::nullopt;
    auto rows = db.query(kReadDocument, workspace, version);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::optional<Document> document;
    while (rows->next()) {
        if (!document) {
            DocumentVersion& about = document.emplace().about;
            rows->read(about.version, about.sha256, about.note, about.actor, about.at,
                       document->text);
        }
        if (rows->is_null(6)) continue;
        DocumentFile& file = document->files.emplace_back();
        rows->read_from(6, file.name, file.bytes);
    }
    return document;
}

Result<std::vector<DocumentVersion>> read_versions(ReaderPool& db, std::string_view workspace,
                                                   std::uint64_t before, std::size_t limit) {
    const std::uint64_t below = before == 0 ? kGreatest : std::min(before, kGreatest);
    auto rows = db.query(kReadVersions, workspace, below, std::uint64_t{std::min(limit, kMaxPage)});
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<DocumentVersion> versions;
    while (rows->next()) {
        DocumentVersion& about = versions.emplace_back();
        rows->read(about.version, about.sha256, about.note, about.actor, about.at);
    }
    return versions;
}

Result<std::vector<Head>> read_snapshot_heads(ReaderPool& db, std::string_view workspace) {
    auto rows = db.query(kListSnapshots, workspace);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<Head> heads;
    while (rows->next()) {
        Head& head = heads.emplace_back();
        rows->read(head.seq, head.hash);
    }
    return heads;
}

Result<std::optional<SnapshotRow>> read_snapshot(ReaderPool& db, std::string_view workspace,
                                                 std::uint64_t at_most) {
    auto rows = db.query(kReadSnapshot, workspace, std::min(at_most, kGreatest));
    if (!rows) return std::unexpected(std::move(rows).error());
    std::optional<SnapshotRow> snapshot;
    while (rows->next()) {
        if (!snapshot) rows->read(snapshot.emplace().at.seq, snapshot->at.hash);
        snapshot->bytes += rows->bytes(2);
    }
    return snapshot;
}

Result<std::optional<TokenRow>> read_token(ReaderPool& db, const Digest& hash) {
    auto rows = db.query(kFindToken, hash);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (!rows->next()) return std::nullopt;
    return token_of(*rows);
}

Result<std::vector<TokenRow>> read_tokens(ReaderPool& db, std::string_view workspace) {
    auto rows = db.query(kListTokens, workspace);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<TokenRow> tokens;
    while (rows->next()) tokens.push_back(token_of(*rows));
    return tokens;
}

Result<bool> read_any_token(ReaderPool& db) {
    auto rows = db.query(kAnyToken);
    if (!rows) return std::unexpected(std::move(rows).error());
    return rows->size() > 0;
}

}  // namespace baton::store::postgres
