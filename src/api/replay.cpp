// What a webhook was sent, sent again: of one lead, or of a stretch of time, each delivery under
// the id by which the receiver knows it. And leads that a CRM was to have, brought there as they
// are now.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "deliver/crm_channel.hpp"
#include "deliver/replay.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kMostReplayed = 10'000;  // deliveries of one request. 422
constexpr std::size_t kReplayedAtOnce = 500;   // of them in one write

struct Asked {
    store::DeliveryQuery query;
    Instant from{};
};

std::optional<Instant> time_in(BodyFields& fields, std::string_view name) {
    const auto text = fields.text(name);
    if (!text) return std::nullopt;
    const auto time = parse_time(*text);
    if (!time) {
        fields.wrong(name, fmt::format("\"{}\" is a time such as 2026-03-02T14:00:00Z", name));
        return std::nullopt;
    }
    return time->instant;
}

// Deliveries older than this one were asked for by events before `at`.
store::DeliveryId first_at(Instant at) { return make_uuid_v7(at.micros / 1000, UuidRandom{}); }

bool leads_to_crm(const workspace::Policy& policy, std::string_view channel) {
    const std::string_view name = deliver::crm_connection(channel);
    return std::ranges::find(policy.crm, name, &workspace::CrmConnection::key) != policy.crm.end();
}

OrResponse<Asked> read(const http::Request& request, const workspace::Policy& policy) {
    const auto body = json_body(request);
    if (!body) return std::unexpected(body.error());
    BodyFields fields(*body, {"channel", "lead", "from", "to"});
    Asked asked;
    asked.query.states = {store::DeliveryState::Sent, store::DeliveryState::Dead,
                          store::DeliveryState::Superseded};
    asked.query.limit = kMaxPage;
    fields.need_one_of({"channel"});
    if (const auto name = fields.text("channel")) {
        const workspace::Channel* channel = policy.find_channel(*name);
        if (leads_to_crm(policy, *name)) {
            // Its deliveries are leads, which are written as they are.
        } else if (channel == nullptr) {
            fields.wrong("channel", fmt::format("the document has no channel \"{}\"", *name));
        } else if (channel->type != workspace::ChannelType::Webhook) {
            fields.wrong("channel",
                         "only a webhook is sent again what it was sent, and a CRM (crm:NAME)");
        }
        asked.query.channel = *name;
    }
    if (const auto text = fields.text("lead")) {
        asked.query.lead = parse_uuid(*text);
        if (!asked.query.lead) fields.wrong("lead", "\"lead\" is a lead's id");
    }
    const auto from = time_in(fields, "from");
    const auto to = time_in(fields, "to");
    if (!from && !fields.has("lead")) {
        fields.wrong("from", "say what is sent again: \"lead\", or \"from\" and perhaps \"to\"");
    }
    if (from && to && *to <= *from) fields.wrong("to", "\"to\" is later than \"from\"");
    if (!fields.is_fine()) return std::unexpected(fields.refusal());
    asked.from = from.value_or(Instant{});
    if (to) asked.query.before = first_at(*to);
    return asked;
}

// The rows that send again what was asked for; too many of them are refused.
OrResponse<std::vector<store::DeliveryRow>> rows_of(store::Store& store, std::string_view workspace,
                                                    Asked asked, Instant now) {
    const store::DeliveryId first = first_at(asked.from);
    std::vector<store::DeliveryRow> rows;
    do {
        const auto page = store.deliveries(workspace, asked.query);
        if (!page) return std::unexpected(store_failed(page.error()));
        for (const store::DeliveryRow& row : page->deliveries) {
            if (row.id < first) return rows;
            if (!row.lead || deliver::is_replay(row)) continue;
            if (rows.size() == kMostReplayed) {
                return std::unexpected(http::problem_response(
                    422,
                    fmt::format("these are more than {} deliveries; ask for a shorter time",
                                kMostReplayed),
                    "from"));
            }
            rows.push_back(deliver::replay_of(row, now));
        }
        asked.query.before = page->next;
    } while (asked.query.before);
    return rows;
}

// Puts what is left, a part at a time, and answers.
void put_rest(std::shared_ptr<Call> call, std::vector<store::DeliveryRow> rows, std::size_t done) {
    if (rows.empty()) {
        const Options& options = call->service().options;
        if (options.on_retry) options.on_retry(call->workspace());
        return call->answer(http::Response::json(200, fmt::format("{{\"replayed\":{}}}", done)));
    }
    const std::size_t part = std::min(rows.size(), kReplayedAtOnce);
    store::PutDeliveries put{{"replay", call->workspace(), 0, 0}, {}};
    put.rows.assign(std::make_move_iterator(rows.end() - static_cast<std::ptrdiff_t>(part)),
                    std::make_move_iterator(rows.end()));
    rows.resize(rows.size() - part);
    store::Store& store = call->service().options.store;
    store.put_deliveries(std::move(put), [call = std::move(call), rows = std::move(rows), part,
                                          done](Result<void> result) mutable {
        if (!result) return call->answer(unavailable(result.error().message));
        put_rest(std::move(call), std::move(rows), done + part);
    });
}

}  // namespace

void post_replay(Call call, http::Request& request) {
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    auto asked = read(request, *live->policy);
    if (!asked) return call.answer(std::move(asked.error()));
    in_background(std::move(call), [asked = *std::move(asked)](Call held) mutable {
        const Options& options = held.service().options;
        auto rows = rows_of(options.store, held.workspace(), std::move(asked), options.clock.now());
        if (!rows) return held.answer(std::move(rows.error()));
        put_rest(std::make_shared<Call>(std::move(held)), *std::move(rows), 0);
    });
}

}  // namespace baton::api
