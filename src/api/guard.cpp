#include "api/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "access/secret.hpp"
#include "api/origin.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

using Admission = std::variant<Caller, http::Response>;

http::Response unauthorized(std::string detail, std::string type = {}) {
    http::Problem problem;
    problem.status = 401;
    problem.type = std::move(type);
    problem.detail = std::move(detail);
    problem.field = "Authorization";
    return http::problem_response(problem).with("WWW-Authenticate", "Bearer realm=\"baton\"");
}

http::Response store_is_away(const Error& error) {
    return http::problem_response(503, "the store cannot be read: " + error.message)
        .with("Retry-After", "1");
}

std::optional<Scope> scope_of(Need need) {
    switch (need) {
        case Need::Nothing:
        case Need::AnyToken:
            return std::nullopt;
        case Need::LeadsWrite:
            return Scope::LeadsWrite;
        case Need::LeadsRead:
            return Scope::LeadsRead;
        case Need::Desk:
            return Scope::Desk;
        case Need::Workspace:
            return Scope::Workspace;
        case Need::Metrics:
            return Scope::Metrics;
        case Need::Admin:
            return Scope::Admin;
    }
    return std::nullopt;
}

// The open door of the first minutes: for this machine's own programs and pages alone.
Admission admit_local(const http::RequestHead& head) {
    const auto host = head.header("Host");
    if (host && !is_loopback_authority(*host)) {
        return http::problem_response(
            403,
            "as long as no token exists, only requests to a loopback address are answered; "
            "create a token to be called by another name");
    }
    const auto origin = head.header("Origin");
    if (origin && (origin_authority(*origin).empty() || !host ||
                   !equals_ignoring_ascii_case(origin_authority(*origin), *host))) {
        return http::problem_response(403, "no web page from elsewhere may call this server");
    }
    return Caller{.actor = "api"};
}

// Who could read the figures a while ago still can while the store cannot be asked: that is when
// they are wanted most.
constexpr Duration kKeptForMetrics = Duration::minutes(15);
// A session's last use is written down no more often than this.
constexpr Duration kSeenEvery = Duration::minutes(5);

store::AccessStore& accounts_of(store::Store& store) {
    BATON_CHECK(store.access() != nullptr);
    return *store.access();
}

}  // namespace

Guard::Guard(store::Store& store, const dispatch::Clock& clock, Access access,
             std::string public_url, std::string default_workspace)
    : store_(store),
      accounts_(accounts_of(store)),
      clock_(clock),
      access_(access),
      public_url_(std::move(public_url)),
      default_workspace_(std::move(default_workspace)) {}

Admission Guard::admit(const http::RequestHead& head, const Asked& asked) {
    if (asked.need == Need::Nothing) return Caller{};
    if (head.over_unix_socket) return Caller{.actor = "admin"};
    if (head.headers.count("Authorization") > 1) {
        return http::problem_response(400, "Authorization stands there twice", "Authorization");
    }
    if (const auto authorization = head.header("Authorization")) {
        return admit_token(*authorization, asked.need);
    }
    if (const auto secret = cookie_value(head, cookie_name())) {
        return admit_session(head, *secret, asked);
    }
    bool is_open = access_.on_loopback;
    if (is_open) {
        const Instant now = clock_.now();
        auto any = anybody(now);
        if (!any && asked.need == Need::Metrics) {
            const std::lock_guard lock(mutex_);
            if (now < any_until_ + kKeptForMetrics) any = any_;
        }
        if (!any) return store_is_away(any.error());
        is_open = !*any;
    }
    if (is_open) return admit_local(head);
    return unauthorized("this call needs a session or a token: Authorization: Bearer bt_…");
}

Result<bool> Guard::is_open() {
    if (!access_.on_loopback) return false;
    const auto any = anybody(clock_.now());
    if (!any) return any;
    return !*any;
}

