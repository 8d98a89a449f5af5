// Reports: what the log comes to, as JSON or CSV of the same cells.
#include "insight/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/answers.hpp"
#include "api/json.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "insight/error.hpp"
#include "insight/insight.hpp"
#include "insight/period.hpp"

namespace baton::api {
namespace {

using insight::By;
using insight::Question;
using insight::Report;

struct Asked {
    const Report* report = nullptr;
    std::shared_ptr<const workspace::Policy> policy;
    Question question;
    bool as_csv = false;
};

std::unexpected<http::Response> wrong(std::string detail, std::string_view field) {
    return std::unexpected(http::problem_response(400, std::move(detail), std::string(field)));
}

const Report* find_report(std::string_view name) {
    const auto found = std::ranges::find(insight::reports(), name, &Report::name);
    return found == insight::reports().end() ? nullptr : &*found;
}

http::Response no_such_report(std::string_view name) {
    std::vector<std::string_view> known;
    for (const Report& report : insight::reports()) known.push_back(report.name);
    const auto nearest = nearest_name(name, known);
    http::Problem problem;
    problem.status = 404;
    problem.type = "urn:baton:unknown-report";
    problem.detail = fmt::format("there is no report \"{}\"", name);
    if (nearest) problem.detail += fmt::format("; did you mean \"{}\"?", *nearest);
    return http::problem_response(problem);
}

OrResponse<By> by_of(const http::Parameters& query, const Report& report) {
    const auto text = http::find_parameter(query, "by");
    if (!text) return report.by.empty() ? By::Nothing : report.by.front();
    std::string known;
    for (const By by : report.by) {
        if (insight::to_word(by) == *text) return by;
        known += fmt::format("{}{}", known.empty() ? "" : ", ", insight::to_word(by));
    }
    if (known.empty()) return wrong("this report is told apart in one way alone", "by");
    return wrong(fmt::format("\"by\" is one of {}", known), "by");
}

// A moment, or a day's midnight by the workspace's clock.
OrResponse<std::optional<Instant>> moment_in(const http::Parameters& query, std::string_view name,
                                             const team::Zone& zone) {
    const auto text = http::find_parameter(query, name);
    if (!text) return std::nullopt;
    if (const auto date = parse_date(*text)) return insight::start_of(*date, zone);
    const auto written = parse_time(*text);
    if (written && !written->local) return written->instant;
    return wrong(
        fmt::format("\"{}\" is a day as 2026-03-02, or a time as 2026-03-02T09:00:00Z", name),
        name);
}

// `period` and `on`, or `from` and `to`; this month where nothing is said.
OrResponse<insight::Period> period_of(const http::Parameters& query, const team::Zone& zone,
                                      Instant now) {
    const auto from = moment_in(query, "from", zone);
    if (!from) return std::unexpected(from.error());
    const auto to = moment_in(query, "to", zone);
    if (!to) return std::unexpected(to.error());
    const auto word = http::find_parameter(query, "period");
    const auto on = http::find_parameter(query, "on");
    if (!*from && !*to) {
        const auto unit = insight::unit_from(word.value_or("month"));
        if (!unit) return wrong("\"period\" is one of hour, day, week, month, year", "period");
        Instant at = now;
        if (on) {
            const auto date = parse_date(*on);
            if (!date) return wrong("\"on\" is a day as 2026-03-02", "on");
            at = insight::start_of(*date, zone);
        }
        return insight::period_at(*unit, zone, at);
    }
    if (word || on) return wrong("give either \"period\" or \"from\" and \"to\"", "period");
    if (!*from) return wrong("\"to\" needs \"from\"", "from");
    const insight::Period period{
        **from, to->value_or(insight::period_at(insight::Unit::Day, zone, now).to)};
    if (period.to <= period.from) return wrong("\"to\" is not after \"from\"", "to");
    return period;
}

OrResponse<bool> wants_csv(const http::Parameters& query, const http::RequestHead& head) {
    if (const auto format = http::find_parameter(query, "format")) {
        if (*format == "csv" || *format == "json") return *format == "csv";
        return wrong("\"format\" is csv or json", "format");
    }
    const auto accept = head.header("Accept");
    return accept && accept->find("text/csv") != std::string_view::npos;
}

// People and pools of earlier documents may be asked about, too.
std::optional<http::Response> read_filters(const http::Parameters& query, const Report& report,
                                           Question& question) {
    const team::Names& names = question.policy->names;
    if (const auto person = http::find_parameter(query, "person")) {
        question.person = names.people.find(*person);
        if (!question.person) {
            return http::problem_response(400, no_such_person(*question.policy, *person), "person");
        }
    }
    if (const auto pool = http::find_parameter(query, "pool")) {
        question.pool = names.pools.find(*pool);
        if (!question.pool) {
            return http::problem_response(400, no_such_pool(*question.policy, *pool), "pool");
        }
    }
    for (const auto& [name, value] :
         {std::pair("rule", &Question::rule), std::pair("source", &Question::source)}) {
        const auto text = http::find_parameter(query, name);
        if (!text) continue;
        if (!report.by_lead) {
            return http::problem_response(
                400, fmt::format("this report cannot be of one {} alone", name), name);
        }
        question.*value = *text;
    }
    return std::nullopt;
}

std::optional<Question::Sight> sight_of(const Call& call, const workspace::Policy& policy) {
    const access::Sight sight = call.sight(policy);
    if (sight.all) return std::nullopt;
    Question::Sight seen{std::vector<bool>(policy.names.people.size()),
                         std::vector<bool>(policy.names.queues.size())};
    for (const std::string& key : sight.people) {
        if (const auto id = policy.names.people.find(key)) seen.people[id->index()] = true;
    }
    for (const std::string& key : sight.queues) {
        if (const auto id = policy.names.queues.find(key)) seen.queues[id->index()] = true;
    }
    return seen;
}

OrResponse<Asked> asked_of(const Call& call, const http::RequestHead& head, const Report& report) {
    const auto query = query_of(
        head, {"from", "to", "period", "on", "by", "person", "pool", "rule", "source", "format"});
    if (!query) return std::unexpected(query.error());
    Asked asked;
    asked.report = &report;
    asked.policy = call.writer().live()->policy;
    if (asked.policy == nullptr) return std::unexpected(no_document());
    Question& question = asked.question;
    question.policy = asked.policy.get();
    question.now = call.service().options.clock.now();
    const auto period = period_of(*query, *asked.policy->zone, question.now);
    if (!period) return std::unexpected(period.error());
    question.from = period->from;
    question.to = period->to;
    const auto by = by_of(*query, report);
    if (!by) return std::unexpected(by.error());
    question.by = *by;
    const auto csv = wants_csv(*query, head);
    if (!csv) return std::unexpected(csv.error());
    asked.as_csv = *csv;
    if (auto refusal = read_filters(*query, report, question)) {
        return std::unexpected(*std::move(refusal));
    }
    question.sight = sight_of(call, *asked.policy);
    return asked;
}

std::string json_of(const Asked& asked, const insight::Insight::Answer& answer) {
    const Question& question = asked.question;
    const team::Zone& zone = *question.policy->zone;
    const auto time = [&](Instant at) { return format_time(at, zone.offset_at(at)); };
    std::string out;
    {
        ObjectWriter object(out);
        object.text("report", asked.report->name);
        text_or_null(object, "by", insight::to_word(question.by));
        object.text("timezone", zone.name);
        text_or_null(object, "from", asked.report->has_period ? time(question.from) : "");
        text_or_null(object, "to", asked.report->has_period ? time(question.to) : "");
        object.text("now", time(question.now));
        object.integer("seq", static_cast<std::int64_t>(answer.seq));
        insight::append_json(object.key("rows"), answer.table);
        std::string& total = object.key("total");
        if (answer.table.total.empty()) {
            total += "null";
        } else {
            insight::append_json(total, answer.table, answer.table.total);
        }
        object.integer("more", static_cast<std::int64_t>(answer.table.more));
    }
    return out;
}

http::Response refusal_for(const Error& error) {
    if (error.code == static_cast<int>(insight::InsightError::TooMany)) {
        return http::problem_response(400, error.message, "from");
    }
    if (error.code == static_cast<int>(insight::InsightError::NotYet)) {
        return unavailable(error.message, 5);
    }
    return store_failed(error);
}

void answer_report(Call call, const Asked& asked) {
    const auto answer =
        call.service().options.reports->ask(*call.room(), *asked.report, asked.question);
    if (!answer) return call.answer(refusal_for(answer.error()));
    if (!asked.as_csv) return call.answer(http::Response::json(200, json_of(asked, *answer)));
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = insight::to_csv(answer->table);
    call.answer(std::move(response).with(
        "Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", asked.report->name)));
}

}  // namespace

void get_report(Call call, http::Request& request) {
    const Report* report = find_report(call.argument(0));
    if (report == nullptr) return call.answer(no_such_report(call.argument(0)));
    if (call.service().options.reports == nullptr) {
        return call.answer(unavailable("this server keeps no reports"));
    }
    auto asked = asked_of(call, request, *report);
    if (!asked) return call.answer(std::move(asked.error()));
    in_background(std::move(call), [asked = *std::move(asked)](Call under_way) {
        answer_report(std::move(under_way), asked);
    });
}

}  // namespace baton::api
