// Reading documents, snapshots and tokens. Each is one statement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/rows.hpp"

namespace baton::store::postgres {

// Nothing for a version: the live one.
[[nodiscard]] Result<std::optional<Document>> read_document(ReaderPool& db,
                                                            std::string_view workspace,
                                                            std::optional<std::uint64_t> version);
[[nodiscard]] Result<std::vector<DocumentVersion>> read_versions(ReaderPool& db,
                                                                 std::string_view workspace,
                                                                 std::uint64_t before,
                                                                 std::size_t limit);
// After which events snapshots stand, in order.
[[nodiscard]] Result<std::vector<Head>> read_snapshot_heads(ReaderPool& db,
                                                            std::string_view workspace);
[[nodiscard]] Result<std::optional<SnapshotRow>> read_snapshot(ReaderPool& db,
                                                               std::string_view workspace,
                                                               std::uint64_t at_most);
[[nodiscard]] Result<std::optional<TokenRow>> read_token(ReaderPool& db, const Digest& hash);
[[nodiscard]] Result<std::vector<TokenRow>> read_tokens(ReaderPool& db, std::string_view workspace);
[[nodiscard]] Result<bool> read_any_token(ReaderPool& db);

}  // namespace baton::store::postgres
