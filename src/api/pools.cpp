// Pools: whose turn comes, who is owed what, and the ledger of the turns that were given, missed
// and returned.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/event_log.hpp"
#include "api/json.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "core/explain/json.hpp"
#include "core/explain/ledger.hpp"
#include "dispatch/warm.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// ---- the ledger --------------------------------------------------------------------------------

struct Window {
    std::string pool;
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::uint64_t after = 0;  // entries of this event and before were on an earlier page
    std::size_t skip = 0;     // … and so many of the next event's
    std::size_t limit = 0;
};

OrResponse<std::optional<Instant>> time_in(const http::Parameters& query, std::string_view name) {
    const auto text = http::find_parameter(query, name);
    if (!text) return std::nullopt;
    const auto written = parse_time(*text);
    if (written) return written->instant;  // one without an offset is UTC
    return std::unexpected(http::problem_response(
        400, "\"" + std::string(name) + "\" is a time as 2026-03-02T09:00:00Z", std::string(name)));
}

OrResponse<Window> window_of(const http::RequestHead& head) {
    auto query = query_of(head, {"from", "to", "limit", "cursor"});
    if (!query) return std::unexpected(std::move(query.error()));
    Window window;
    auto from = time_in(*query, "from");
    if (!from) return std::unexpected(std::move(from.error()));
    auto to = time_in(*query, "to");
    if (!to) return std::unexpected(std::move(to.error()));
    const auto limit = page_limit(*query);
    if (!limit) return std::unexpected(limit.error());
    window.from = *from;
    window.to = *to;
    window.limit = *limit;
    if (const auto cursor = http::find_parameter(*query, "cursor")) {
        const char* end = cursor->data() + cursor->size();
        const auto seq = std::from_chars(cursor->data(), end, window.after);
        const bool has_skip = seq.ec == std::errc() && seq.ptr != end && *seq.ptr == '.';
        const auto skip = has_skip ? std::from_chars(seq.ptr + 1, end, window.skip) : seq;
        if (!has_skip || skip.ec != std::errc() || skip.ptr != end) {
            return std::unexpected(
                http::problem_response(400, "\"cursor\" is what an earlier page gave", "cursor"));
        }
    }
    return window;
}

