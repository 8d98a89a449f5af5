#include "store/sqlite/subscription_table.hpp"

#include <fmt/core.h>

#include "store/error.hpp"
#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

#define BATON_SUBSCRIPTION_COLUMNS \
    "workspace, account, endpoint, id, p256dh, auth, created_at, agent"

constexpr Sql kCount{
    "SELECT count(*) FROM subscription WHERE workspace = ?1 AND account = ?2 AND endpoint <> ?3",
    "counting subscriptions"};
constexpr Sql kTakeFromOthers{"DELETE FROM subscription WHERE endpoint = ?1 AND account <> ?2",
                              "taking over a subscription"};
constexpr Sql kPut{"INSERT INTO subscription (" BATON_SUBSCRIPTION_COLUMNS
                   ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                   "ON CONFLICT (workspace, account, endpoint) DO UPDATE SET "
                   "p256dh = excluded.p256dh, auth = excluded.auth, agent = excluded.agent",
                   "writing a subscription"};
constexpr Sql kRemove{"DELETE FROM subscription WHERE workspace = ?1 AND account = ?2 AND id = ?3",
                      "removing a subscription"};
constexpr Sql kRemoveAll{"DELETE FROM subscription WHERE workspace = ?1 AND account = ?2",
                         "removing subscriptions"};
constexpr Sql kOfAccount{"SELECT " BATON_SUBSCRIPTION_COLUMNS
                         " FROM subscription WHERE workspace = ?1 AND account = ?2 ORDER BY id",
                         "reading subscriptions"};
constexpr Sql kOfPerson{
    "SELECT s.workspace, s.account, s.endpoint, s.id, s.p256dh, s.auth, s.created_at, s.agent "
    "FROM member AS m JOIN account AS a ON a.id = m.account "
    "JOIN subscription AS s ON s.workspace = m.workspace AND s.account = m.account "
    "WHERE m.workspace = ?1 AND m.person = ?2 AND a.disabled_at IS NULL ORDER BY s.id LIMIT ?3",
    "reading somebody's subscriptions"};

std::vector<SubscriptionRow> list(Rows rows) {
    std::vector<SubscriptionRow> all;
    while (rows.next()) {
        SubscriptionRow& row = all.emplace_back();
        rows.read(row.workspace, row.account, row.endpoint, row.id, row.p256dh, row.auth,
                  row.created_at, row.agent);
    }
    return all;
}

}  // namespace

Result<void> put_subscription(Connection& db, const SubscriptionRow& row) {
    {
        Rows rows = db.query(kCount, row.workspace, row.account, row.endpoint);
        if (rows.next() && rows.integer(0) >= static_cast<std::int64_t>(kMaxSubscriptions)) {
            return fail(
                StoreError::Invalid,
                fmt::format("{} browsers are told already; remove one first", kMaxSubscriptions));
        }
    }
    db.run(kTakeFromOthers, row.endpoint, row.account);
    db.run(kPut, row.workspace, row.account, row.endpoint, row.id, row.p256dh, row.auth,
           row.created_at, row.agent);
    return {};
}

Result<void> remove_subscription(Connection& db, const SubscriptionKey& key) {
    db.run(kRemove, key.workspace, key.account, key.id);
    if (db.is_ok() && db.changes() == 0) {
        return fail(StoreError::NotFound, "there is no such subscription");
    }
    return {};
}

void remove_subscriptions(Connection& db, const MemberKey& key) {
    db.run(kRemoveAll, key.workspace, key.account);
}

std::vector<SubscriptionRow> read_subscriptions(Connection& db, std::string_view workspace,
                                                const Uuid& account) {
    return list(db.query(kOfAccount, workspace, account));
}

std::vector<SubscriptionRow> read_subscriptions_of_person(Connection& db,
                                                          std::string_view workspace,
                                                          std::string_view person) {
    return list(db.query(kOfPerson, workspace, person, static_cast<std::int64_t>(kMaxPage)));
}

}  // namespace baton::store::sqlite
