// Leads that are there: search, one of them, everything that happened to it.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/event_log.hpp"
#include "api/intake.hpp"
#include "api/lead_answer.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/sight.hpp"
#include "base/text.hpp"
#include "core/explain/json.hpp"
#include "core/lead/email.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"
#include "dispatch/retrace.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

std::unexpected<http::Response> bad(std::string detail, std::string field) {
    return std::unexpected(http::problem_response(400, std::move(detail), std::move(field)));
}

// The path of the rule that is called so: its path, or the first with that name.
std::string rule_path(const std::vector<workspace::Rule>& rules, std::string_view name) {
    for (const workspace::Rule& rule : rules) {
        if (rule.rules.empty() && (rule.path == name || rule.name == name)) return rule.path;
        if (auto inner = rule_path(rule.rules, name); !inner.empty()) return inner;
    }
    return {};
}

OrResponse<Instant> time_in(const http::Parameters& query, std::string_view name,
                            Instant otherwise) {
    const auto text = http::find_parameter(query, name);
    if (!text) return otherwise;
    const auto written = parse_time(*text);
    if (!written) {
        return bad(fmt::format("\"{}\" is a time as 2026-03-02T09:00:00Z", name),
                   std::string(name));
    }
    return written->instant;  // one without an offset is UTC
}

OrResponse<std::vector<std::string>> states_in(const http::Parameters& query) {
    std::vector<std::string> states;
    const auto text = http::find_parameter(query, "state");
    if (!text) return states;
    for (const std::string_view word : split(*text, ',')) {
        if (word == "open") {
            for (const char* state :
                 {"assigned", "acknowledged", "contacted", "held", "unrouted", "queued"}) {
                states.emplace_back(state);
            }
            continue;
        }
        if (!desk::lead_state_from(word)) {
            return bad(fmt::format("there is no state \"{}\"; they are open, assigned, "
                                   "acknowledged, contacted, held, unrouted, queued, won, lost, "
                                   "disqualified, rejected",
                                   word),
                       "state");
        }
        states.emplace_back(word);
    }
    return states;
}

OrResponse<store::LeadQuery> query_from(const http::RequestHead& head, const Service& service,
                                        const workspace::Policy& policy) {
    auto given = query_of(head, {"state", "person", "pool", "rule", "queue", "source", "account",
                                 "tier", "email", "q", "from", "to", "limit", "cursor"});
    if (!given) return std::unexpected(std::move(given.error()));
    store::LeadQuery query;
    const auto limit = page_limit(*given);
    if (!limit) return std::unexpected(limit.error());
    query.limit = *limit;
    auto states = states_in(*given);
    if (!states) return std::unexpected(std::move(states.error()));
    store::LeadFilter& filter = query.filter;
    filter.states = *std::move(states);
    const auto text = [&](std::string_view name) -> std::optional<std::string> {
        const auto value = http::find_parameter(*given, name);
        return value ? std::optional<std::string>(*value) : std::nullopt;
    };
    filter.person = text("person");
    filter.pool = text("pool");
    filter.queue = text("queue");
    filter.source = text("source");
    filter.account = text("account");
    filter.tier = text("tier");
    if (auto rule = text("rule")) {
        const std::string path = rule_path(policy.rules, *rule);
        filter.rule = *rule == "otherwise" && path.empty() ? "" : path.empty() ? *rule : path;
    }
    if (const auto email = text("email")) {
        const auto read = lead::read_email(*email);
        filter.identity = lead::identity_hash(read ? *read : ascii_lower(trim(*email)),
                                              bytes_of(service.options.store.instance().salt))
                              .value;
    }
    filter.text = lead::fold(text("q").value_or(""));
    const auto from = time_in(*given, "from", Instant{});
    if (!from) return std::unexpected(from.error());
    const auto to = time_in(*given, "to", Instant::never());
    if (!to) return std::unexpected(to.error());
    if (http::find_parameter(*given, "from")) filter.received_from = *from;
    if (http::find_parameter(*given, "to")) filter.received_to = *to;
    if (const auto cursor = http::find_parameter(*given, "cursor")) {
        query.before = parse_uuid(*cursor);
        if (!query.before) return bad("\"cursor\" is what an earlier page gave", "cursor");
    }
    return query;
}

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

// The same for a lead of a list: of its events, only that one is decoded.
Result<std::string> find_explanation(const Service& service, const std::string& workspace,
                                     const Uuid& lead, EventLog& log) {
    std::optional<store::EventRow> last;
    std::uint64_t from = 0;
    for (std::size_t read = 0; read < kMaxHistory;) {
        auto rows =
            service.options.store.read_lead_events(workspace, lead, from, kMaxHistory - read);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) break;
        read += rows->size();
        from = rows->back().seq + 1;
        const auto decision =
            std::ranges::find_if(rows->rbegin(), rows->rend(), [](const store::EventRow& row) {
                return row.kind == "received" || row.kind == "decided";
            });
        if (decision != rows->rend()) last = std::move(*decision);
    }
    if (!last) return std::string();
    const auto event = log.decode(*last);
    if (!event) return std::unexpected(event.error());
    return log.explanation(*event);
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

// What the desk alone knows of an open lead, as members that follow others.
std::string standing_of(const desk::OpenLead& open) {
    std::string out;
    {
        ObjectWriter object(out);
        object.text("since", format_time(open.since));
        std::string& place = object.key("sla");
        if (open.sla.empty()) {
            place += "null";
        } else {
            ObjectWriter sla(place);
            sla.text("ladder", open.sla);
            sla.integer("steps_done", open.steps_done);
            text_or_null(sla, "due", open.due == Instant::never() ? "" : format_time(open.due));
        }
    }
    out.front() = ',';
    out.pop_back();
    return out;
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

void get_leads(Call call, http::Request& request) {
    const auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    auto query = query_from(request, call.service(), *live->policy);
    if (!query) return call.answer(std::move(query.error()));
    query->filter.within = scope_of(call.sight(*live->policy));
    in_background(std::move(call), [query = *std::move(query), live](Call asked) {
        const auto page = asked.service().options.store.search(asked.workspace(), query);
        if (!page) return asked.answer(store_failed(page.error()));
        EventLog log(asked.room());
        std::string body = "{\"leads\":[";
        for (const store::LeadRow& row : page->leads) {
            const auto explanation =
                find_explanation(asked.service(), asked.workspace(), row.id, log);
            if (!explanation) return asked.answer(store_failed(explanation.error()));
            if (body.back() != '[') body += ',';
            ObjectWriter object(body);
            write_row(object, row, *live->policy, *explanation);
        }
        body += "],\"cursor\":";
        body += page->next ? "\"" + format_uuid(*page->next) + "\"}" : "null}";
        asked.answer(http::Response::json(200, std::move(body)));
    });
}

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
