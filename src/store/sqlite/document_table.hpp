// The tables of published documents: `document`, `document_file` (which file a version names) and
// `document_blob` (its bytes, once for all versions that share them). Errors of SQLite stick to the
// connection.
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

// Invalid, with nothing written, unless its version follows the live one.
[[nodiscard]] Result<void> publish(Connection& db, std::string_view workspace,
                                   const Document& document);

// The live version's number; 0 where nothing was published.
[[nodiscard]] std::uint64_t read_live_version(Connection& db, std::string_view workspace);
[[nodiscard]] std::optional<Document> read_document(Connection& db, std::string_view workspace,
                                                    std::uint64_t version);
[[nodiscard]] std::vector<DocumentVersion> read_versions(Connection& db, std::string_view workspace,
                                                         std::uint64_t before, std::size_t limit);

}  // namespace baton::store::sqlite