// The first event at or after `at`: the log's times never run back. log2(events) reads.
Result<std::uint64_t> first_at(store::Store& store, const std::string& workspace, Instant at) {
    const auto head = store.head(workspace);
    if (!head) return std::unexpected(head.error());
    std::uint64_t low = 1;
    std::uint64_t high = head->seq + 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        const auto rows = store.read(workspace, middle, 1);
        if (!rows) return std::unexpected(rows.error());
        if (!rows->empty() && rows->front().at < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// What the lead had said, for a target's condition on the person.
std::shared_ptr<const lead::Lead> content_of(store::Store& store, const std::string& workspace,
                                             const event::Event& event, const desk::State& before) {
    const desk::OpenLead* open = before.find(*event.lead);
    const auto* received = std::get_if<event::Received>(&event.body);
    const std::uint32_t revision = received != nullptr ? received->revision
                                   : open != nullptr   ? open->revision
                                                       : 1;
    const auto content = store.lead_revision(workspace, *event.lead, revision);
    if (!content || !*content || (*content)->body.empty()) return nullptr;
    auto lead = lead::decode((*content)->body, before.policy()->schema);
    if (!lead) return nullptr;
    return std::make_shared<const lead::Lead>(*std::move(lead));
}

struct Totals {
    std::size_t given = 0;
    std::size_t missed = 0;
    std::size_t returned = 0;
};

class LedgerPage {
  public:
    LedgerPage(const Window& window, const workspace::Policy& policy)
        : window_(window), policy_(policy) {}

    void add(const explain::Entry& entry) {
        Totals& totals = totals_[entry.person];
        switch (entry.kind) {
            case explain::EntryKind::Given:
                ++totals.given;
                break;
            case explain::EntryKind::Missed:
                ++totals.missed;
                break;
            case explain::EntryKind::Returned:
                ++totals.returned;
                break;
        }
        at_in_event_ = entry.seq == last_seq_ ? at_in_event_ + 1 : 0;
        last_seq_ = entry.seq;
        const bool shown_before = entry.seq <= window_.after ||
                                  (entry.seq == window_.after + 1 && at_in_event_ < window_.skip);
        if (shown_before) return;
        if (shown_ == window_.limit) {
            if (cursor_.empty()) {
                cursor_ = std::to_string(entry.seq - 1) + "." + std::to_string(at_in_event_);
            }
            return;
        }
        ++shown_;
        if (!list_.empty()) list_ += ',';
        explain::append_json(list_, entry, policy_);
    }

    [[nodiscard]] std::string body() const {
        std::string out;
        {
            ObjectWriter object(out);
            object.text("pool", window_.pool);
            std::string& totals = object.key("totals");
            write_list(totals, totals_, [&](const auto& of) {
                ObjectWriter item(totals);
                item.text("person", policy_.names.people.name(of.first));
                item.integer("given", static_cast<std::int64_t>(of.second.given));
                item.integer("missed", static_cast<std::int64_t>(of.second.missed));
                item.integer("returned", static_cast<std::int64_t>(of.second.returned));
            });
            object.key("entries") += "[" + list_ + "]";
            text_or_null(object, "cursor", cursor_);
        }
        return out;
    }

  private:
    const Window& window_;
    const workspace::Policy& policy_;
    std::map<team::PersonId, Totals> totals_;
    std::string list_;
    std::string cursor_;
    std::size_t shown_ = 0;
    std::uint64_t last_seq_ = 0;
    std::size_t at_in_event_ = 0;
};

void answer_ledger(Call call, const Window& window, team::PoolId pool) {
    const Service& service = call.service();
    store::Store& store = service.options.store;
    const std::string& workspace = call.workspace();
    const Instant to = window.to.value_or(service.options.clock.now() + Duration{1});
    const Instant from = window.from.value_or(to - kLedgerWindow);
    const auto begins = first_at(store, workspace, from);
    if (!begins) return call.answer(store_failed(begins.error()));
    const auto ends = first_at(store, workspace, to);
    if (!ends) return call.answer(store_failed(ends.error()));
    if (*ends > *begins && *ends - *begins > kMaxLedgerEvents) {
        return call.answer(http::problem_response(
            400, "more happened in this time than one ledger covers; choose a shorter one",
            "from"));
    }
    const desk::Setting setting = service.options.workspaces.setting(*call.room());
    auto warm = dispatch::warm_at(workspace, store, setting, *begins - 1);
    if (!warm) return call.answer(store_failed(warm.error()));
    explain::Ledger ledger(pool, setting.zones,
                           [&](const event::Event& event, const desk::State& before) {
                               return content_of(store, workspace, event, before);
                           });
    warm->desk.watch(&ledger);
    if (*ends > *begins) {
        const auto read = dispatch::catch_up(workspace, store, warm->desk, warm->head, *ends - 1);
        if (!read) return call.answer(store_failed(read.error()));
    }
    warm->desk.watch(nullptr);
    const auto live = call.writer().live();  // knows all names
    LedgerPage page(window, *live->policy);
    for (const explain::Entry& entry : ledger.take()) page.add(entry);
    call.answer(http::Response::json(200, page.body()));
}

}  // namespace

void get_pools(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    Submission submission;
    submission.what = dispatch::Ask{
        [&service = call.service()](desk::Desk& desk, const dispatch::Moment& moment) {
            dispatch::Rendered rendered;
            rendered.body = "{\"pools\":[";
            for (std::uint32_t i = 0; i < moment.policy.pools.size(); ++i) {
                if (!moment.policy.pools[i]) continue;
                if (!rendered.body.ends_with('[')) rendered.body += ',';
                explain::append_json(rendered.body, explain::pool_now(desk.state(), team::PoolId{i},
                                                                      &service.zones, moment.now));
            }
            rendered.body += "]}";
            return rendered;
        }};
    submit(std::move(call), std::move(submission));
}

void get_ledger(Call call, http::Request& request) {
    auto window = window_of(request);
    if (!window) return call.answer(std::move(window.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto pool = find_pool(*live->policy, call.argument(0));
    if (!pool) {
        http::Problem problem;
        problem.status = 404;
        problem.type = "urn:baton:unknown-pool";
        problem.detail = no_such_pool(*live->policy, call.argument(0));
        return call.answer(http::problem_response(problem));
    }
    window->pool = call.argument(0);
    in_background(std::move(call), [window = *std::move(window), pool = *pool](Call asked) {
        answer_ledger(std::move(asked), window, pool);
    });
}

}  // namespace baton::api
