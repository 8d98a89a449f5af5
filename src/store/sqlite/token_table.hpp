// The table `token`. Errors of SQLite stick to the connection.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

// Invalid when its name, or its hash, is there already. Nothing is written then.
[[nodiscard]] Result<void> insert_token(Connection& db, const TokenRow& token);
// NotFound. Nothing is written then.
[[nodiscard]] Result<void> revoke_token(Connection& db, std::string_view workspace,
                                        std::string_view name, Instant at);
[[nodiscard]] std::optional<TokenRow> read_token(Connection& db, const Digest& hash);
[[nodiscard]] std::vector<TokenRow> read_tokens(Connection& db, std::string_view workspace);
[[nodiscard]] bool read_any_token(Connection& db);

}  // namespace baton::store::sqlite
