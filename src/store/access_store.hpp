// AccessStore: accounts, who is what in which workspace, sessions, links, and the trail of what was
// changed. A second, smaller door of the same house: writes and reads keep to what store.hpp says
// of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/access_rows.hpp"

namespace baton::store {

class AccessStore {
  public:
    virtual ~AccessStore() = default;
    AccessStore() = default;
    AccessStore(const AccessStore&) = delete;
    AccessStore& operator=(const AccessStore&) = delete;

    // All of the change or nothing. Also drops sessions and links that have expired by the time of
    // the session or link that the change brings.
    virtual void change_access(AccessChange change,
                               std::move_only_function<void(Result<void>)> done) = 0;

    virtual Result<bool> any_account() = 0;
    virtual Result<std::optional<AccountRow>> account(const Uuid& id) = 0;
    virtual Result<std::optional<AccountRow>> account_of_email(std::string_view email) = 0;
    virtual Result<std::optional<AccountRow>> account_of_subject(std::string_view subject) = 0;
    // What an account is, by workspace.
    virtual Result<std::vector<MemberRow>> roles_of(const Uuid& account) = 0;
    // Who belongs to a workspace, by e-mail.
    virtual Result<std::vector<MemberOf>> members(std::string_view workspace) = 0;

    // The session with this hash, expired or not, with its account and what that is.
    virtual Result<std::optional<SessionOf>> find_session(const Digest& hash) = 0;
    // Of one account, the latest first.
    virtual Result<std::vector<SessionRow>> sessions_of(const Uuid& account) = 0;
    // The link with this hash, expired or not.
    virtual Result<std::optional<LinkRow>> find_link(const Digest& hash) = 0;

    // Of one account, in the order of their ids.
    virtual Result<std::vector<SubscriptionRow>> subscriptions_of(std::string_view workspace,
                                                                  const Uuid& account) = 0;
    // Of all accounts that are this person and may sign in, in the order of their ids; at most
    // kMaxPage.
    virtual Result<std::vector<SubscriptionRow>> subscriptions_of_person(
        std::string_view workspace, std::string_view person) = 0;

    // The latest first, those before `before` (zeros: from the latest), at most `limit`.
    virtual Result<std::vector<AuditRow>> audit(std::string_view workspace, const Uuid& before,
                                                std::size_t limit) = 0;
    // Events of the log that change rules, people or how they stand (kinds "published",
    // "availability", "figures"), the latest first, those with a seq below `below`.
    virtual Result<std::vector<EventRow>> changes(std::string_view workspace, std::uint64_t below,
                                                  std::size_t limit) = 0;
};

}  // namespace baton::store
