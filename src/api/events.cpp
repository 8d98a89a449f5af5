// GET /v1/events: what happens, as it happens (server-sent events).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

constexpr std::array<std::string_view, 11> kKinds{
    "published", "received",  "revised",      "decided", "acknowledged", "contacted",
    "closed",    "escalated", "availability", "figures", "alerted"};

OrResponse<EventFilter> filter_of(const http::Parameters& query) {
    EventFilter filter;
    if (const auto lead = http::find_parameter(query, "lead")) {
        filter.lead = parse_uuid(*lead);
        if (!filter.lead) {
            return std::unexpected(http::problem_response(400, "\"lead\" is a lead's id", "lead"));
        }
    }
    if (const auto kinds = http::find_parameter(query, "kind")) {
        for (const std::string_view kind : split(*kinds, ',')) {
            if (std::ranges::find(kKinds, kind) == kKinds.end()) {
                const std::vector<std::string_view> known(kKinds.begin(), kKinds.end());
                return std::unexpected(http::problem_response(
                    400,
                    with_nearest(fmt::format("there is no kind of event \"{}\"", kind), kind,
                                 known),
                    "kind"));
            }
            filter.kinds.emplace_back(kind);
        }
    }
    return filter;
}

// Where a client goes on, and what it is told first.
struct Start {
    std::uint64_t next = 0;
    std::string words;
};

Start start_of(const http::RequestHead& head, const http::Parameters& query, std::uint64_t last) {
    auto given = head.header("Last-Event-ID");
    if (!given) given = http::find_parameter(query, "after");
    Start start{last + 1, "retry: 2000\n"};
    if (!given || given->empty()) {
        start.words += fmt::format("id: {}\n\n", last);
        return start;
    }
    const auto after = parse_integer(*given);
    if (after && *after >= 0 && static_cast<std::uint64_t>(*after) <= last) {
        start.next = static_cast<std::uint64_t>(*after) + 1;
        start.words += '\n';
        return start;
    }
    // An id of another log, as after a restored backup: the client has to look at everything anew.
    start.words += fmt::format("id: {0}\nevent: reset\ndata: {{\"seq\":{0}}}\n\n", last);
    return start;
}

// What the caller sees for as long as they look on: nothing any more once their session or token is
// over, or they are somebody else than they were. A store that is away takes nothing from them.
std::function<std::optional<access::Sight>()> watch(const Call& call,
                                                    const http::RequestHead& request) {
    const Route& route = routes()[request.route];
    const Asked asked{route.need, route.roles, call.workspace()};
    auto known = std::make_shared<std::optional<Caller>>();  // shared by copies of the function
    return [&service = call.service(), &writer = call.writer(), head = request, asked,
            known]() -> std::optional<access::Sight> {
        auto admitted = service.guard.admit(head, asked);
        if (auto* caller = std::get_if<Caller>(&admitted)) {
            *known = std::move(*caller);
        } else if (std::get<http::Response>(admitted).status != 503 || !*known) {
            return std::nullopt;
        }
        const auto live = writer.live();
        if (!live->policy) return access::Sight{.all = (*known)->reach == access::Reach::All};
        return access::sight_of(*live->policy, (*known)->reach, (*known)->person);
    };
}

}  // namespace

void get_events(Call call, http::Request& request) {
    auto query = query_of(request, {"lead", "kind", "after"});
    if (!query) return call.answer(std::move(query.error()));
    auto filter = filter_of(*query);
    if (!filter) return call.answer(std::move(filter.error()));
    const auto head = call.service().options.store.head(call.workspace());
    if (!head) return call.answer(store_failed(head.error()));
    if (!call.service().events.has_room()) {
        return call.answer(unavailable("as many streams of events are open as may be", 30));
    }
    filter->sight = watch(call, request);
    Start start = start_of(request, *query, head->seq);
    http::Response response;
    response.content_type = "text/event-stream";
    response.body = std::move(start.words);
    response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx holds nothing back
    http::Stream stream = call.stream(std::move(response), http::StreamKind::Endless);
    call.service().events.add(call.room(), start.next, *std::move(filter), std::move(stream));
}

}  // namespace baton::api
