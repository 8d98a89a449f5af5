#include "api/session_start.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "access/role.hpp"
#include "access/secret.hpp"
#include "api/answers.hpp"
#include "api/json.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "store/error.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kMaxAgent = 200;

// What can be shown in one line: printable, of bounded length.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, kMaxAgent)) out += c >= ' ' && c <= '~' ? c : ' ';
    return out;
}

const store::MemberRow* role_here(const std::vector<store::MemberRow>& roles,
                                  const std::string& workspace) {
    const auto found = std::ranges::find(roles, workspace, &store::MemberRow::workspace);
    return found != roles.end() ? &*found : roles.empty() ? nullptr : &roles.front();
}

void write_roles(ObjectWriter& object, const std::vector<store::MemberRow>& roles) {
    std::string& out = object.key("workspaces");
    write_list(out, roles, [&](const store::MemberRow& row) {
        ObjectWriter item(out);
        item.text("workspace", row.workspace);
        item.text("role", row.role);
        text_or_null(item, "person", row.person);
    });
}

std::string account_body(const store::AccountRow& account, const store::MemberRow& here,
                         const std::vector<store::MemberRow>& roles) {
    std::string body;
    {
        ObjectWriter object(body);
        object.text("kind", "account");
        object.text("actor", "user:" + account.email);
        object.text("workspace", here.workspace);
        object.text("role", here.role);
        text_or_null(object, "person", here.person);
        {
            ObjectWriter who(object.key("account"));
            who.text("id", format_uuid(account.id));
            who.text("email", account.email);
            text_or_null(who, "name", account.name);
        }
        write_roles(object, roles);
    }
    return body;
}

store::SessionRow new_session(Service& service, const store::AccountRow& account,
                              const std::string& secret, const Visitor& visitor) {
    store::SessionRow session;
    session.hash = access::secret_hash(secret);
    session.id = new_id(service);
    session.account = account.id;
    session.created_at = service.options.clock.now();
    session.seen_at = session.created_at;
    session.expires_at = session.created_at + kSessionLasts;
    session.agent = visitor.agent;
    session.address = visitor.address;
    return session;
}

// `then` makes the answer of what GET /v1/session says.
void start(Call call, const store::AccountRow& account, store::AccessChange change,
           const Visitor& visitor, std::move_only_function<http::Response(std::string)> then) {
    Service& service = call.service();
    auto roles = service.options.store.access()->roles_of(account.id);
    if (!roles) return call.answer(store_failed(roles.error()));
    if (change.member) {
        std::erase_if(*roles, [&](const store::MemberRow& row) {
            return row.workspace == change.member->workspace;
        });
        roles->push_back(*change.member);
    }
    const store::MemberRow* here = role_here(*roles, call.workspace());
    if (here == nullptr) {
        return call.refuse(403,
                           account.email + " has no role in any workspace; ask an administrator");
    }
    const std::string secret = access::make_secret(service.options.random, "bs_");
    change.session = new_session(service, account, secret, visitor);
    http::Response response = then(account_body(account, *here, *roles));
    response.headers.emplace_back("Set-Cookie", service.guard.cookie(secret, kSessionLasts));
    change_access(std::move(call), std::move(change), std::move(response));
}

}  // namespace

Visitor visitor_of(const http::RequestHead& head) {
    return {plain(head.header("User-Agent").value_or("")), plain(head.peer_address)};
}

void start_session(Call call, const store::AccountRow& account, store::AccessChange change,
                   const Visitor& visitor) {
    start(std::move(call), account, std::move(change), visitor,
          [](std::string body) { return http::Response::json(200, std::move(body)); });
}

void start_session_and_go(Call call, const store::AccountRow& account, store::AccessChange change,
                          const Visitor& visitor, std::string cookie) {
    start(std::move(call), account, std::move(change), visitor,
          [cookie = std::move(cookie)](const std::string&) mutable {
              return http::Response::redirect("/").with("Set-Cookie", std::move(cookie));
          });
}

void answer_caller(Call call) {
    const Service& service = call.service();
    if (const auto id = call.account()) {
        store::AccessStore& accounts = *service.options.store.access();
        const auto account = accounts.account(*id);
        if (!account) return call.answer(store_failed(account.error()));
        const auto roles = accounts.roles_of(*id);
        if (!roles) return call.answer(store_failed(roles.error()));
        const store::MemberRow* here = role_here(*roles, call.workspace());
        if (!*account || here == nullptr)
            return call.refuse(403, "the account has no role any more");
        return call.answer(http::Response::json(200, account_body(**account, *here, *roles)));
    }
    std::string body;
    {
        ObjectWriter object(body);
        object.text("kind", call.actor().name == "api"     ? "open"
                            : call.actor().name == "admin" ? "admin"
                                                           : "token");
        object.text("actor", call.actor().name);
        object.text("workspace", call.workspace());
        object.key("role") += "null";
        object.key("person") += "null";
        object.key("account") += "null";
        write_roles(object, {});
    }
    call.answer(http::Response::json(200, std::move(body)));
}

Uuid new_id(const Service& service) {
    UuidRandom random{};
    service.options.random.fill(random);
    return make_uuid_v7(service.options.clock.now().micros / 1000, random);
}

store::AuditRow audit_row(const Service& service, std::string workspace, std::string actor,
                          std::string action, std::string subject) {
    store::AuditRow row;
    row.workspace = std::move(workspace);
    row.id = new_id(service);
    row.at = service.options.clock.now();
    row.actor = std::move(actor);
    row.action = std::move(action);
    row.subject = std::move(subject);
    return row;
}

store::AuditRow audit_row(const Call& call, std::string action, std::string subject,
                          std::string before, std::string after) {
    store::AuditRow row = audit_row(call.service(), call.workspace(), call.actor().name,
                                    std::move(action), std::move(subject));
    row.before = std::move(before);
    row.after = std::move(after);
    return row;
}

http::Response refused_change(const Error& error, std::string field) {
    if (store::is(error, store::StoreError::Invalid)) {
        return http::problem_response(409, error.message, std::move(field));
    }
    if (store::is(error, store::StoreError::NotFound)) {
        return http::problem_response(404, error.message);
    }
    return unavailable(error.message);
}

void change_access(Call call, store::AccessChange change, http::Response done, std::string field) {
    store::AccessStore& accounts = *call.service().options.store.access();
    accounts.change_access(std::move(change),
                           [call = std::move(call), done = std::move(done),
                            field = std::move(field)](Result<void> changed) mutable {
                               call.service().guard.forget();
                               if (changed) return call.answer(std::move(done));
                               call.answer(refused_change(changed.error(), std::move(field)));
                           });
}

void while_hashing(Call call, std::move_only_function<void(Call)> job) {
    Background& hashing = call.service().hashing;
    auto held = std::make_shared<std::optional<Call>>(std::move(call));  // shared with the job
    Background::Job run = [held, job = std::move(job)]() mutable { job(*std::move(*held)); };
    if (hashing.run(run)) return;
    (*held)->answer(unavailable("too many people are signing in; try again shortly", 2));
}

}  // namespace baton::api
