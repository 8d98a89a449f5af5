#include "store/sqlite/access_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>

#include "store/error.hpp"
#include "store/limits.hpp"
#include "store/sqlite/subscription_table.hpp"
#include "store/sqlite/token_table.hpp"

namespace baton::store::sqlite {
namespace {

#define BATON_ACCOUNT_COLUMNS "id, email, name, password, subject, created_at, disabled_at"
#define BATON_MEMBER_COLUMNS "workspace, account, role, person, since"
#define BATON_SESSION_COLUMNS "hash, id, account, created_at, seen_at, expires_at, agent, address"
#define BATON_LINK_COLUMNS "hash, kind, account, created_at, expires_at"
#define BATON_AUDIT_COLUMNS "workspace, id, at, actor, action, subject, before, after"

constexpr Sql kAnyAccount{"SELECT 1 FROM account LIMIT 1", "looking for accounts"};
constexpr Sql kFindAccount{"SELECT " BATON_ACCOUNT_COLUMNS " FROM account WHERE id = ?1",
                           "reading an account"};
constexpr Sql kFindEmail{"SELECT " BATON_ACCOUNT_COLUMNS " FROM account WHERE email = ?1",
                         "reading an account"};
constexpr Sql kFindSubject{"SELECT " BATON_ACCOUNT_COLUMNS
                           " FROM account WHERE subject = ?1 AND subject <> ''",
                           "reading an account"};
constexpr Sql kRoles{"SELECT " BATON_MEMBER_COLUMNS
                     " FROM member WHERE account = ?1 ORDER BY workspace",
                     "reading an account's roles"};
constexpr Sql kMembers{
    "SELECT m.workspace, m.account, m.role, m.person, m.since, "
    "a.id, a.email, a.name, a.password, a.subject, a.created_at, a.disabled_at "
    "FROM member AS m JOIN account AS a ON a.id = m.account "
    "WHERE m.workspace = ?1 ORDER BY a.email",
    "reading the members"};
constexpr Sql kFindSession{"SELECT " BATON_SESSION_COLUMNS " FROM session WHERE hash = ?1",
                           "reading a session"};
constexpr Sql kSessions{"SELECT " BATON_SESSION_COLUMNS
                        " FROM session WHERE account = ?1 ORDER BY created_at DESC, id DESC",
                        "reading sessions"};
constexpr Sql kFindLink{"SELECT " BATON_LINK_COLUMNS " FROM link WHERE hash = ?1",
                        "reading a link"};
constexpr Sql kAudit{"SELECT " BATON_AUDIT_COLUMNS
                     " FROM audit WHERE workspace = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
                     "reading the audit trail"};
constexpr Sql kChanges{
    "SELECT seq, at, kind, lead, body, hash FROM event INDEXED BY event_of_change "
    "WHERE workspace = ?1 AND seq < ?2 AND kind IN ('published', 'availability', 'figures') "
    "ORDER BY seq DESC LIMIT ?3",
    "reading what was changed"};

constexpr Sql kUseLink{"DELETE FROM link WHERE hash = ?1 AND kind = ?2 AND expires_at > ?3",
                       "using a link"};
constexpr Sql kLeave{"DELETE FROM member WHERE workspace = ?1 AND account = ?2",
                     "removing a member"};
constexpr Sql kIsTaken{
    "SELECT 1 FROM account WHERE id <> ?1 AND (email = ?2 OR (subject = ?3 AND subject <> ''))",
    "looking for an account"};
constexpr Sql kPutAccount{"INSERT OR REPLACE INTO account (" BATON_ACCOUNT_COLUMNS
                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                          "writing an account"};
constexpr Sql kPutMember{"INSERT OR REPLACE INTO member (" BATON_MEMBER_COLUMNS
                         ") VALUES (?1, ?2, ?3, ?4, ?5)",
                         "writing a member"};
constexpr Sql kEndAll{"DELETE FROM session WHERE account = ?1 AND hash <> ?2", "ending sessions"};
constexpr Sql kEndOne{"DELETE FROM session WHERE account = ?1 AND id = ?2", "ending a session"};
constexpr Sql kDropSessions{"DELETE FROM session WHERE expires_at <= ?1", "dropping old sessions"};
constexpr Sql kPutSession{"INSERT INTO session (" BATON_SESSION_COLUMNS
                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                          "ON CONFLICT (hash) DO UPDATE SET seen_at = excluded.seen_at",
                          "writing a session"};
constexpr Sql kSeeSession{"UPDATE session SET seen_at = ?2 WHERE hash = ?1", "seeing a session"};
constexpr Sql kDropLinks{"DELETE FROM link WHERE expires_at <= ?1 OR (kind = ?2 AND account = ?3)",
                         "dropping old links"};
constexpr Sql kPutLink{"INSERT INTO link (" BATON_LINK_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5)",
                       "writing a link"};
constexpr Sql kPutAudit{"INSERT INTO audit (" BATON_AUDIT_COLUMNS
                        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                        "writing the audit trail"};

AccountRow account_of(Rows& rows, int first = 0) {
    AccountRow account;
    rows.read_from(first, account.id, account.email, account.name, account.password,
                   account.subject, account.created_at, account.disabled_at);
    return account;
}

MemberRow member_of(Rows& rows) {
    MemberRow member;
    rows.read(member.workspace, member.account, member.role, member.person, member.since);
    return member;
}

SessionRow session_of(Rows& rows) {
    SessionRow session;
    rows.read(session.hash, session.id, session.account, session.created_at, session.seen_at,
              session.expires_at, session.agent, session.address);
    return session;
}

template <class Key>
std::optional<AccountRow> find_account(Connection& db, const Sql& sql, const Key& key) {
    Rows rows = db.query(sql, key);
    if (!rows.next()) return std::nullopt;
    return account_of(rows);
}

// What a change asks for before it writes.
Result<void> check(Connection& db, const AccessChange& change) {
    if (change.needs_no_account && read_any_account(db)) {
        return fail(StoreError::Invalid, "there is an account already");
    }
    if (!change.account) return {};
    Rows rows =
        db.query(kIsTaken, change.account->id, change.account->email, change.account->subject);
    if (!rows.next()) return {};
    return fail(StoreError::Invalid,
                fmt::format("{} has an account already", change.account->email));
}

Result<void> take_away(Connection& db, const AccessChange& change) {
    if (const auto& link = change.uses) {
        db.run(kUseLink, link->hash, link->kind, link->at);
        if (db.is_ok() && db.changes() == 0) {
            return fail(StoreError::NotFound, "the link was used already, or is too old");
        }
    }
    if (const auto& leaves = change.leaves) {
        db.run(kLeave, leaves->workspace, leaves->account);
        if (db.is_ok() && db.changes() == 0) {
            return fail(StoreError::NotFound, "there is no such member");
        }
        remove_subscriptions(db, *leaves);
    }
    if (const auto& key = change.unsubscribes) {
        if (auto removed = remove_subscription(db, *key); !removed) return removed;
    }
    if (const auto& token = change.ends_token) {
        return revoke_token(db, token->workspace, token->name, token->at);
    }
    return {};
}

void put_session(Connection& db, const SessionRow& session) {
    db.run(kDropSessions, session.seen_at);
    // Only its first writing says when it began: one that was ended is not brought back.
    if (session.seen_at != session.created_at) {
        db.run(kSeeSession, session.hash, session.seen_at);
        return;
    }
    db.run(kPutSession, session.hash, session.id, session.account, session.created_at,
           session.seen_at, session.expires_at, session.agent, session.address);
}

}  // namespace

