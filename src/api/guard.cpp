#include "api/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "http/address.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

http::Response unauthorized(std::string detail) {
    return http::problem_response(401, std::move(detail), "Authorization")
        .with("WWW-Authenticate", "Bearer realm=\"baton\"");
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
std::variant<Caller, http::Response> admit_local(const http::RequestHead& head) {
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
    return Caller{"api", ""};
}

// Who could read the figures a while ago still can while the store cannot be asked: that is when
// they are wanted most.
constexpr Duration kKeptForMetrics = Duration::minutes(15);

}  // namespace

bool is_loopback_authority(std::string_view authority) {
    std::string_view host = authority;
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos) return false;
        const std::string_view after = host.substr(end + 1);
        if (!after.empty() && !after.starts_with(':')) return false;
        host = host.substr(1, end - 1);
    } else if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
        host = host.substr(0, colon);
    }
    return http::Address{.host = ascii_lower(host)}.is_loopback();
}

std::string_view origin_authority(std::string_view origin) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.starts_with(scheme)) return origin.substr(scheme.size());
    }
    return {};
}

std::variant<Caller, http::Response> Guard::admit(const http::RequestHead& head, Need need) {
    if (need == Need::Nothing) return Caller{"", ""};
    if (head.over_unix_socket) return Caller{"admin", ""};
    if (head.headers.count("Authorization") > 1) {
        return http::problem_response(400, "Authorization stands there twice", "Authorization");
    }
    if (const auto authorization = head.header("Authorization")) {
        return admit_token(*authorization, need);
    }
    bool is_open = access_.on_loopback;
    if (is_open) {
        const Instant now = clock_.now();
        auto any = any_token(now);
        if (!any && need == Need::Metrics) {
            const std::lock_guard lock(mutex_);
            if (now < any_until_ + kKeptForMetrics) any = any_;
        }
        if (!any) return store_is_away(any.error());
        is_open = !*any;
    }
    if (is_open) return admit_local(head);
    return unauthorized("this call needs a token: Authorization: Bearer bt_…");
}

std::variant<Caller, http::Response> Guard::admit_token(std::string_view authorization, Need need) {
    constexpr std::string_view kBearer = "Bearer ";
    if (!equals_ignoring_ascii_case(authorization.substr(0, kBearer.size()), kBearer)) {
        return unauthorized("Authorization is not of the form \"Bearer bt_…\"");
    }
    const Instant now = clock_.now();
    const Digest hash = token_hash(trim(authorization.substr(kBearer.size())));
    auto found = find(hash, now);
    if (!found && need == Need::Metrics) {
        const std::lock_guard lock(mutex_);
        const auto known = tokens_.find(hash);
        if (known != tokens_.end() && now < known->second.until + kKeptForMetrics) {
            found = known->second.token;
        }
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
    return Caller{"token:" + token.name, token.workspace};
}

Result<bool> Guard::any_token(Instant now) {
    std::uint64_t forgotten = 0;
    {
        const std::lock_guard lock(mutex_);
        if (now < any_until_ && now + kTokenCached >= any_until_) return any_;
        forgotten = forgotten_;
    }
    const auto any = store_.any_token();
    if (!any) return any;
    const std::lock_guard lock(mutex_);
    if (forgotten == forgotten_) {
        any_ = *any;
        any_until_ = now + kTokenCached;
    }
    return any;
}

Result<std::optional<store::TokenRow>> Guard::find(const Digest& hash, Instant now) {
    std::uint64_t forgotten = 0;
    {
        const std::lock_guard lock(mutex_);
        const auto known = tokens_.find(hash);
        if (known != tokens_.end() && now < known->second.until &&
            now + kTokenCached >= known->second.until) {
            return known->second.token;
        }
        forgotten = forgotten_;
    }
    auto found = store_.find_token(hash);
    if (!found) return found;
    const std::lock_guard lock(mutex_);
    if (tokens_.size() >= kCachedTokens) tokens_.clear();
    if (forgotten == forgotten_) tokens_[hash] = {*found, now + kTokenCached};
    return found;
}

void Guard::forget() {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    tokens_.clear();
    any_until_ = Instant{};
}

}  // namespace baton::api
