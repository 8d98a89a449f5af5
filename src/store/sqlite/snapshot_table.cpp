#include "store/sqlite/snapshot_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "store/error.hpp"
#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kInsertPart{
    "INSERT INTO snapshot_part (workspace, seq, part, bytes) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (workspace, seq, part) DO UPDATE SET bytes = excluded.bytes",
    "writing a snapshot"};
constexpr Sql kInsertHead{
    "INSERT INTO snapshot (workspace, seq, hash, parts) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (workspace, seq) DO UPDATE SET hash = excluded.hash, parts = excluded.parts",
    "writing a snapshot"};
// The one that is no longer among the latest goes, unless its neighbours would be too far apart.
constexpr Sql kDropHeads{
    "DELETE FROM snapshot WHERE workspace = ?1 AND seq = "
    "(SELECT seq FROM snapshot WHERE workspace = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2) AND "
    "(SELECT min(later.seq) FROM snapshot later "
    "WHERE later.workspace = ?1 AND later.seq > snapshot.seq) - "
    "coalesce((SELECT max(earlier.seq) FROM snapshot earlier "
    "WHERE earlier.workspace = ?1 AND earlier.seq < snapshot.seq), 0) <= ?3",
    "dropping old snapshots"};
constexpr Sql kDropParts{
    "DELETE FROM snapshot_part WHERE workspace = ?1 AND seq < ?2 AND seq NOT IN "
    "(SELECT seq FROM snapshot WHERE workspace = ?1)",
    "dropping old snapshots"};
constexpr Sql kCountParts{
    "SELECT count(*) FROM snapshot_part WHERE workspace = ?1 AND seq = ?2 AND part < ?3",
    "counting the parts of a snapshot"};
constexpr Sql kReadHead{
    "SELECT seq, hash, parts FROM snapshot WHERE workspace = ?1 AND seq <= ?2 "
    "ORDER BY seq DESC LIMIT 1",
    "reading a snapshot"};
constexpr Sql kListHeads{"SELECT seq, hash FROM snapshot WHERE workspace = ?1 ORDER BY seq",
                         "listing the snapshots"};
constexpr Sql kReadParts{
    "SELECT bytes FROM snapshot_part WHERE workspace = ?1 AND seq = ?2 AND part < ?3 "
    "ORDER BY part",
    "reading a snapshot"};

}  // namespace

void insert_snapshot_part(Connection& db, std::string_view workspace, std::uint64_t seq,
                          std::size_t part, std::string_view bytes) {
    db.run(kInsertPart, workspace, seq, static_cast<std::int64_t>(part), Blob{bytes});
}

Result<void> insert_snapshot_head(Connection& db, std::string_view workspace, const Head& at,
                                  std::size_t parts) {
    const auto wanted = static_cast<std::int64_t>(parts);
    std::int64_t found = 0;
    if (Rows rows = db.query(kCountParts, workspace, at.seq, wanted); rows.next()) rows.read(found);
    if (db.is_ok() && found != wanted) {
        return fail(StoreError::Invalid,
                    fmt::format("the snapshot of {} at {} was overtaken by a later one", workspace,
                                at.seq));
    }
    db.run(kInsertHead, workspace, at.seq, at.hash, wanted);
    db.run(kDropHeads, workspace, static_cast<std::int64_t>(kSnapshotsKept),
           static_cast<std::int64_t>(kSnapshotReach));
    db.run(kDropParts, workspace, at.seq);
    return {};
}

std::vector<Head> read_snapshot_heads(Connection& db, std::string_view workspace) {
    std::vector<Head> heads;
    Rows rows = db.query(kListHeads, workspace);
    while (rows.next()) {
        Head& head = heads.emplace_back();
        rows.read(head.seq, head.hash);
    }
    return heads;
}

std::optional<SnapshotRow> read_snapshot(Connection& db, std::string_view workspace,
                                         std::uint64_t at_most) {
    constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    SnapshotRow snapshot;
    std::int64_t parts = 0;
    {
        Rows rows = db.query(kReadHead, workspace, std::min(at_most, kGreatest));
        if (!rows.next()) return std::nullopt;
        rows.read(snapshot.at.seq, snapshot.at.hash, parts);
    }
    Rows rows = db.query(kReadParts, workspace, snapshot.at.seq, parts);
    while (rows.next()) snapshot.bytes += rows.bytes(0);
    return snapshot;
}

}  // namespace baton::store::sqlite
