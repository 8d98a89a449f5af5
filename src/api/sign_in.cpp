// Signing in: with e-mail and password, or with a link that works once and sets a password. Whoever
// calls is not known yet, so attempts are counted by address and by account, and argon2 runs on
// threads of its own.
#include <fmt/format.h>

#include <utility>

#include "access/password.hpp"
#include "access/secret.hpp"
#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/link.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "base/text.hpp"
#include "core/lead/email.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

http::Response forged() {
    return http::problem_response(403, "no web page from elsewhere may sign anybody in");
}

http::Response too_fast(int seconds) {
    return http::problem_response(429, fmt::format("too many attempts; try again in {} s", seconds))
        .with("Retry-After", std::to_string(seconds));
}

// One attempt from this address at this account is taken; what is answered where there were too
// many.
std::optional<http::Response> slow_down(Service& service, const http::RequestHead& head,
                                        const std::string& account) {
    const Instant now = service.options.clock.now();
    if (const auto wait = service.address_attempts.take(head.peer_address, now)) {
        return too_fast(*wait);
    }
    if (const auto wait = service.account_attempts.take(account, now)) return too_fast(*wait);
    return std::nullopt;
}

http::Response wrong_password() {
    http::Problem problem;
    problem.status = 401;
    problem.type = "urn:baton:wrong-password";
    problem.detail = "the e-mail or the password is not right";
    problem.field = "password";
    return http::problem_response(problem);
}

void check_and_start(Call call, const std::string& email, const std::string& password,
                     const Visitor& visitor) {
    store::AccessStore& accounts = *call.service().options.store.access();
    auto account = accounts.account_of_email(email);
    if (!account) return call.answer(store_failed(account.error()));
    const std::string hash = *account ? (*account)->password : std::string();
    // The same work whether there is such an account or not.
    const bool fits = access::password_fits(password, hash);
    if (!fits || (*account)->disabled_at) return call.answer(wrong_password());
    start_session(std::move(call), **account, {}, visitor);
}

// What a link's holder wants: a password, and where it is the first administrator's, who they are.
struct Claimed {
    Digest link{};
    std::string password;
    std::string email;
    std::string name;
};

OrResponse<Claimed> read_claim(const http::Request& request) {
    auto body = json_body(request);
    if (!body) return std::unexpected(std::move(body.error()));
    BodyFields fields(*body, {"link", "password", "email", "name"});
    fields.need_one_of({"link"});
    fields.need_one_of({"password"});
    Claimed claim;
    claim.link = access::secret_hash(fields.text("link").value_or(""));
    claim.password = fields.text("password").value_or("");
    if (fields.has("password")) {
        if (auto wrong = access::password_complaint(claim.password)) {
            fields.wrong("password", *std::move(wrong));
        }
    }
    if (const auto email = fields.text("email")) {
        const auto read = lead::read_email(*email);
        if (read) claim.email = ascii_lower(*read);
        if (!read) fields.wrong("email", "this is no e-mail address");
    }
    claim.name = fields.text("name").value_or("");
    if (claim.name.size() > kMaxAccountName) fields.wrong("name", "a name has at most 200 bytes");
    if (!fields.is_fine()) return std::unexpected(fields.refusal());
    return claim;
}

http::Response stale_link() {
    http::Problem problem;
    problem.status = 404;
    problem.type = "urn:baton:link-used";
    problem.detail = "the link was used already, or is too old; ask for another";
    problem.field = "link";
    return http::problem_response(problem);
}

// The first administrator, made by the link that the server printed.
OrResponse<store::AccountRow> first_account(const Call& call, const Claimed& claim,
                                            store::AccessChange& change) {
    if (claim.email.empty()) {
        return std::unexpected(http::problem_response(
            422, "the first administrator needs an e-mail address", "email"));
    }
    store::AccountRow account;
    account.id = new_id(call.service());
    account.email = claim.email;
    account.name = claim.name;
    account.created_at = call.service().options.clock.now();
    change.needs_no_account = true;
    change.member = store::MemberRow{call.workspace(), account.id, "admin", "", account.created_at};
    return account;
}

