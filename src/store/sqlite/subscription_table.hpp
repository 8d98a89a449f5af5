// The table `subscription`. Errors of SQLite stick to the connection.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/access_rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

// Invalid: the account has enough of them. Nothing is written then.
[[nodiscard]] Result<void> put_subscription(Connection& db, const SubscriptionRow& row);
// NotFound. Nothing is written then.
[[nodiscard]] Result<void> remove_subscription(Connection& db, const SubscriptionKey& key);
// All of one who leaves.
void remove_subscriptions(Connection& db, const MemberKey& key);

[[nodiscard]] std::vector<SubscriptionRow> read_subscriptions(Connection& db,
                                                              std::string_view workspace,
                                                              const Uuid& account);
[[nodiscard]] std::vector<SubscriptionRow> read_subscriptions_of_person(Connection& db,
                                                                        std::string_view workspace,
                                                                        std::string_view person);

}  // namespace baton::store::sqlite
