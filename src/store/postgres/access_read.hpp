// What is read of accounts, roles, sessions, links, subscriptions and the audit trail.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/access_rows.hpp"
#include "store/postgres/reader_pool.hpp"

namespace baton::store::postgres {

[[nodiscard]] Result<bool> read_any_account(ReaderPool& db);
[[nodiscard]] Result<std::optional<AccountRow>> read_account(ReaderPool& db, const Uuid& id);
[[nodiscard]] Result<std::optional<AccountRow>> read_account_of_email(ReaderPool& db,
                                                                      std::string_view email);
[[nodiscard]] Result<std::optional<AccountRow>> read_account_of_subject(ReaderPool& db,
                                                                        std::string_view subject);
[[nodiscard]] Result<std::vector<MemberRow>> read_roles(ReaderPool& db, const Uuid& account);
[[nodiscard]] Result<std::vector<MemberOf>> read_members(ReaderPool& db,
                                                         std::string_view workspace);
[[nodiscard]] Result<std::optional<SessionOf>> read_session(ReaderPool& db, const Digest& hash);
[[nodiscard]] Result<std::vector<SessionRow>> read_sessions(ReaderPool& db, const Uuid& account);
[[nodiscard]] Result<std::optional<LinkRow>> read_link(ReaderPool& db, const Digest& hash);
[[nodiscard]] Result<std::vector<SubscriptionRow>> read_subscriptions(ReaderPool& db,
                                                                      std::string_view workspace,
                                                                      const Uuid& account);
[[nodiscard]] Result<std::vector<SubscriptionRow>> read_subscriptions_of_person(
    ReaderPool& db, std::string_view workspace, std::string_view person);
[[nodiscard]] Result<std::vector<AuditRow>> read_audit(ReaderPool& db, std::string_view workspace,
                                                       const Uuid& before, std::size_t limit);
[[nodiscard]] Result<std::vector<EventRow>> read_changes(ReaderPool& db, std::string_view workspace,
                                                         std::uint64_t below, std::size_t limit);

}  // namespace baton::store::postgres
