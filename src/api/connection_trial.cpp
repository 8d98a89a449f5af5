// POST /v1/connections/{connection}/test: one message that says it is a test, or one reading that
// changes nothing, and what came of it. Stands in the audit trail.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/connection.hpp"
#include "api/json.hpp"
#include "api/push_trial.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "capture/hooks/hook.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

using deliver::Outcome;
using deliver::OutcomeKind;
using deliver::TrialEnd;

struct Asked {
    std::string name;  // of the connection
    Instant at;
};

std::string result_json(const TrialEnd& end, Duration took) {
    const bool is_passed = end.outcome.kind == OutcomeKind::Sent;
    std::string body;
    {
        ObjectWriter object(body);
        object.text("outcome", is_passed ? "passed" : "failed");
        const std::int64_t status = end.outcome.status;
        integer_or_null(object, "status", status == 0 ? std::nullopt : std::optional(status));
        text_or_null(object, "error", is_passed ? "" : end.outcome.message);
        text_or_null(object, "found", is_passed ? end.found : "");
        object.integer("took_ms", std::max<std::int64_t>(0, took.micros / 1000));
    }
    return body;
}

// On whatever thread heard of it: the trail's entry is written, and then the call answered.
void finish(Call call, const Asked& asked, const TrialEnd& end) {
    if (end.outcome.stopped) return call.answer(unavailable("the server is stopping"));
    const Duration took = call.service().options.clock.now() - asked.at;
    std::string body = result_json(end, took);
    store::AccessChange change;
    change.audit = audit_row(call, "connection.tested", asked.name, "", body);
    change_access(std::move(call), std::move(change), http::Response::json(200, std::move(body)));
}

TrialEnd ended(OutcomeKind kind, std::string message, std::string found = {}) {
    Outcome outcome;
    outcome.kind = kind;
    outcome.message = std::move(message);
    return {std::move(outcome), std::move(found)};
}

TrialEnd end_of(const std::vector<TriedBrowser>& tried) {
    const auto took = [](const TriedBrowser& one) { return one.outcome.kind == OutcomeKind::Sent; };
    const auto reached = std::ranges::count_if(tried, took);
    if (reached == 0) return {tried.front().outcome};
    return {std::ranges::find_if(tried, took)->outcome,
            fmt::format("a notification in {} of your {} browsers", reached, tried.size())};
}

// Who asks, as a message can name them. Blocks on a read of the store.
deliver::TrialAsker asker_of(const Call& call, const workspace::Policy* policy) {
    deliver::TrialAsker asker;
    const std::string actor = call.actor().name;
    asker.words = actor.starts_with("token:") ? "The token " + actor.substr(6) : "Somebody";
    const auto id = call.account();
    if (!id) return asker;
    const auto account = call.service().options.store.access()->account(*id);
    if (!account || !*account) return asker;
    asker.words = (*account)->email;
    asker.person = {"", (*account)->name, (*account)->email};
    if (policy != nullptr && policy->names.people.find(call.person())) {
        asker.person.key = call.person();
    }
    return asker;
}

void try_hook(Call call, const Asked& asked, const Connection& one) {
    const Options& options = call.service().options;
    const auto type = capture::hook_type(one.hook->type).value_or(capture::HookType::Json);
    const bool fetches = type == capture::HookType::Meta || type == capture::HookType::HubSpot;
    if (!one.plugged.fault.empty()) {
        return finish(std::move(call), asked, ended(OutcomeKind::Permanent, one.plugged.fault));
    }
    if (!fetches || one.hook->token.empty()) {
        return finish(std::move(call), asked,
                      ended(OutcomeKind::Sent, "", "its secrets are there; it waits to be called"));
    }
    deliver::HttpCall get;
    get.method = deliver::HttpMethod::Get;
    const auto token = deliver::expand(one.hook->token, one.name, options.environment, get.secrets);
    const auto url = deliver::expand(one.hook->url, one.name, options.environment, get.secrets);
    const Error* fault = !token ? &token.error() : !url ? &url.error() : nullptr;
    if (fault != nullptr) {
        return finish(std::move(call), asked, ended(OutcomeKind::Permanent, fault->message));
    }
    get.headers.emplace_back("Authorization", "Bearer " + *token);
    get.url = capture::probe_address(type, *url);
    options.outbound->submit(
        std::move(get), [call = std::move(call), asked](Outcome outcome) mutable {
            finish(std::move(call), asked, {std::move(outcome), "its token is taken there"});
        });
}

void try_sign_in(Call call, const Asked& asked) {
    Issuer& issuer = call.service().issuer;
    issuer.ask(true, [call = std::move(call),
                      asked](Result<std::shared_ptr<const Issuer::Known>> known) mutable {
        finish(std::move(call), asked,
               known ? ended(OutcomeKind::Sent, "", "its addresses and keys are read")
                     : ended(OutcomeKind::Permanent, known.error().message));
    });
}

void try_one(Call call, const Asked& asked, const Connection& one,
             const std::shared_ptr<const dispatch::Live>& live) {
    const Options& options = call.service().options;
    if (one.channel != nullptr && one.channel->type == workspace::ChannelType::Push) {
        if (!call.account()) {
            return call.refuse(403,
                               "notifications go to the browsers of whoever is signed in; a token "
                               "has none");
        }
        return try_browsers(std::move(call), [asked](Call heard, const auto& tried) {
            finish(std::move(heard), asked, end_of(tried));
        });
    }
    if (one.hook != nullptr) return try_hook(std::move(call), asked, one);
    if (one.channel == nullptr && one.crm == nullptr) return try_sign_in(std::move(call), asked);
    const deliver::TrialTools tools{*options.outbound, options.environment,
                                    [&clock = options.clock] { return clock.now(); }};
    const auto asker = asker_of(call, live->policy.get());
    const std::string id = format_uuid(new_id(call.service()));
    const std::string workspace = call.workspace();
    auto done = [call = std::move(call), asked](const TrialEnd& end) mutable {
        finish(std::move(call), asked, end);
    };
    if (one.crm != nullptr) return deliver::try_crm(*one.crm, tools, std::move(done));
    deliver::try_channel(*one.channel, *live->policy, workspace, asker, id, tools, std::move(done));
}

http::Response no_such_connection(std::string_view name, const std::vector<Connection>& all) {
    std::vector<std::string_view> known;
    for (const Connection& one : all) known.push_back(one.name);
    return http::problem_response(
        404, with_nearest(fmt::format("there is no connection \"{}\"", name), name, known));
}

}  // namespace

void post_connection_test(Call call, http::Request& request) {
    auto body = json_body_or_nothing(request);
    if (!body) return call.answer(std::move(body.error()));
    const BodyFields fields(*body, {});
    if (!fields.is_fine()) return call.answer(fields.refusal());
    in_background(std::move(call), [](Call asked) {
        Service& service = asked.service();
        const auto live = asked.writer().live();
        const auto all = connections_of(service.options, live->policy.get());
        const auto one = std::ranges::find(all, asked.argument(0), &Connection::name);
        if (one == all.end()) return asked.answer(no_such_connection(asked.argument(0), all));
        if (service.options.outbound == nullptr) {
            return asked.answer(unavailable("this server has no way out", 30));
        }
        const Instant now = service.options.clock.now();
        const auto wait = service.account_attempts.take(
            fmt::format("connection {} {}", asked.workspace(), one->name), now);
        if (wait) {
            return asked.answer(
                http::problem_response(429, "too many tests of this connection; try again later")
                    .with("Retry-After", std::to_string(*wait)));
        }
        try_one(std::move(asked), {one->name, now}, *one, live);
    });
}

}  // namespace baton::api
