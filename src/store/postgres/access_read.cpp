#include "store/postgres/access_read.hpp"

#include <algorithm>
#include <limits>

#include "store/limits.hpp"

namespace baton::store::postgres {
namespace {

#define BATON_ACCOUNT_COLUMNS "id, email, name, password, subject, created_at, disabled_at"
#define BATON_MEMBER_COLUMNS "workspace, account, role, person, since"
#define BATON_SUBSCRIPTION_COLUMNS \
    "s.workspace, s.account, s.endpoint, s.id, s.p256dh, s.auth, s.created_at, s.agent"
#define BATON_SESSION_COLUMNS "hash, id, account, created_at, seen_at, expires_at, agent, address"

constexpr Sql kAnyAccount{"SELECT 1 FROM account LIMIT 1", "looking for accounts"};
constexpr Sql kFindAccount{"SELECT " BATON_ACCOUNT_COLUMNS " FROM account WHERE id = $1",
                           "reading an account"};
constexpr Sql kFindEmail{"SELECT " BATON_ACCOUNT_COLUMNS " FROM account WHERE email = $1",
                         "reading an account"};
constexpr Sql kFindSubject{"SELECT " BATON_ACCOUNT_COLUMNS
                           " FROM account WHERE subject = $1 AND subject <> ''",
                           "reading an account"};
constexpr Sql kRoles{"SELECT " BATON_MEMBER_COLUMNS
                     " FROM member WHERE account = $1 ORDER BY workspace",
                     "reading an account's roles"};
constexpr Sql kMembers{
    "SELECT m.workspace, m.account, m.role, m.person, m.since, "
    "a.id, a.email, a.name, a.password, a.subject, a.created_at, a.disabled_at "
    "FROM member AS m JOIN account AS a ON a.id = m.account "
    "WHERE m.workspace = $1 ORDER BY a.email",
    "reading the members"};
// The session and its account in each row, a role in each; without roles one row, its last null.
constexpr Sql kFindSession{
    "SELECT s.hash, s.id, s.account, s.created_at, s.seen_at, s.expires_at, s.agent, s.address, "
    "a.id, a.email, a.name, a.password, a.subject, a.created_at, a.disabled_at, "
    "m.workspace, m.account, m.role, m.person, m.since "
    "FROM session AS s JOIN account AS a ON a.id = s.account "
    "LEFT JOIN member AS m ON m.account = a.id WHERE s.hash = $1 ORDER BY m.workspace",
    "reading a session"};
constexpr Sql kSessions{"SELECT " BATON_SESSION_COLUMNS
                        " FROM session WHERE account = $1 ORDER BY created_at DESC, id DESC",
                        "reading sessions"};
constexpr Sql kFindLink{
    "SELECT hash, kind, account, created_at, expires_at FROM link WHERE hash = $1",
    "reading a link"};
constexpr Sql kSubscriptions{"SELECT " BATON_SUBSCRIPTION_COLUMNS
                             " FROM subscription AS s WHERE s.workspace = $1 AND s.account = $2 "
                             "ORDER BY s.id",
                             "reading subscriptions"};
constexpr Sql kSubscriptionsOfPerson{
    "SELECT " BATON_SUBSCRIPTION_COLUMNS
    " FROM member AS m JOIN account AS a ON a.id = m.account "
    "JOIN subscription AS s ON s.workspace = m.workspace AND s.account = m.account "
    "WHERE m.workspace = $1 AND m.person = $2 AND a.disabled_at IS NULL ORDER BY s.id LIMIT $3",
    "reading somebody's subscriptions"};
constexpr Sql kAudit{
    "SELECT workspace, id, at, actor, action, subject, before, after FROM audit "
    "WHERE workspace = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    "reading the audit trail"};
constexpr Sql kChanges{
    "SELECT seq, at, kind, lead, body, hash FROM event WHERE workspace = $1 AND seq < $2 "
    "AND kind IN ('published', 'availability', 'figures') ORDER BY seq DESC LIMIT $3",
    "reading what was changed"};

constexpr int kAccountAfterSession = 8;
constexpr int kMemberAfterAccount = 15;

AccountRow account_of(const Rows& rows, int first = 0) {
    AccountRow account;
    rows.read_from(first, account.id, account.email, account.name, account.password,
                   account.subject, account.created_at, account.disabled_at);
    return account;
}

MemberRow member_of(const Rows& rows, int first = 0) {
    MemberRow member;
    rows.read_from(first, member.workspace, member.account, member.role, member.person,
                   member.since);
    return member;
}

SessionRow session_of(const Rows& rows) {
    SessionRow session;
    rows.read(session.hash, session.id, session.account, session.created_at, session.seen_at,
              session.expires_at, session.agent, session.address);
    return session;
}

SubscriptionRow subscription_of(const Rows& rows) {
    SubscriptionRow row;
    rows.read(row.workspace, row.account, row.endpoint, row.id, row.p256dh, row.auth,
              row.created_at, row.agent);
    return row;
}

template <class Key>
Result<std::optional<AccountRow>> find_account(ReaderPool& db, const Sql& sql, const Key& key) {
    auto rows = db.query(sql, key);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (!rows->next()) return std::nullopt;
    return account_of(*rows);
}

// What `read` makes of each row.
template <class T, class Read>
Result<std::vector<T>> list(Result<Rows> rows, Read read) {
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<T> all;
    while (rows->next()) all.push_back(read(*rows));
    return all;
}

std::uint64_t page(std::size_t limit) { return std::min(limit, kMaxPage); }

}  // namespace

Result<bool> read_any_account(ReaderPool& db) {
    auto rows = db.query(kAnyAccount);
    if (!rows) return std::unexpected(std::move(rows).error());
    return rows->size() > 0;
}

Result<std::optional<AccountRow>> read_account(ReaderPool& db, const Uuid& id) {
    return find_account(db, kFindAccount, id);
}

Result<std::optional<AccountRow>> read_account_of_email(ReaderPool& db, std::string_view email) {
    return find_account(db, kFindEmail, email);
}

Result<std::optional<AccountRow>> read_account_of_subject(ReaderPool& db,
                                                          std::string_view subject) {
    return find_account(db, kFindSubject, subject);
}

Result<std::vector<MemberRow>> read_roles(ReaderPool& db, const Uuid& account) {
    return list<MemberRow>(db.query(kRoles, account),
                           [](const Rows& rows) { return member_of(rows); });
}

Result<std::vector<MemberOf>> read_members(ReaderPool& db, std::string_view workspace) {
    return list<MemberOf>(db.query(kMembers, workspace), [](const Rows& rows) {
        return MemberOf{member_of(rows), account_of(rows, 5)};
    });
}

Result<std::optional<SessionOf>> read_session(ReaderPool& db, const Digest& hash) {
    auto rows = db.query(kFindSession, hash);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::optional<SessionOf> found;
    while (rows->next()) {
        if (!found) {
            found.emplace(session_of(*rows), account_of(*rows, kAccountAfterSession),
                          std::vector<MemberRow>{});
        }
        if (rows->is_null(kMemberAfterAccount)) continue;
        found->members.push_back(member_of(*rows, kMemberAfterAccount));
    }
    return found;
}

Result<std::vector<SessionRow>> read_sessions(ReaderPool& db, const Uuid& account) {
    return list<SessionRow>(db.query(kSessions, account), session_of);
}

Result<std::optional<LinkRow>> read_link(ReaderPool& db, const Digest& hash) {
    auto rows = db.query(kFindLink, hash);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (!rows->next()) return std::nullopt;
    LinkRow link;
    rows->read(link.hash, link.kind, link.account, link.created_at, link.expires_at);
    return link;
}

Result<std::vector<SubscriptionRow>> read_subscriptions(ReaderPool& db, std::string_view workspace,
                                                        const Uuid& account) {
    return list<SubscriptionRow>(db.query(kSubscriptions, workspace, account), subscription_of);
}

Result<std::vector<SubscriptionRow>> read_subscriptions_of_person(ReaderPool& db,
                                                                  std::string_view workspace,
                                                                  std::string_view person) {
    return list<SubscriptionRow>(
        db.query(kSubscriptionsOfPerson, workspace, person, page(kMaxPage)), subscription_of);
}

Result<std::vector<AuditRow>> read_audit(ReaderPool& db, std::string_view workspace,
                                         const Uuid& before, std::size_t limit) {
    Uuid below = before;
    if (below == Uuid{}) below.fill(0xff);
    return list<AuditRow>(db.query(kAudit, workspace, below, page(limit)), [](const Rows& rows) {
        AuditRow row;
        rows.read(row.workspace, row.id, row.at, row.actor, row.action, row.subject, row.before,
                  row.after);
        return row;
    });
}

Result<std::vector<EventRow>> read_changes(ReaderPool& db, std::string_view workspace,
                                           std::uint64_t below, std::size_t limit) {
    constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return list<EventRow>(db.query(kChanges, workspace, std::min(below, kGreatest), page(limit)),
                          [](const Rows& rows) {
                              EventRow event;
                              rows.read(event.seq, event.at, event.kind, event.lead, event.body,
                                        event.hash);
                              return event;
                          });
}

}  // namespace baton::store::postgres