Admission Guard::admit_token(std::string_view authorization, Need need) {
    constexpr std::string_view kBearer = "Bearer ";
    if (!equals_ignoring_ascii_case(authorization.substr(0, kBearer.size()), kBearer)) {
        return unauthorized("Authorization is not of the form \"Bearer bt_…\"");
    }
    const Instant now = clock_.now();
    const Digest hash = access::secret_hash(trim(authorization.substr(kBearer.size())));
    auto found = tokens_.find(hash, now, [&] { return store_.find_token(hash); });
    if (!found && need == Need::Metrics) {
        if (auto known = tokens_.remembered(hash, now, kKeptForMetrics)) found = *std::move(known);
    }
    if (!found) return store_is_away(found.error());
    if (!*found) return unauthorized("this token is not known, or was revoked");
    const store::TokenRow& token = **found;
    if (token.expires_at && *token.expires_at <= now) {
        return unauthorized("this token expired at " + format_time(*token.expires_at));
    }
    const auto scope = scope_of(need);
    if (scope && !allows(token.scopes, *scope)) {
        return http::problem_response(
            403,
            fmt::format("token \"{}\" may not do this: it needs the scope \"{}\" and has \"{}\"",
                        token.name, to_word(*scope), token.scopes));
    }
    return Caller{.actor = "token:" + token.name, .workspace = token.workspace};
}

Admission Guard::admit_session(const http::RequestHead& head, std::string_view secret,
                               const Asked& asked) {
    const From from = page_of(head, public_url_);
    if (from == From::Elsewhere || (from == From::Unsaid && !only_reads(head.method))) {
        return http::problem_response(
            403,
            "a session is for pages of this server alone, and this request says of no such "
            "page that it comes from there; programs use a token");
    }
    const Instant now = clock_.now();
    const Digest hash = access::secret_hash(secret);
    auto found = sessions_.find(hash, now, [&] { return accounts_.find_session(hash); });
    if (!found) return store_is_away(found.error());
    if (!*found || (*found)->session.expires_at <= now || (*found)->account.disabled_at) {
        return unauthorized("the session is over; sign in again", "urn:baton:session-over");
    }
    const store::SessionOf& session = **found;
    const store::MemberRow* member = role_in(session, asked.workspace);
    const auto role = member == nullptr ? std::nullopt : access::role_from(member->role);
    if (!role) {
        return http::problem_response(
            403, fmt::format("{} has no role in {}", session.account.email,
                             asked.workspace.empty() ? "any workspace"
                                                     : "workspace \"" + asked.workspace + "\""));
    }
    const access::Reach reach = asked.reaches.of(*role);
    if (reach == access::Reach::None) {
        return http::problem_response(
            403, fmt::format("the role \"{}\" may not do this", access::to_word(*role)));
    }
    note_seen(session.session, now);
    return Caller{.actor = "user:" + session.account.email,
                  .workspace = member->workspace,
                  .reach = reach,
                  .role = member->role,
                  .person = member->person,
                  .account = session.account.id,
                  .session = hash};
}

// The role that counts: in the workspace of the path; else in the server's own, or the first.
const store::MemberRow* Guard::role_in(const store::SessionOf& session,
                                       const std::string& workspace) const {
    const std::string& wanted = workspace.empty() ? default_workspace_ : workspace;
    const auto found = std::ranges::find(session.members, wanted, &store::MemberRow::workspace);
    if (found != session.members.end()) return &*found;
    return workspace.empty() && !session.members.empty() ? &session.members.front() : nullptr;
}

void Guard::note_seen(const store::SessionRow& session, Instant now) {
    if (now - session.seen_at < kSeenEvery) return;
    sessions_.adjust(session.hash, [&](store::SessionOf& known) { known.session.seen_at = now; });
    store::AccessChange change;
    change.session = session;
    change.session->seen_at = now;
    // One that is not written is written the next time.
    accounts_.change_access(std::move(change), [](Result<void>) {});
}

Result<bool> Guard::anybody(Instant now) {
    std::uint64_t forgotten = 0;
    {
        const std::lock_guard lock(mutex_);
        if (now < any_until_ && now + kTokenCached >= any_until_) return any_;
        forgotten = forgotten_;
    }
    auto any = store_.any_token();
    if (any && !*any) any = accounts_.any_account();
    if (!any) return any;
    const std::lock_guard lock(mutex_);
    if (forgotten == forgotten_) {
        any_ = *any;
        any_until_ = now + kTokenCached;
    }
    return any;
}

void Guard::forget() {
    tokens_.forget();
    sessions_.forget();
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    any_until_ = Instant{};
}

std::string_view Guard::cookie_name() const {
    // The prefix makes browsers refuse it but over TLS, and from any other host.
    return public_url_.starts_with("https://") ? "__Host-baton_session" : "baton_session";
}

std::string Guard::cookie(std::string_view secret, Duration lasts) const {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name(),
                       secret, lasts.micros / 1'000'000,
                       public_url_.starts_with("https://") ? "; Secure" : "");
}

bool Guard::is_forged(const http::RequestHead& head) const {
    return page_of(head, public_url_) == From::Elsewhere;
}

}  // namespace baton::api
