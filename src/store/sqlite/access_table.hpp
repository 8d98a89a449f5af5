// The tables `account`, `member`, `session`, `link` and `audit`. Errors of SQLite stick to the
// connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/access_rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

// What was written before a part was refused is the caller's to roll back.
[[nodiscard]] Result<void> change_access(Connection& db, const AccessChange& change);

[[nodiscard]] bool read_any_account(Connection& db);
[[nodiscard]] std::optional<AccountRow> read_account(Connection& db, const Uuid& id);
[[nodiscard]] std::optional<AccountRow> read_account_of_email(Connection& db,
                                                              std::string_view email);
[[nodiscard]] std::optional<AccountRow> read_account_of_subject(Connection& db,
                                                                std::string_view subject);
[[nodiscard]] std::vector<MemberRow> read_roles(Connection& db, const Uuid& account);
[[nodiscard]] std::vector<MemberOf> read_members(Connection& db, std::string_view workspace);
[[nodiscard]] std::optional<SessionOf> read_session(Connection& db, const Digest& hash);
[[nodiscard]] std::vector<SessionRow> read_sessions(Connection& db, const Uuid& account);
[[nodiscard]] std::optional<LinkRow> read_link(Connection& db, const Digest& hash);
[[nodiscard]] std::vector<AuditRow> read_audit(Connection& db, std::string_view workspace,
                                               const Uuid& before, std::size_t limit);
[[nodiscard]] std::vector<EventRow> read_changes(Connection& db, std::string_view workspace,
                                                 std::uint64_t below, std::size_t limit);

}  // namespace baton::store::sqlite