Result<void> change_access(Connection& db, const AccessChange& change) {
    if (auto checked = check(db, change); !checked) return checked;
    if (auto taken = take_away(db, change); !taken) return taken;
    if (const auto& account = change.account) {
        db.run(kPutAccount, account->id, account->email, account->name, account->password,
               account->subject, account->created_at, account->disabled_at);
    }
    if (const auto& member = change.member) {
        db.run(kPutMember, member->workspace, member->account, member->role, member->person,
               member->since);
    }
    if (change.token) {
        if (auto put = insert_token(db, *change.token); !put) return put;
    }
    if (change.subscribes) {
        if (auto put = put_subscription(db, *change.subscribes); !put) return put;
    }
    if (const auto& ends = change.ends) {
        if (ends->only) {
            db.run(kEndOne, ends->account, *ends->only);
        } else {
            db.run(kEndAll, ends->account, ends->but.value_or(Digest{}));
        }
    }
    if (change.session) put_session(db, *change.session);
    if (const auto& link = change.link) {
        db.run(kDropLinks, link->created_at, link->kind, link->account);
        db.run(kPutLink, link->hash, link->kind, link->account, link->created_at, link->expires_at);
    }
    if (const auto& audit = change.audit) {
        db.run(kPutAudit, audit->workspace, audit->id, audit->at, audit->actor, audit->action,
               audit->subject, audit->before, audit->after);
    }
    return {};
}

