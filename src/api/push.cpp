// Push: the browsers that somebody is told in, of their own account alone: listed, switched on and
// off, tried.
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/push_trial.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/session_start.hpp"
#include "base/base64_url.hpp"
#include "deliver/push/encrypt.hpp"
#include "deliver/push/vapid.hpp"
#include "http/problem.hpp"
#include "store/check_access.hpp"

namespace baton::api {
namespace {

using workspace::ChannelType;

http::Response no_account() {
    return http::problem_response(403, "this is for whoever is signed in; a token has no account");
}

std::string service_of(const store::SubscriptionRow& row) {
    const std::string origin = deliver::origin_of(row.endpoint).value_or("https://");
    return origin.substr(origin.find("//") + 2);
}

void write_subscription(ObjectWriter& object, const store::SubscriptionRow& row) {
    object.text("id", format_uuid(row.id));
    object.text("service", service_of(row));
    object.text("created_at", format_time(row.created_at));
    text_or_null(object, "browser", row.agent);
}

void list(Call call) {
    Service& service = call.service();
    const auto rows =
        service.options.store.access()->subscriptions_of(call.workspace(), *call.account());
    if (!rows) return call.answer(store_failed(rows.error()));
    const auto live = call.writer().live();
    std::string body;
    {
        ObjectWriter object(body);
        const auto key = deliver::vapid_key(service.options.store.instance().salt);
        object.text("key", to_base64_url(key.point));
        std::vector<std::string> channels;
        if (live->policy) {
            for (const workspace::Channel& one : live->policy->channels) {
                if (one.type == ChannelType::Push) channels.push_back(one.key);
            }
        }
        write_list(object.key("channels"), channels,
                   [&](const std::string& one) { append_json_string(body, one); });
        object.integer("most", static_cast<std::int64_t>(store::kMaxSubscriptions));
        write_list(object.key("subscriptions"), *rows, [&](const store::SubscriptionRow& row) {
            ObjectWriter item(body);
            write_subscription(item, row);
            // By this a browser knows which of them it is.
            item.text("hash", to_base64_url(bytes_of(sha256(row.endpoint))));
        });
    }
    call.answer(http::Response::json(200, std::move(body)));
}

std::string_view word_of(const deliver::Outcome& outcome) {
    if (outcome.kind == deliver::OutcomeKind::Sent) return "sent";
    return outcome.gone ? "gone" : "failed";
}

void answer_tried(Call call, const std::vector<TriedBrowser>& tried) {
    std::string body;
    {
        ObjectWriter object(body);
        write_list(object.key("subscriptions"), tried, [&](const TriedBrowser& one) {
            ObjectWriter item(body);
            write_subscription(item, one.row);
            item.text("outcome", word_of(one.outcome));
            text_or_null(item, "error", one.outcome.message);
        });
    }
    call.answer(http::Response::json(200, std::move(body)));
}

// --- switching on
// ------------------------------------------------------------------------------------

// Everything that is wrong is noted in `fields`.
store::SubscriptionRow subscription_in(BodyFields& fields) {
    store::SubscriptionRow row;
    fields.need_one_of({"endpoint"});
    fields.need_one_of({"keys"});
    if (auto endpoint = fields.text("endpoint")) {
        if (endpoint->size() > store::kMaxEndpoint || !deliver::origin_of(*endpoint)) {
            fields.wrong("endpoint", "the endpoint of a push subscription is an https address");
        }
        row.endpoint = *std::move(endpoint);
    }
    if (auto keys = fields.object("keys", {"p256dh", "auth"})) {
        row.p256dh = keys->text("p256dh").value_or("");
        row.auth = keys->text("auth").value_or("");
        if (!deliver::read_browser_keys(row.p256dh, row.auth)) {
            fields.wrong("keys",
                         "as the browser's PushSubscription has them: p256dh and auth, base64url");
        }
    }
    return row;
}

}  // namespace

void get_push(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    if (!call.account()) return call.answer(no_account());
    in_background(std::move(call), list);
}

void post_push_subscription(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    // What PushSubscription.toJSON() gives; when it will expire, the push service will say.
    BodyFields fields(*body, {"endpoint", "keys", "expirationTime"});
    store::SubscriptionRow row = subscription_in(fields);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto account = call.account();
    if (!account) return call.answer(no_account());
    row.workspace = call.workspace();
    row.account = *account;
    row.id = new_id(call.service());
    row.created_at = call.service().options.clock.now();
    row.agent = visitor_of(request).agent;
    store::AccessChange change;
    change.subscribes = std::move(row);
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

void delete_push_subscription(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto account = call.account();
    if (!account) return call.answer(no_account());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.refuse(404, "there is no such subscription");
    store::AccessChange change;
    change.unsubscribes = store::SubscriptionKey{call.workspace(), *account, *id};
    change_access(std::move(call), std::move(change), http::Response::empty(204));
}

void post_push_test(Call call, http::Request& request) {
    auto body = json_body(request);
    if (!body) return call.answer(std::move(body.error()));
    const BodyFields fields(*body, {});
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto account = call.account();
    if (!account) return call.answer(no_account());
    Service& service = call.service();
    const auto wait =
        service.account_attempts.take("push " + format_uuid(*account), service.options.clock.now());
    if (wait) {
        return call.answer(http::problem_response(429, "too many tests; try again later")
                               .with("Retry-After", std::to_string(*wait)));
    }
    in_background(std::move(call),
                  [](Call asked) { try_browsers(std::move(asked), answer_tried); });
}

}  // namespace baton::api
