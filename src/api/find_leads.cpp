// Searching leads. Rows come from the store; which leads were escalated, and which nobody has, the
// desk knows: it is asked for them first, so that few of many are found without reading the many.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/answers.hpp"
#include "api/event_log.hpp"
#include "api/lead_answer.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/sight.hpp"
#include "base/text.hpp"
#include "core/lead/email.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

enum class Whom : std::uint8_t { All, Escalated, Untaken };

struct Search {
    store::LeadQuery query;
    Whom whom = Whom::All;
    std::optional<Uuid> further;  // the desk knows more, older than this one
    bool with_sla = false;
};
using LivePolicy = std::shared_ptr<const dispatch::Live>;

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

OrResponse<bool> switch_in(const http::Parameters& query, std::string_view name) {
    const auto text = http::find_parameter(query, name);
    if (text && *text != "1" && *text != "0") {
        return bad(fmt::format("\"{}\" is 1 or 0", name), std::string(name));
    }
    return text == "1";
}

// Where only such leads are asked for that nobody has, the desk knows them all.
Whom whom_of(const std::vector<std::string>& states, bool is_escalated) {
    if (is_escalated) return Whom::Escalated;
    const bool is_untaken = std::ranges::all_of(states, [](const std::string& state) {
        return state == "held" || state == "unrouted" || state == "queued";
    });
    return is_untaken && !states.empty() ? Whom::Untaken : Whom::All;
}

OrResponse<Search> search_from(const http::RequestHead& head, const Service& service,
                               const workspace::Policy& policy) {
    auto given =
        query_of(head, {"state", "person", "pool", "rule", "queue", "source", "account", "tier",
                        "email", "q", "from", "to", "escalated", "sla", "limit", "cursor"});
    if (!given) return std::unexpected(std::move(given.error()));
    Search search;
    store::LeadQuery& query = search.query;
    const auto escalated = switch_in(*given, "escalated");
    if (!escalated) return std::unexpected(escalated.error());
    const auto with_sla = switch_in(*given, "sla");
    if (!with_sla) return std::unexpected(with_sla.error());
    search.with_sla = *with_sla;
    const auto limit = page_limit(*given);
    if (!limit) return std::unexpected(limit.error());
    query.limit = *limit;
    auto states = states_in(*given);
    if (!states) return std::unexpected(std::move(states.error()));
    search.whom = whom_of(*states, *escalated);
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
    return search;
}

// The sentence of a lead's last decision; of its events, only that one is decoded.
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

// The page's rows, each its object as text.
Result<std::vector<std::string>> rows_of(const Call& call, const store::LeadPage& page,
                                         const workspace::Policy& policy) {
    std::vector<std::string> rows;
    EventLog log(call.room());
    for (const store::LeadRow& row : page.leads) {
        const auto explanation = find_explanation(call.service(), call.workspace(), row.id, log);
        if (!explanation) return std::unexpected(explanation.error());
        ObjectWriter object(rows.emplace_back());
        write_row(object, row, policy, *explanation);
    }
    return rows;
}

std::string body_of(const std::vector<std::string>& rows, const std::optional<Uuid>& next) {
    std::string body = "{\"leads\":[";
    for (const std::string& row : rows) {
        if (body.back() != '[') body += ',';
        body += row;
    }
    body += "],\"cursor\":";
    return body + (next ? "\"" + format_uuid(*next) + "\"}" : "null}");
}

// What the desk alone knows is put to each row of an open lead.
void answer_with_sla(Call call, std::vector<Uuid> leads, std::vector<std::string> rows,
                     const std::optional<Uuid>& next) {
    Submission submission;
    submission.what = dispatch::Ask{[leads = std::move(leads), rows = std::move(rows), next](
                                        desk::Desk& desk, const dispatch::Moment&) {
        std::vector<std::string> whole = rows;
        for (std::size_t i = 0; i < leads.size(); ++i) {
            const desk::OpenLead* open = desk.state().find(leads[i]);
            if (open != nullptr) whole[i].insert(whole[i].size() - 1, standing_of(*open));
        }
        return dispatch::Rendered{200, body_of(whole, next)};
    }};
    submit(std::move(call), std::move(submission));
}

void answer_search(Call call, const Search& search, const workspace::Policy& policy) {
    const auto page = call.service().options.store.search(call.workspace(), search.query);
    if (!page) return call.answer(store_failed(page.error()));
    auto rows = rows_of(call, *page, policy);
    if (!rows) return call.answer(store_failed(rows.error()));
    const auto next = page->next ? page->next : search.further;
    if (!search.with_sla) return call.answer(http::Response::json(200, body_of(*rows, next)));
    std::vector<Uuid> leads;
    for (const store::LeadRow& row : page->leads) leads.push_back(row.id);
    answer_with_sla(std::move(call), std::move(leads), *std::move(rows), next);
}

void search_in_background(Call call, Search search, LivePolicy live) {
    in_background(std::move(call),
                  [search = std::move(search), live = std::move(live)](Call asked) {
                      answer_search(std::move(asked), search, *live->policy);
                  });
}

// Of the desk's leads those that the search may look at next, newest first.
void narrow(Search& search, const desk::State& state) {
    const desk::LeadSet& known =
        search.whom == Whom::Escalated ? state.escalated() : state.untaken();
    std::vector<Uuid>& among = search.query.filter.among.emplace();
    among = known.newest(search.query.before, kMaxNarrowed + 1);
    search.further.reset();
    if (among.size() <= kMaxNarrowed) return;
    among.pop_back();
    search.further = among.back();
}

void ask_desk_first(Call call, Search asked, LivePolicy live) {
    const auto search = std::make_shared<Search>(std::move(asked));  // shared with the question
    dispatch::Request request;
    request.actor = call.actor();
    request.what = dispatch::Ask{[search](desk::Desk& desk, const dispatch::Moment&) {
        narrow(*search, desk.state());
        return dispatch::Rendered{};
    }};
    dispatch::Writer& writer = call.writer();
    request.reply = [call = std::move(call), search,
                     live = std::move(live)](dispatch::Answer answer) mutable {
        if (!std::holds_alternative<dispatch::Accepted>(answer)) {
            http::Response refusal = response_of(call.service(), std::move(answer));
            return call.answer(std::move(refusal));
        }
        search_in_background(std::move(call), std::move(*search), std::move(live));
    };
    writer.submit(std::move(request));
}

}  // namespace

void get_leads(Call call, http::Request& request) {
    auto live = call.writer().live();
    if (!live->policy) return call.answer(no_document());
    auto search = search_from(request, call.service(), *live->policy);
    if (!search) return call.answer(std::move(search.error()));
    search->query.filter.within = scope_of(call.sight(*live->policy));
    if (search->whom == Whom::All) {
        return search_in_background(std::move(call), *std::move(search), std::move(live));
    }
    ask_desk_first(std::move(call), *std::move(search), std::move(live));
}

}  // namespace baton::api