bool read_any_account(Connection& db) {
    Rows rows = db.query(kAnyAccount);
    return rows.next();
}

std::optional<AccountRow> read_account(Connection& db, const Uuid& id) {
    return find_account(db, kFindAccount, id);
}

std::optional<AccountRow> read_account_of_email(Connection& db, std::string_view email) {
    return find_account(db, kFindEmail, email);
}

std::optional<AccountRow> read_account_of_subject(Connection& db, std::string_view subject) {
    return find_account(db, kFindSubject, subject);
}

std::vector<MemberRow> read_roles(Connection& db, const Uuid& account) {
    std::vector<MemberRow> roles;
    Rows rows = db.query(kRoles, account);
    while (rows.next()) roles.push_back(member_of(rows));
    return roles;
}

std::vector<MemberOf> read_members(Connection& db, std::string_view workspace) {
    std::vector<MemberOf> members;
    Rows rows = db.query(kMembers, workspace);
    while (rows.next()) members.push_back({member_of(rows), account_of(rows, 5)});
    return members;
}

std::optional<SessionOf> read_session(Connection& db, const Digest& hash) {
    std::optional<SessionOf> found;
    {
        Rows rows = db.query(kFindSession, hash);
        if (!rows.next()) return std::nullopt;
        found.emplace().session = session_of(rows);
    }
    auto account = read_account(db, found->session.account);
    if (!account) return std::nullopt;
    found->account = *std::move(account);
    found->members = read_roles(db, found->account.id);
    return found;
}

std::vector<SessionRow> read_sessions(Connection& db, const Uuid& account) {
    std::vector<SessionRow> sessions;
    Rows rows = db.query(kSessions, account);
    while (rows.next()) sessions.push_back(session_of(rows));
    return sessions;
}

std::optional<LinkRow> read_link(Connection& db, const Digest& hash) {
    Rows rows = db.query(kFindLink, hash);
    if (!rows.next()) return std::nullopt;
    LinkRow link;
    rows.read(link.hash, link.kind, link.account, link.created_at, link.expires_at);
    return link;
}

std::vector<AuditRow> read_audit(Connection& db, std::string_view workspace, const Uuid& before,
                                 std::size_t limit) {
    Uuid below = before;
    if (below == Uuid{}) below.fill(0xff);
    std::vector<AuditRow> trail;
    Rows rows =
        db.query(kAudit, workspace, below, static_cast<std::int64_t>(std::min(limit, kMaxPage)));
    while (rows.next()) {
        AuditRow& row = trail.emplace_back();
        rows.read(row.workspace, row.id, row.at, row.actor, row.action, row.subject, row.before,
                  row.after);
    }
    return trail;
}

std::vector<EventRow> read_changes(Connection& db, std::string_view workspace, std::uint64_t below,
                                   std::size_t limit) {
    constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    std::vector<EventRow> events;
    Rows rows = db.query(kChanges, workspace, static_cast<std::int64_t>(std::min(below, kGreatest)),
                         static_cast<std::int64_t>(std::min(limit, kMaxPage)));
    while (rows.next()) {
        EventRow& event = events.emplace_back();
        std::string lead;
        rows.read(event.seq, event.at, event.kind, lead, event.body, event.hash);
        event.lead = parse_uuid(lead);
    }
    return events;
}

}  // namespace baton::store::sqlite
