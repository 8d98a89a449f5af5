#include "api/sso.hpp"

#include <fmt/format.h>

#include <utility>

#include "access/secret.hpp"
#include "api/answers.hpp"
#include "api/link.hpp"
#include "api/origin.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

enum class SsoError : int { NotReached = 1 };

constexpr Duration kKnownFor = Duration::hours(1);
constexpr Duration kAtMostEvery = Duration::seconds(30);  // keys are read anew
constexpr Duration kWayLasts = Duration::minutes(10);
constexpr std::string_view kCookie = "baton_sso";
constexpr std::string_view kCallback = "/v1/sign-in/sso/callback";

deliver::HttpCall get_call(const std::string& url) {
    deliver::HttpCall call;
    call.url = url;
    call.method = deliver::HttpMethod::Get;
    call.wants_answer = true;
    return call;
}

// What stands in the cookie between the way there and the way back.
struct Way {
    std::string state;
    std::string nonce;
    std::string verifier;
};

std::string cookie_of(const Service& service, std::string_view value, Duration lasts) {
    // Lax: the way back begins at the issuer's page.
    return fmt::format("{}={}; Path=/v1/sign-in; Max-Age={}; HttpOnly; SameSite=Lax{}", kCookie,
                       value, lasts.micros / 1'000'000,
                       service.guard.public_url().starts_with("https://") ? "; Secure" : "");
}

