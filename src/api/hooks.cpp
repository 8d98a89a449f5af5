// Posts of form tools, ad platforms and chats: POST /v1/hooks/{source}, each believed by its own
// signature, and the handshake with which Meta makes sure whose address it is.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/answers.hpp"
#include "api/hook_intake.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/slack.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "capture/hooks/hook.hpp"
#include "deliver/outbound/secrets.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kMaxChallenge = 200;  // bytes of a handshake that are given back
constexpr std::size_t kMaxFetched = 50;     // leads that one post may name

const workspace::HookSource* find_hook(const workspace::Policy& policy, std::string_view name) {
    const auto found = std::ranges::find(policy.hooks, name, &workspace::HookSource::key);
    return found == policy.hooks.end() ? nullptr : &*found;
}

http::Response no_such_hook(const workspace::Policy& policy, std::string_view name) {
    std::vector<std::string> known;
    for (const workspace::HookSource& hook : policy.hooks) known.push_back(hook.key);
    return http::problem_response(404, fmt::format("the document has no hook \"{}\"; {}", name,
                                                   known.empty() ? "hooks are listed under hooks:"
                                                                 : "it has " + join(known, ", ")));
}

// A text of the document with the environment's values in it; 503 where one is missing.
OrResponse<std::string> value_of(Service& service, const workspace::HookSource& hook,
                                 std::string_view key, const std::string& text,
                                 deliver::Secrets& secrets) {
    auto value = deliver::expand(text, fmt::format("hook {}: {}", hook.key, key),
                                 service.options.environment, secrets);
    if (!value) return std::unexpected(unavailable(value.error().message, 30));
    return *std::move(value);
}

// The address that the source called, as far as it can be known from here.
std::string called_url(const Service& service, const http::RequestHead& head) {
    std::string base = service.options.public_url;
    while (base.ends_with('/')) base.pop_back();
    if (base.empty()) base = "https://" + std::string(head.header("Host").value_or(""));
    return base + head.target;
}

capture::HookCall call_of(const Service& service, const http::Request& request,
                          const std::string& url) {
    return {"POST",
            url,
            request.header("Content-Type").value_or(""),
            request.body,
            [&request](std::string_view name) { return request.header(name); },
            service.options.clock.now()};
}

// Nothing when the post is its source's own, or comes with a token of ours where the document
// gives no secret.
std::optional<http::Response> refuse_stranger(Service& service, const workspace::HookSource& hook,
                                              capture::HookType type, const http::Request& request,
                                              const capture::HookCall& post) {
    if (hook.secret.empty()) {
        auto admitted = service.guard.admit(request, {Need::LeadsWrite, {access::Reach::All}, {}});
        if (auto* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);
        return std::nullopt;
    }
    deliver::Secrets secrets;
    const auto secret = value_of(service, hook, "secret", hook.secret, secrets);
    if (!secret) return secret.error();
    const auto verified = capture::verify_hook(type, *secret, post);
    if (verified) return std::nullopt;
    if (verified.error().code < static_cast<int>(capture::HookError::NotSigned)) {
        return capture_refusal(verified.error());
    }
    ++service.metrics.hooks_refused;
    return http::problem_response(401, verified.error().message);
}

// What leads are fetched with: the source's address (or ours for it) and the bearer token.
OrResponse<deliver::HttpCall> fetching(Service& service, const workspace::HookSource& hook) {
    deliver::HttpCall call;
    call.method = deliver::HttpMethod::Get;
    call.wants_answer = true;
    if (hook.token.empty()) {
        return std::unexpected(unavailable(
            fmt::format("hook {} has no token to fetch leads with; add it to the document",
                        hook.key),
            300));
    }
    const auto token = value_of(service, hook, "token", hook.token, call.secrets);
    if (!token) return std::unexpected(token.error());
    call.headers.emplace_back("Authorization", "Bearer " + *token);
    auto url = value_of(service, hook, "url", hook.url, call.secrets);
    if (!url) return std::unexpected(url.error());
    call.url = *std::move(url);
    return call;
}

}  // namespace

void post_hook(Call call, http::Request& request) {
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    if (is_slack_hook(*live->policy, call.argument(0))) {
        return take_press(std::move(call), request, live);
    }
    const workspace::HookSource* hook = find_hook(*live->policy, call.argument(0));
    if (hook == nullptr) return call.answer(no_such_hook(*live->policy, call.argument(0)));
    Service& service = call.service();
    const capture::HookType type = capture::hook_type(hook->type).value_or(capture::HookType::Json);
    const std::string url = called_url(service, request);
    const capture::HookCall post = call_of(service, request, url);
    if (auto refusal = refuse_stranger(service, *hook, type, request, post)) {
        return call.answer(*std::move(refusal));
    }
    auto content = capture::read_hook(type, {hook->map, live->policy->schema}, post);
    if (!content) return call.answer(capture_refusal(content.error()));
    deliver::HttpCall fetch;
    if (!content->to_fetch.empty()) {
        if (content->to_fetch.size() > kMaxFetched) {
            return call.refuse(413, fmt::format("a post names at most {} leads", kMaxFetched));
        }
        auto prepared = fetching(service, *hook);
        if (!prepared) return call.answer(std::move(prepared.error()));
        fetch = *std::move(prepared);
    }
    std::string repeat_key(request.header("webhook-id").value_or(""));
    if (repeat_key.empty()) repeat_key = request.header("Idempotency-Key").value_or("");
    std::make_shared<HookIntake>(std::move(call), live, *hook, type)
        ->take(*std::move(content), repeat_key.substr(0, kMaxKeyBytes), fetch);
}

// GET with hub.mode, hub.verify_token and hub.challenge: whoever knows the words that the document
// names is given the challenge back.
void get_hook(Call call, http::Request& request) {
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const workspace::HookSource* hook = find_hook(*live->policy, call.argument(0));
    if (hook == nullptr) return call.answer(no_such_hook(*live->policy, call.argument(0)));
    if (hook->verify.empty()) {
        return call.refuse(404, "this hook has no handshake; leads are posted to it");
    }
    auto query = http::query_parameters(request.query);
    if (!query) return call.refuse(400, query.error().message);
    deliver::Secrets secrets;
    const auto words = value_of(call.service(), *hook, "verify", hook->verify, secrets);
    if (!words) return call.answer(words.error());
    const auto mode = http::find_parameter(*query, "hub.mode").value_or("");
    const auto given = http::find_parameter(*query, "hub.verify_token").value_or("");
    const auto challenge = http::find_parameter(*query, "hub.challenge").value_or("");
    if (mode != "subscribe" || !equals_in_constant_time(given, *words)) {
        ++call.service().metrics.hooks_refused;
        return call.refuse(403, "hub.verify_token is not the one that the document names");
    }
    if (challenge.empty() || challenge.size() > kMaxChallenge) {
        return call.refuse(400, fmt::format("hub.challenge has 1 to {} bytes", kMaxChallenge));
    }
    call.answer(http::Response::text(200, std::string(challenge)));
}

}  // namespace baton::api
