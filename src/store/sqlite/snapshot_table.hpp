// The tables `snapshot` and `snapshot_part`. A snapshot is written in parts, each in a round of its
// own, so that a large one holds up no append; it counts once its head row stands. Errors stick to
// the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

inline constexpr std::size_t kSnapshotPartBytes = std::size_t{512} << 10;

void insert_snapshot_part(Connection& db, std::string_view workspace, std::uint64_t seq,
                          std::size_t part, std::string_view bytes);
// Makes the snapshot whole and deletes all but the last kSnapshotsKept, and parts left from before
// it. Invalid, with nothing written, when a later snapshot has swept away its parts meanwhile.
[[nodiscard]] Result<void> insert_snapshot_head(Connection& db, std::string_view workspace,
                                                const Head& at, std::size_t parts);
// After which events snapshots stand, in order.
[[nodiscard]] std::vector<Head> read_snapshot_heads(Connection& db, std::string_view workspace);
[[nodiscard]] std::optional<SnapshotRow> read_snapshot(Connection& db, std::string_view workspace,
                                                       std::uint64_t at_most);

}  // namespace baton::store::sqlite
