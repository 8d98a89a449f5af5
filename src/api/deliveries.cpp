// Deliveries: what was sent to whom, how often it was tried, and one more try.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "store/error.hpp"

namespace baton::api {
namespace {

using store::DeliveryState;

constexpr std::array<std::pair<DeliveryState, std::string_view>, 5> kStates{
    {{DeliveryState::Pending, "pending"},
     {DeliveryState::Leased, "under_way"},
     {DeliveryState::Sent, "sent"},
     {DeliveryState::Dead, "dead"},
     {DeliveryState::Superseded, "superseded"}}};

std::string_view to_word(DeliveryState state) {
    return kStates[static_cast<std::size_t>(state) - 1].second;
}

http::Response no_such_delivery() {
    return http::problem_response(404, "there is no such delivery");
}

void write_delivery(ObjectWriter& object, const store::DeliveryRow& row) {
    object.text("id", format_uuid(row.id));
    text_or_null(object, "lead", row.lead ? format_uuid(*row.lead) : "");
    object.integer("event", static_cast<std::int64_t>(row.event_seq));
    object.text("channel", row.channel);
    object.text("kind", row.kind);
    text_or_null(object, "recipient", row.recipient);
    object.text("state", to_word(row.state));
    object.integer("attempts", row.attempts);
    object.text("created_at", format_time(row.created_at));
    const bool is_waiting =
        row.state == DeliveryState::Pending || row.state == DeliveryState::Leased;
    text_or_null(object, "next_at", is_waiting ? format_time(row.next_at) : "");
    text_or_null(object, "ended_at", row.ended_at ? format_time(*row.ended_at) : "");
    if (row.last_status != 0) {
        object.integer("last_status", row.last_status);
    } else {
        object.key("last_status") += "null";
    }
    text_or_null(object, "last_error", row.last_error);
}

http::Response delivery_response(const store::DeliveryRow& row) {
    std::string body;
    {
        ObjectWriter object(body);
        write_delivery(object, row);
    }
    return http::Response::json(200, std::move(body));
}

OrResponse<std::vector<DeliveryState>> states_in(const http::Parameters& query) {
    std::vector<DeliveryState> states;
    const auto text = http::find_parameter(query, "state");
    if (!text) return states;
    for (const std::string_view word : split(*text, ',')) {
        const auto known =
            std::ranges::find(kStates, word, [](const auto& state) { return state.second; });
        if (known == kStates.end()) {
            return std::unexpected(http::problem_response(
                400,
                fmt::format("there is no state \"{}\"; they are pending, under_way, sent, dead, "
                            "superseded",
                            word),
                "state"));
        }
        states.push_back(known->first);
    }
    return states;
}

OrResponse<std::optional<Uuid>> id_in(const http::Parameters& query, std::string_view name,
                                      std::string_view words) {
    const auto text = http::find_parameter(query, name);
    if (!text) return std::optional<Uuid>();
    const auto id = parse_uuid(*text);
    if (!id) {
        return std::unexpected(http::problem_response(400, std::string(words), std::string(name)));
    }
    return std::optional<Uuid>(id);
}

}  // namespace

void get_deliveries(Call call, http::Request& request) {
    auto given = query_of(request, {"state", "lead", "channel", "limit", "cursor"});
    if (!given) return call.answer(std::move(given.error()));
    store::DeliveryQuery query;
    auto states = states_in(*given);
    if (!states) return call.answer(std::move(states.error()));
    query.states = *std::move(states);
    const auto lead = id_in(*given, "lead", "\"lead\" is a lead's id");
    if (!lead) return call.answer(lead.error());
    query.lead = *lead;
    if (const auto channel = http::find_parameter(*given, "channel")) {
        query.channel = std::string(*channel);
    }
    const auto limit = page_limit(*given);
    if (!limit) return call.answer(limit.error());
    query.limit = *limit;
    const auto before = id_in(*given, "cursor", "\"cursor\" is what an earlier page gave");
    if (!before) return call.answer(before.error());
    query.before = *before;
    in_background(std::move(call), [query = std::move(query)](Call asked) {
        const auto page = asked.service().options.store.deliveries(asked.workspace(), query);
        if (!page) return asked.answer(store_failed(page.error()));
        std::string body = "{\"deliveries\":";
        write_list(body, page->deliveries, [&](const store::DeliveryRow& row) {
            ObjectWriter item(body);
            write_delivery(item, row);
        });
        body += ",\"cursor\":";
        body += page->next ? "\"" + format_uuid(*page->next) + "\"}" : "null}";
        asked.answer(http::Response::json(200, std::move(body)));
    });
}

void get_delivery(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_delivery());
    const auto row = call.service().options.store.delivery(call.workspace(), *id);
    if (!row) return call.answer(store_failed(row.error()));
    call.answer(*row ? delivery_response(**row) : no_such_delivery());
}

void post_retry(Call call, http::Request& request) {
    auto body = json_body_or_nothing(request);
    if (!body) return call.answer(std::move(body.error()));
    const BodyFields fields(*body, {});
    if (!fields.is_fine()) return call.answer(fields.refusal());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_delivery());
    Service& service = call.service();
    const std::string workspace = call.workspace();
    service.options.store.retry_delivery(
        workspace, *id, service.options.clock.now(),
        [id = *id, call = std::move(call)](Result<void> done) mutable {
            const Options& options = call.service().options;
            if (!done) {
                if (store::is(done.error(), store::StoreError::NotFound)) {
                    return call.answer(no_such_delivery());
                }
                if (store::is(done.error(), store::StoreError::NotRetryable)) {
                    return call.refuse(409, done.error().message);
                }
                return call.answer(unavailable(done.error().message));
            }
            const auto row = options.store.delivery(call.workspace(), id);
            if (options.on_retry) options.on_retry(call.workspace());
            if (!row) return call.answer(store_failed(row.error()));
            call.answer(*row ? delivery_response(**row) : no_such_delivery());
        });
}

}  // namespace baton::api