void use_link(Call call, const Claimed& claim, const Visitor& visitor) {
    Service& service = call.service();
    store::AccessStore& accounts = *service.options.store.access();
    const Instant now = service.options.clock.now();
    const auto link = accounts.find_link(claim.link);
    if (!link) return call.answer(store_failed(link.error()));
    if (!*link || (*link)->expires_at <= now) return call.answer(stale_link());
    store::AccessChange change;
    change.uses = store::LinkUse{claim.link, (*link)->kind, now};
    store::AccountRow account;
    if ((*link)->kind == kSetupLink) {
        auto first = first_account(call, claim, change);
        if (!first) return call.answer(std::move(first.error()));
        account = *std::move(first);
    } else {
        auto found = accounts.account((*link)->account);
        if (!found) return call.answer(store_failed(found.error()));
        if (!*found || (*found)->disabled_at) return call.answer(stale_link());
        account = **std::move(found);
        if (!claim.name.empty()) account.name = claim.name;
        change.ends = store::SessionEnd{.account = account.id};
    }
    auto hash = access::hash_password(claim.password);
    if (!hash) return call.answer(unavailable(hash.error().message));
    account.password = *std::move(hash);
    change.account = account;
    change.audit = audit_row(service, call.workspace(), "user:" + account.email,
                             (*link)->kind == kSetupLink ? "account.first" : "account.password",
                             account.email);
    start_session(std::move(call), account, std::move(change), visitor);
}

}  // namespace

void get_sign_in(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    Service& service = call.service();
    const auto is_open = service.guard.is_open();
    if (!is_open) return call.answer(store_failed(is_open.error()));
    const auto live = call.writer().live();
    std::string body;
    {
        ObjectWriter object(body);
        flag(object, "open", *is_open);
        const SingleSignOn& sso = service.options.sso;
        text_or_null(object, "sso", sso.issuer.empty() ? "" : sso.name);
        flag(object, "reset_by_mail", live->policy && mail_channel(*live->policy) != nullptr);
    }
    call.answer(http::Response::json(200, std::move(body)));
}

void post_session(Call call, http::Request& request) {
    if (call.service().guard.is_forged(request)) return call.answer(forged());
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"email", "password"});
    fields.need_one_of({"email"});
    fields.need_one_of({"password"});
    const std::string email = ascii_lower(trim(fields.text("email").value_or("")));
    const std::string password = fields.text("password").value_or("");
    if (password.size() > access::kMaxPassword) {
        fields.wrong("password", "a password has at most 256 bytes");
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (auto wait = slow_down(call.service(), request, email)) {
        return call.answer(*std::move(wait));
    }
    while_hashing(std::move(call), [email, password, visitor = visitor_of(request)](Call asked) {
        check_and_start(std::move(asked), email, password, visitor);
    });
}

void post_link(Call call, http::Request& request) {
    if (call.service().guard.is_forged(request)) return call.answer(forged());
    auto claim = read_claim(request);
    if (!claim) return call.answer(std::move(claim.error()));
    const std::string link(bytes_of(claim->link));
    if (auto wait = slow_down(call.service(), request, link)) return call.answer(*std::move(wait));
    while_hashing(std::move(call), [claim = *std::move(claim), visitor = visitor_of(request)](
                                       Call asked) { use_link(std::move(asked), claim, visitor); });
}

void post_reset(Call call, http::Request& request) {
    if (call.service().guard.is_forged(request)) return call.answer(forged());
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    BodyFields fields(*body, {"email"});
    fields.need_one_of({"email"});
    const std::string email = ascii_lower(trim(fields.text("email").value_or("")));
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (auto wait = slow_down(call.service(), request, "reset " + email)) {
        return call.answer(*std::move(wait));
    }
    const std::string base = base_url(call.service(), request);
    in_background(std::move(call), [email, base](Call asked) {
        mail_reset(asked.service(), asked.workspace(), email, base);
        // The same words whether there is such an account or not.
        asked.answer(http::Response::json(
            202, R"({"detail":"where there is such an account, a link is on its way to it"})"));
    });
}

}  // namespace baton::api
