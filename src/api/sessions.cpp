// A session of the caller's own, and the others of the same account: seen, ended; the password.
#include <utility>

#include "access/password.hpp"
#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

http::Response no_account() {
    return http::problem_response(403, "this is for whoever is signed in; a token has no account");
}

std::string sessions_body(const std::vector<store::SessionRow>& sessions, const Digest& own,
                          Instant now) {
    std::string body = "{\"sessions\":[";
    for (const store::SessionRow& session : sessions) {
        if (session.expires_at <= now) continue;
        if (body.back() != '[') body += ',';
        ObjectWriter item(body);
        item.text("id", format_uuid(session.id));
        item.text("created_at", format_time(session.created_at));
        item.text("seen_at", format_time(session.seen_at));
        item.text("expires_at", format_time(session.expires_at));
        text_or_null(item, "browser", session.agent);
        text_or_null(item, "address", session.address);
        flag(item, "this", session.hash == own);
    }
    return body + "]}";
}

void change_password(Call call, const std::string& present, const std::string& wanted) {
    store::AccessStore& accounts = *call.service().options.store.access();
    auto account = accounts.account(*call.account());
    if (!account) return call.answer(store_failed(account.error()));
    if (!*account) return call.answer(no_account());
    if (!access::password_fits(present, (*account)->password)) {
        return call.refuse(422, "this is not the present password", "present");
    }
    auto hash = access::hash_password(wanted);
    if (!hash) return call.answer(unavailable(hash.error().message));
    store::AccessChange change;
    change.account = **account;
    change.account->password = *std::move(hash);
    change.ends = store::SessionEnd{.account = (*account)->id, .but = call.session()};
    change.audit = audit_row(call, "account.password", (*account)->email, "", "");
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

}  // namespace

void get_session(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    in_background(std::move(call), answer_caller);
}

void delete_session(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto account = call.account();
    const auto session = call.session();
    if (!account || !session) return call.answer(no_account());
    in_background(std::move(call), [account = *account, session = *session](Call asked) {
        Service& service = asked.service();
        const auto found = service.options.store.access()->find_session(session);
        if (!found) return asked.answer(store_failed(found.error()));
        store::AccessChange change;
        if (*found)
            change.ends = store::SessionEnd{.account = account, .only = (*found)->session.id};
        change_access(
            std::move(asked), std::move(change),
            http::Response::empty(204).with("Set-Cookie", service.guard.cookie("", Duration{})));
    });
}

void get_sessions(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    if (!call.account()) return call.answer(no_account());
    in_background(std::move(call), [](Call asked) {
        const auto sessions = asked.service().options.store.access()->sessions_of(*asked.account());
        if (!sessions) return asked.answer(store_failed(sessions.error()));
        const Instant now = asked.service().options.clock.now();
        asked.answer(http::Response::json(
            200, sessions_body(*sessions, asked.session().value_or(Digest{}), now)));
    });
}

void delete_one_session(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto account = call.account();
    if (!account) return call.answer(no_account());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.refuse(404, "there is no such session");
    store::AccessChange change;
    change.ends = store::SessionEnd{.account = *account, .only = *id};
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

void put_password(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"present", "password"});
    fields.need_one_of({"present"});
    fields.need_one_of({"password"});
    const std::string present = fields.text("present").value_or("");
    const std::string wanted = fields.text("password").value_or("");
    if (fields.has("password")) {
        if (auto wrong = access::password_complaint(wanted)) {
            fields.wrong("password", *std::move(wrong));
        }
    }
    if (present.size() > access::kMaxPassword) {
        fields.wrong("present", "a password has at most 256 bytes");
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto account = call.account();
    if (!account) return call.answer(no_account());
    Service& service = call.service();
    const Instant now = service.options.clock.now();
    if (const auto wait = service.account_attempts.take(format_uuid(*account), now)) {
        return call.answer(http::problem_response(429, "too many attempts; try again later")
                               .with("Retry-After", std::to_string(*wait)));
    }
    while_hashing(std::move(call), [present, wanted](Call asked) {
        change_password(std::move(asked), present, wanted);
    });
}

}  // namespace baton::api
