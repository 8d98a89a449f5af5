#include "store/sqlite/document_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "store/error.hpp"
#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kReadLive{"SELECT coalesce(max(version), 0) FROM document WHERE workspace = ?1",
                        "reading the live version"};
constexpr Sql kInsert{
    "INSERT INTO document (workspace, version, sha256, note, actor, at, text) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "publishing a document"};
constexpr Sql kInsertFile{
    "INSERT INTO document_file (workspace, version, name, sha256) VALUES (?1, ?2, ?3, ?4)",
    "publishing a document's file"};
constexpr Sql kInsertBlob{
    "INSERT INTO document_blob (workspace, sha256, bytes) VALUES (?1, ?2, ?3) "
    "ON CONFLICT DO NOTHING",
    "publishing a document's file"};
constexpr Sql kRead{
    "SELECT version, sha256, note, actor, at, text FROM document "
    "WHERE workspace = ?1 AND version = ?2",
    "reading a document"};
constexpr Sql kReadFiles{
    "SELECT name, bytes FROM document_file JOIN document_blob USING (workspace, sha256) "
    "WHERE workspace = ?1 AND version = ?2 ORDER BY name",
    "reading a document's files"};
constexpr Sql kReadVersions{
    "SELECT version, sha256, note, actor, at FROM document "
    "WHERE workspace = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3",
    "reading the versions of a document"};

}  // namespace

std::uint64_t read_live_version(Connection& db, std::string_view workspace) {
    std::uint64_t version = 0;
    if (Rows rows = db.query(kReadLive, workspace); rows.next()) rows.read(version);
    return version;
}

Result<void> publish(Connection& db, std::string_view workspace, const Document& document) {
    const DocumentVersion& about = document.about;
    const std::uint64_t live = read_live_version(db, workspace);
    if (db.is_ok() && about.version != live + 1) {
        return fail(StoreError::Invalid,
                    fmt::format("version {} does not follow {}, the live one of workspace {}",
                                about.version, live, workspace));
    }
    db.run(kInsert, workspace, about.version, about.sha256, about.note, about.actor, about.at,
           Blob{document.text});
    for (const DocumentFile& file : document.files) {
        const Digest digest = sha256(file.bytes);
        db.run(kInsertBlob, workspace, digest, Blob{file.bytes});
        db.run(kInsertFile, workspace, about.version, file.name, digest);
    }
    return {};
}

std::optional<Document> read_document(Connection& db, std::string_view workspace,
                                      std::uint64_t version) {
    Document document;
    {
        Rows rows = db.query(kRead, workspace, version);
        if (!rows.next()) return std::nullopt;
        DocumentVersion& about = document.about;
        rows.read(about.version, about.sha256, about.note, about.actor, about.at, document.text);
    }
    Rows rows = db.query(kReadFiles, workspace, version);
    while (rows.next()) {
        DocumentFile& file = document.files.emplace_back();
        rows.read(file.name, file.bytes);
    }
    return document;
}

std::vector<DocumentVersion> read_versions(Connection& db, std::string_view workspace,
                                           std::uint64_t before, std::size_t limit) {
    const std::int64_t below =
        before == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(before);
    std::vector<DocumentVersion> versions;
    Rows rows = db.query(kReadVersions, workspace, below,
                         static_cast<std::int64_t>(std::min(limit, kMaxPage)));
    while (rows.next()) {
        DocumentVersion& about = versions.emplace_back();
        rows.read(about.version, about.sha256, about.note, about.actor, about.at);
    }
    return versions;
}

}  // namespace baton::store::sqlite
