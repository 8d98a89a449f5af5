// What signing in comes to: a new session with its cookie, and what a caller is told of themselves.
#pragma once

#include <string>

#include "api/call.hpp"
#include "http/message.hpp"
#include "store/access_rows.hpp"

namespace baton::api {

// A browser as it called itself and where it came from, fit to be kept and shown.
struct Visitor {
    std::string agent;
    std::string address;
};
[[nodiscard]] Visitor visitor_of(const http::RequestHead& head);

// Begins a session of the account besides what `change` does, and answers with its cookie and with
// who that is now (403 where it has no role anywhere). Blocks on reads of the store.
void start_session(Call call, const store::AccountRow& account, store::AccessChange change,
                   const Visitor& visitor);
// The same for a browser that another site sent here: the answer leads on to the app, and sets
// `cookie` besides.
void start_session_and_go(Call call, const store::AccountRow& account, store::AccessChange change,
                          const Visitor& visitor, std::string cookie);

// Who calls: for GET /v1/session. Blocks on reads of the store.
void answer_caller(Call call);

// A change on behalf of the caller: its entry in the audit trail.
[[nodiscard]] store::AuditRow audit_row(const Call& call, std::string action, std::string subject,
                                        std::string before, std::string after);
// The same, of somebody who is not known yet by a session.
[[nodiscard]] store::AuditRow audit_row(const Service& service, std::string workspace,
                                        std::string actor, std::string action, std::string subject);
// A UUIDv7 of now.
[[nodiscard]] Uuid new_id(const Service& service);

// What a change that did not happen is answered with: 409, 404 or 503.
[[nodiscard]] http::Response refused_change(const Error& error, std::string field = {});
// Carries the change out, forgets what was known of access, and answers.
void change_access(Call call, store::AccessChange change, http::Response done,
                   std::string field = {});

// Runs `job` where passwords are hashed; 503 when too many wait there.
void while_hashing(Call call, std::move_only_function<void(Call)> job);

}  // namespace baton::api
