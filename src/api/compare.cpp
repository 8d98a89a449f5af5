// POST /v1/workspace/compare: what a draft would have made of the leads of some time, beside the
// live document. Both play the same past on desks of their own; nothing that is live is touched.
#include <memory>
#include <mutex>
#include <utility>

#include "api/answers.hpp"
#include "api/document.hpp"
#include "api/json.hpp"
#include "api/past.hpp"
#include "api/request_body.hpp"
#include "api/service.hpp"
#include "api/trials.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "scenario/compare.hpp"
#include "scenario/compare_json.hpp"

namespace baton::api {
namespace {

OrResponse<std::optional<Instant>> moment_in(const http::Parameters& query, std::string_view name) {
    const auto text = http::find_parameter(query, name);
    if (!text) return std::nullopt;
    if (const auto written = parse_time(*text)) return written->instant;
    return std::unexpected(http::problem_response(
        400, "\"" + std::string(name) + "\" is a time as 2026-03-02T09:00:00Z", std::string(name)));
}

void answer_comparison(Call call, const std::string& text, const PastWindow& window) {
    // Each takes two threads and the memory of its leads: one at a time.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    Service& service = call.service();
    const auto live = call.writer().live();
    const auto files = live_files(call, text);
    if (!files) return call.answer(store_failed(files.error()));
    const workspace::Loaded draft =
        dispatch::compile(text, *files, service.options.tables, &live->policy->names);
    if (!draft.policy) return call.answer(findings_refusal(draft.findings));
    scenario::Past past(*live->policy, *draft.policy, service.options.tables.suffixes,
                        service.options.clock.now());
    const auto read = read_past(call.room(), service.options.store, call.workspace(), window, past);
    if (!read) return call.answer(store_failed(read.error()));
    const auto compared = scenario::compare(past, live->policy, draft.policy,
                                            service.options.tables.zones, [](std::size_t) {});
    if (!compared) return call.answer(unavailable(compared.error().message));
    std::string body;
    {
        ObjectWriter object(body);
        object.integer("version", static_cast<std::int64_t>(live->version));
        flag(object, "partial", read->is_partial);
        scenario::append_json(object.key("comparison"), *compared, past, kMaxComparedMoves);
    }
    call.answer(http::Response::json(200, std::move(body)));
}

}  // namespace

void post_compare(Call call, http::Request& request) {
    auto query = query_of(request, {"from", "to"});
    if (!query) return call.answer(std::move(query.error()));
    auto from = moment_in(*query, "from");
    if (!from) return call.answer(std::move(from.error()));
    auto to = moment_in(*query, "to");
    if (!to) return call.answer(std::move(to.error()));
    auto text = document_body(request);
    if (!text) return call.answer(std::move(text.error()));
    if (!call.writer().live()->policy) return call.answer(no_document());
    const PastWindow window{.from = *from, .to = *to, .most = kMaxComparedLeads};
    in_background(std::move(call), [text = *std::move(text), window](Call asked) {
        answer_comparison(std::move(asked), text, window);
    });
}

}  // namespace baton::api
