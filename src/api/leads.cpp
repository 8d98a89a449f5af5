// One lead that is there, and everything that happened to it. Searching is in find_leads.cpp.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/event_log.hpp"
#include "api/lead_answer.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/sight.hpp"
#include "core/explain/json.hpp"
#include "dispatch/retrace.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// The events of a lead, oldest first.
Result<std::vector<event::Event>> events_of(const Service& service, const std::string& workspace,
                                            const Uuid& lead, EventLog& log) {
    std::vector<event::Event> events;
    std::uint64_t from = 0;
    while (events.size() < kMaxHistory) {
        const auto rows = service.options.store.read_lead_events(workspace, lead, from,
                                                                 kMaxHistory - events.size());
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) break;
        for (const store::EventRow& row : *rows) {
            auto event = log.decode(row);
            if (!event) return std::unexpected(event.error());
            events.push_back(*std::move(event));
        }
        from = rows->back().seq + 1;
    }
    return events;
}

// The sentence of the lead's last decision; empty where there is none.
std::string last_explanation(const std::vector<event::Event>& events, EventLog& log) {
    const auto last = std::ranges::find_if(
        events.rbegin(), events.rend(),
        [](const event::Event& event) { return event::decision_of(event) != nullptr; });
    return last == events.rend() ? std::string() : log.explanation(*last);
}

void write_holders(ObjectWriter& object, const std::vector<event::Event>& events,
                   const team::Names& names) {
    std::string& out = object.key("history");
    bool first = true;
    out += '[';
    for (const event::Event& event : events) {
        const route::Decision* decision = event::decision_of(event);
        if (decision == nullptr || !decision->person) continue;
        if (!first) out += ',';
        first = false;
        append_json_string(out, names.people.name(*decision->person));
    }
    out += ']';
}

void answer_lead(Call call, const Uuid& id) {
    const Service& service = call.service();
    const auto row = service.options.store.lead(call.workspace(), id);
    if (!row) return call.answer(store_failed(row.error()));
    if (!*row) return call.answer(no_such_lead());
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    if (!sees(call, **row)) return call.answer(not_theirs());
    EventLog log(call.room());
    const auto events = events_of(service, call.workspace(), id, log);
    if (!events) return call.answer(store_failed(events.error()));
    // Newer than the events: it knows all of their names.
    const auto names = call.writer().live();
    std::string body;
    {
        ObjectWriter object(body);
        write_row(object, **row, *live->policy, last_explanation(*events, log));
        write_holders(object, *events, names->policy->names);
    }
    body.pop_back();
    Submission submission;
    submission.what =
        dispatch::Ask{[id, body = std::move(body)](desk::Desk& desk, const dispatch::Moment&) {
            const desk::OpenLead* open = desk.state().find(id);
            return dispatch::Rendered{
                200, body + (open != nullptr ? standing_of(*open) : std::string()) + "}"};
        }};
    submit(std::move(call), std::move(submission));
}

// As members that follow others.
void write_retraced(std::string& out, const dispatch::Retraced& retraced) {
    out += ",\"replay\":";
    append_json_string(out, dispatch::to_word(retraced.replay));
    out += ",\"trace\":";
    explain::append_json(out, retraced.explanation);
    if (!retraced.explanation.about) return;
    out += ",\"about\":";
    explain::append_json(out, *retraced.explanation.about);
}