std::optional<Way> way_in(const http::RequestHead& head) {
    const auto value = cookie_value(head, kCookie);
    if (!value) return std::nullopt;
    const auto parts = split(*value, '.');
    if (parts.size() != 3) return std::nullopt;
    return Way{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

std::string there(const Service& service, const std::string& address, const Way& way,
                  const std::string& back) {
    const auto encoded = [](std::string_view text) { return http::percent_encode(text); };
    return fmt::format(
        "{}{}response_type=code&scope=openid%20email%20profile&client_id={}&redirect_uri={}"
        "&state={}&nonce={}&code_challenge={}&code_challenge_method=S256",
        address, address.find('?') == std::string::npos ? '?' : '&',
        encoded(service.options.sso.client), encoded(back), encoded(way.state), encoded(way.nonce),
        access::pkce_challenge(way.verifier));
}

http::Response no_sso() { return http::problem_response(404, "this server has no single sign-on"); }

http::Response failed(const Service& service, int status, std::string detail) {
    return http::problem_response(status, std::move(detail))
        .with("Set-Cookie", cookie_of(service, "", Duration{}));
}

// Somebody whom the issuer vouches for: the account of theirs, or one of the same verified address
// that no one else at the issuer has.
void let_in(Call call, const access::Identity& identity, const Visitor& visitor) {
    const Service& service = call.service();
    store::AccessStore& accounts = *service.options.store.access();
    auto account = accounts.account_of_subject(identity.subject);
    if (account && !*account && !identity.email.empty()) {
        account = accounts.account_of_email(identity.email);
        if (account && *account && !(*account)->subject.empty()) account->reset();
    }
    if (!account) return call.answer(store_failed(account.error()));
    if (!*account || (*account)->disabled_at) {
        return call.answer(failed(service, 403,
                                  "you have no account here; ask an administrator to invite you by "
                                  "the e-mail address of your single sign-on"));
    }
    store::AccessChange change;
    if ((*account)->subject.empty()) {
        (*account)->subject = identity.subject;
        if ((*account)->name.empty() && identity.name.size() <= kMaxAccountName) {
            (*account)->name = identity.name;
        }
        change.account = **account;
        change.audit = audit_row(service, call.workspace(), "user:" + (*account)->email,
                                 "account.single_sign_on", (*account)->email);
    }
    std::string gone = cookie_of(service, "", Duration{});
    start_session_and_go(std::move(call), **account, std::move(change), visitor, std::move(gone));
}

struct Returned {
    Way way;
    std::string token;
    Visitor visitor;
};

// Checks the token by the issuer's keys; once more by keys read anew where it names another.
void believe(Call call, Returned returned, bool anew) {
    Service& service = call.service();
    service.issuer.ask(anew, [call = std::move(call), returned = std::move(returned),
                              anew](Result<std::shared_ptr<const Issuer::Known>> known) mutable {
        Service& here = call.service();
        if (!known) return call.answer(failed(here, 502, known.error().message));
        const auto identity = access::check_id_token(returned.token, (*known)->keys,
                                                     {.issuer = here.options.sso.issuer,
                                                      .client = here.options.sso.client,
                                                      .nonce = returned.way.nonce,
                                                      .now = here.options.clock.now(),
                                                      .algorithms = (*known)->places.algorithms});
        if (identity) {
            return in_background(std::move(call),
                                 [identity = *identity, visitor = returned.visitor](Call asked) {
                                     let_in(std::move(asked), identity, visitor);
                                 });
        }
        const bool is_other_key =
            identity.error().code == static_cast<int>(access::IdTokenError::UnknownKey);
        if (is_other_key && !anew) return believe(std::move(call), std::move(returned), true);
        call.answer(failed(here, 403, identity.error().message));
    });
}

// Trades the code for a token.
void trade(Call call, const std::string& code, const std::string& back, const Issuer::Known& known,
           Way way, Visitor visitor) {
    const Service& service = call.service();
    const SingleSignOn& sso = service.options.sso;
    const auto encoded = [](std::string_view text) { return http::percent_encode(text); };
    deliver::HttpCall post;
    post.url = known.places.token;
    post.content_type = "application/x-www-form-urlencoded";
    post.wants_answer = true;
    post.secrets.add(sso.secret);
    post.body = fmt::format(
        "grant_type=authorization_code&code={}&redirect_uri={}&client_id={}&client_secret={}"
        "&code_verifier={}",
        encoded(code), encoded(back), encoded(sso.client), encoded(sso.secret),
        encoded(way.verifier));
    service.options.outbound->submit(std::move(post), [call = std::move(call), way = std::move(way),
                                                       visitor = std::move(visitor)](
                                                          const deliver::Outcome& outcome) mutable {
        if (outcome.kind != deliver::OutcomeKind::Sent) {
            return call.answer(failed(call.service(), 502, outcome.message));
        }
        auto token = access::id_token_in(outcome.answer);
        if (!token) return call.answer(failed(call.service(), 502, token.error().message));
        believe(std::move(call), {std::move(way), *std::move(token), std::move(visitor)}, false);
    });
}

}  // namespace

void Issuer::ask(bool anew, Done done) {
    const Instant now = options_.clock.now();
    {
        std::unique_lock lock(mutex_);
        // An unknown key has them read anew at once, and then not again for a while: nobody makes
        // us call the issuer for each made-up token.
        const bool is_fresh =
            known_ && (anew ? now - anew_at_ < kAtMostEvery : now - read_at_ < kKnownFor);
        if (anew && !is_fresh) anew_at_ = now;
        if (is_fresh) {
            auto known = known_;
            lock.unlock();
            return done(std::move(known));
        }
    }
    std::string base = options_.sso.issuer;
    while (base.ends_with('/')) base.pop_back();
    options_.outbound->submit(
        get_call(base + "/.well-known/openid-configuration"),
        [this, done = std::move(done)](const deliver::Outcome& outcome) mutable {
            if (outcome.kind != deliver::OutcomeKind::Sent) {
                return done(fail(SsoError::NotReached,
                                 "single sign-on cannot be reached: " + outcome.message));
            }
            auto places = access::read_discovery(outcome.answer, options_.sso.issuer);
            if (!places) return done(std::unexpected(places.error()));
            read_keys(*std::move(places), std::move(done));
        });
}

void Issuer::read_keys(access::Discovery places, Done done) {
    deliver::HttpCall call = get_call(places.jwks);
    options_.outbound->submit(
        std::move(call), [this, places = std::move(places),
                          done = std::move(done)](deliver::Outcome outcome) mutable {
            if (outcome.kind != deliver::OutcomeKind::Sent) {
                return done(fail(SsoError::NotReached,
                                 "the keys of single sign-on cannot be read: " + outcome.message));
            }
            auto known =
                std::make_shared<const Known>(Known{std::move(places), std::move(outcome.answer)});
            {
                const std::lock_guard lock(mutex_);
                known_ = known;
                read_at_ = options_.clock.now();
            }
            done(std::move(known));
        });
}

void get_sso(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    Service& service = call.service();
    if (service.options.sso.issuer.empty()) return call.answer(no_sso());
    const std::string back = base_url(service, request) + std::string(kCallback);
    service.issuer.ask(false, [call = std::move(call),
                               back](Result<std::shared_ptr<const Issuer::Known>> known) mutable {
        Service& here = call.service();
        if (!known) return call.answer(failed(here, 502, known.error().message));
        Random& random = here.options.random;
        const Way way{access::make_secret(random, ""), access::make_secret(random, ""),
                      access::make_secret(random, "")};
        call.answer(http::Response::redirect(there(here, (*known)->places.authorization, way, back))
                        .with("Set-Cookie",
                              cookie_of(here, way.state + "." + way.nonce + "." + way.verifier,
                                        kWayLasts)));
    });
}

void get_sso_callback(Call call, http::Request& request) {
    Service& service = call.service();
    if (service.options.sso.issuer.empty()) return call.answer(no_sso());
    // An issuer may send more than is asked for.
    const auto query = http::query_parameters(request.query);
    if (!query) return call.refuse(400, "the way back is not as the issuer writes it");
    auto way = way_in(request);
    const auto state = http::find_parameter(*query, "state");
    if (!way || !state || *state != way->state) {
        return call.answer(failed(service, 403,
                                  "this sign-in was not begun by this browser, or too "
                                  "long ago; begin it again"));
    }
    if (const auto issuer = http::find_parameter(*query, "iss");
        issuer && *issuer != service.options.sso.issuer) {
        return call.answer(failed(service, 403, "the answer is of another issuer"));
    }
    const auto code = http::find_parameter(*query, "code");
    if (!code) {
        return call.answer(failed(service, 403, "single sign-on let nobody in"));
    }
    const std::string back = base_url(service, request) + std::string(kCallback);
    service.issuer.ask(false, [call = std::move(call), way = *std::move(way),
                               code = std::string(*code), back, visitor = visitor_of(request)](
                                  Result<std::shared_ptr<const Issuer::Known>> known) mutable {
        if (!known) return call.answer(failed(call.service(), 502, known.error().message));
        trade(std::move(call), code, back, **known, std::move(way), std::move(visitor));
    });
}

}  // namespace baton::api
