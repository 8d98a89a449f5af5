// GET /v1/connections: what this workspace and its server are connected to, and how each stands:
// what went over it last, what failed, what waits. No secret is ever part of it.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/connection.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "core/workspace/messaging.hpp"
#include "deliver/crm_channel.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

using store::DeliveryState;
using workspace::ChannelType;

// So many of the newest deliveries are looked at: what they do not show is not known.
constexpr std::size_t kLookedAt = 10'000;

// How the deliveries of one connection stand.
struct Standing {
    std::size_t waiting = 0;
    std::size_t dead = 0;
    std::optional<store::DeliveryRow> sent;    // the last one
    std::optional<store::DeliveryRow> failed;  // the last one that was not taken, at least once
};

struct Standings {
    std::map<std::string, Standing, std::less<>> of;  // by channel
    bool is_whole = false;                            // there are no older deliveries
};

void note(Standing& standing, store::DeliveryRow&& row) {
    const bool is_waiting =
        row.state == DeliveryState::Pending || row.state == DeliveryState::Leased;
    // The reading of a CRM waits for its next time for good.
    if (is_waiting && row.kind != deliver::kCrmReadingKind) ++standing.waiting;
    if (row.state == DeliveryState::Dead) ++standing.dead;
    if (row.state == DeliveryState::Sent) {
        if (!standing.sent || standing.sent->ended_at < row.ended_at)
            standing.sent = std::move(row);
        return;
    }
    const bool is_failed = row.state == DeliveryState::Dead || (is_waiting && row.attempts > 0);
    if (is_failed && !row.last_error.empty() && !standing.failed) standing.failed = std::move(row);
}

Result<Standings> standings_of(store::Store& store, const std::string& workspace) {
    Standings all;
    store::DeliveryQuery query;
    query.limit = store::kMaxPage;
    for (std::size_t looked = 0; looked < kLookedAt;) {
        auto page = store.deliveries(workspace, query);
        if (!page) return std::unexpected(page.error());
        looked += page->deliveries.size();
        for (store::DeliveryRow& row : page->deliveries) {
            Standing& standing = all.of[row.channel];
            note(standing, std::move(row));
        }
        if (!page->next) {
            all.is_whole = true;
            break;
        }
        query.before = page->next;
    }
    return all;
}

std::string_view to_word(ChannelType type) {
    constexpr std::array<std::string_view, 5> kWords{"slack", "email", "webhook", "teams", "push"};
    return kWords[static_cast<std::size_t>(type) - 1];
}

std::string_view host_of(std::string_view issuer) {
    const std::size_t scheme = issuer.find("://");
    if (scheme != std::string_view::npos) issuer.remove_prefix(scheme + 3);
    return issuer.substr(0, issuer.find('/'));
}

Connection hook_connection(const workspace::HookSource& hook, const Options& options) {
    const std::array<deliver::NamedSecret, 4> texts{{{"secret", hook.secret},
                                                     {"verify", hook.verify},
                                                     {"token", hook.token},
                                                     {"url", hook.url}}};
    Connection one{.name = std::string(kHookPrefix) + hook.key, .kind = "hook", .type = hook.type};
    one.plugged = deliver::look_at("hook " + hook.key, hook.url, texts, options.environment);
    one.hook = &hook;
    return one;
}

void write_deliveries(ObjectWriter& item, const Standing& standing) {
    item.integer("waiting", static_cast<std::int64_t>(standing.waiting));
    item.integer("dead", static_cast<std::int64_t>(standing.dead));
    const auto& sent = standing.sent;
    text_or_null(item, "last_sent_at", sent && sent->ended_at ? format_time(*sent->ended_at) : "");
    const auto& failed = standing.failed;
    if (!failed) {
        item.key("last_error") += "null";
        return;
    }
    ObjectWriter error(item.key("last_error"));
    error.text("delivery", format_uuid(failed->id));
    error.text("state", failed->state == DeliveryState::Dead ? "dead" : "waiting");
    text_or_null(error, "at", failed->ended_at ? format_time(*failed->ended_at) : "");
    integer_or_null(
        error, "status",
        failed->last_status == 0 ? std::nullopt : std::optional<std::int64_t>(failed->last_status));
    error.text("message", failed->last_error);
}

// When a lead came by it last; 503 where the store cannot say.
OrResponse<std::string> last_lead(const Call& call, const Connection& one) {
    if (one.hook == nullptr) return std::string();
    store::LeadQuery query;
    query.filter.source = one.hook->key;
    query.limit = 1;
    const auto page = call.service().options.store.search(call.workspace(), query);
    if (!page) return std::unexpected(store_failed(page.error()));
    return page->leads.empty() ? std::string() : format_time(page->leads.front().received_at);
}

void answer_list(Call call) {
    const Options& options = call.service().options;
    const auto live = call.writer().live();
    const auto standings = standings_of(options.store, call.workspace());
    if (!standings) return call.answer(store_failed(standings.error()));
    std::optional<http::Response> refusal;
    std::string body;
    {
        ObjectWriter object(body);
        write_list(object.key("connections"), connections_of(options, live->policy.get()),
                   [&](const Connection& one) {
                       ObjectWriter item(body);
                       item.text("name", one.name);
                       item.text("kind", one.kind);
                       item.text("type", one.type);
                       text_or_null(item, "host", one.plugged.host);
                       text_or_null(item, "fault", one.plugged.fault);
                       const auto found = standings->of.find(one.name);
                       const bool is_told = found != standings->of.end();
                       write_deliveries(item, is_told ? found->second : Standing{});
                       auto lead = last_lead(call, one);
                       if (!lead) refusal = std::move(lead.error());
                       text_or_null(item, "last_lead_at", lead ? *lead : "");
                   });
        flag(object, "whole", standings->is_whole);
    }
    call.answer(refusal ? *std::move(refusal) : http::Response::json(200, std::move(body)));
}

}  // namespace

std::vector<Connection> connections_of(const Options& options, const workspace::Policy* policy) {
    std::vector<Connection> all;
    if (policy != nullptr) {
        for (const workspace::Channel& channel : policy->channels) {
            all.push_back({.name = channel.key,
                           .kind = "channel",
                           .type = std::string(to_word(channel.type)),
                           .plugged = deliver::look_at(channel, *policy, options.environment),
                           .channel = &channel});
        }
        for (const workspace::CrmConnection& crm : policy->crm) {
            all.push_back({.name = deliver::crm_channel(crm.key),
                           .kind = "crm",
                           .type = crm.type,
                           .plugged = deliver::look_at(crm, options.environment),
                           .crm = &crm});
        }
        for (const workspace::HookSource& hook : policy->hooks) {
            all.push_back(hook_connection(hook, options));
        }
    }
    if (!options.sso.issuer.empty()) {
        all.push_back({.name = std::string(kSingleSignOn),
                       .kind = "sign_in",
                       .type = "openid",
                       .plugged = {.host = std::string(host_of(options.sso.issuer))}});
    }
    return all;
}

void get_connections(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    in_background(std::move(call), answer_list);
}

}  // namespace baton::api