void answer_history(Call call, const Uuid& id, bool with_trace) {
    const Service& service = call.service();
    const auto row = service.options.store.lead(call.workspace(), id);
    if (!row) return call.answer(store_failed(row.error()));
    if (!*row) return call.answer(no_such_lead());
    if (!sees(call, **row)) return call.answer(not_theirs());
    EventLog log(call.room());
    const auto events = events_of(service, call.workspace(), id, log);
    if (!events) return call.answer(store_failed(events.error()));
    const auto is_decision = [](const event::Event& event) {
        return event::decision_of(event) != nullptr;
    };
    auto untold = static_cast<std::size_t>(std::ranges::count_if(*events, is_decision));
    dispatch::Retracer retracer(call.workspace(), service.options.store,
                                service.options.workspaces.setting(*call.room()));
    std::string body = "{\"lead\":\"" + format_uuid(id) + "\",\"events\":[";
    for (const event::Event& event : *events) {
        if (body.back() != '[') body += ',';
        body += log.json(event);
        if (!with_trace || !is_decision(event) || untold-- > kMaxTraced) continue;
        const auto retraced = retracer.retrace(event, std::nullopt);
        if (!retraced) return call.answer(store_failed(retraced.error()));
        body.pop_back();
        write_retraced(body, *retraced);
        body += '}';
    }
    call.answer(http::Response::json(200, body + "]}"));
}

// One decision in full: that of event `seq`, or the last one.
void answer_explanation(Call call, const Uuid& id, std::optional<std::uint64_t> seq,
                        std::optional<team::PersonId> about) {
    const Service& service = call.service();
    if (call.reach() != access::Reach::All) {
        const auto row = service.options.store.lead(call.workspace(), id);
        if (!row) return call.answer(store_failed(row.error()));
        if (!*row) return call.answer(no_such_lead());
        if (!sees(call, **row)) return call.answer(not_theirs());
    }
    EventLog log(call.room());
    const auto events = events_of(service, call.workspace(), id, log);
    if (!events) return call.answer(store_failed(events.error()));
    if (events->empty()) return call.answer(no_such_lead());
    const auto found =
        std::ranges::find_if(events->rbegin(), events->rend(), [&](const event::Event& event) {
            return event::decision_of(event) != nullptr && (!seq || event.seq == *seq);
        });
    if (found == events->rend()) {
        return call.answer(http::problem_response(
            404, seq ? "the lead has no decision of that number; its history lists them"
                     : "nothing was decided about this lead"));
    }
    dispatch::Retracer retracer(call.workspace(), service.options.store,
                                service.options.workspaces.setting(*call.room()));
    const auto retraced = retracer.retrace(*found, about);
    if (!retraced) return call.answer(store_failed(retraced.error()));
    std::string body = log.json(*found);
    body.pop_back();
    write_retraced(body, *retraced);
    call.answer(http::Response::json(200, body + "}"));
}

}  // namespace

void get_lead(Call call, http::Request& request) {
    if (auto query = query_of(request, {}); !query) return call.answer(std::move(query.error()));
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_lead());
    in_background(std::move(call), [id = *id](Call asked) { answer_lead(std::move(asked), id); });
}

void get_lead_history(Call call, http::Request& request) {
    auto query = query_of(request, {"trace"});
    if (!query) return call.answer(std::move(query.error()));
    const auto trace = http::find_parameter(*query, "trace");
    if (trace && *trace != "1" && *trace != "0") {
        return call.answer(http::problem_response(400, "\"trace\" is 1 or 0", "trace"));
    }
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_lead());
    in_background(std::move(call), [id = *id, with_trace = trace == "1"](Call asked) {
        answer_history(std::move(asked), id, with_trace);
    });
}

void get_lead_explanation(Call call, http::Request& request) {
    auto query = query_of(request, {"event", "person"});
    if (!query) return call.answer(std::move(query.error()));
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    const auto id = parse_uuid(call.argument(0));
    if (!id) return call.answer(no_such_lead());
    const auto about = person_asked_about(*query, *live->policy);
    if (!about) return call.answer(about.error());
    std::optional<std::uint64_t> seq;
    if (const auto text = http::find_parameter(*query, "event")) {
        std::uint64_t number = 0;
        const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
        if (read.ec != std::errc() || read.ptr != text->data() + text->size() || number == 0) {
            return call.answer(http::problem_response(
                400, "\"event\" is the \"seq\" of one of the lead's events", "event"));
        }
        seq = number;
    }
    in_background(std::move(call), [id = *id, seq, about = *about](Call asked) {
        answer_explanation(std::move(asked), id, seq, about);
    });
}

}  // namespace baton::api
