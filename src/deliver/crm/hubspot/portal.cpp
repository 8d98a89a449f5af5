#include "deliver/crm/hubspot/portal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver::crm::hubspot {
namespace {

constexpr std::size_t kWordShown = 60;
constexpr std::string_view kDailyHeader = "x-hubspot-ratelimit-daily";
constexpr std::string_view kDailyLeftHeader = "x-hubspot-ratelimit-daily-remaining";

HttpCall bare_call(const std::string& api, std::string_view path, const std::string& token) {
    HttpCall call;
    call.url = fmt::format("{}{}", api, path);
    call.headers.emplace_back("Authorization", "Bearer " + token);
    call.wants_answer = true;
    call.wants_headers = {std::string(kDailyHeader), std::string(kDailyLeftHeader)};
    return call;
}

Quota quota_of(const Outcome& outcome) {
    Quota quota;
    std::optional<std::int64_t> left;
    for (const auto& [name, value] : outcome.headers) {
        if (name == kDailyHeader) quota.limit = parse_integer(value);
        if (name == kDailyLeftHeader) left = parse_integer(value);
    }
    if (quota.limit && left) quota.used = std::max<std::int64_t>(0, *quota.limit - *left);
    return quota;
}

std::string explain(const Judged& judged) {
    switch (judged.outcome.status) {
        case 401:
            return "HubSpot does not accept the token; give the connection a private app's that "
                   "is in force";
        case 403:
            return "HubSpot's private app may not do this; give it the scopes that "
                   "docs/OPERATING.md lists";
        case 429:
            return judged.answer["policyName"].text() == "DAILY"
                       ? "HubSpot's calls of this day are used up"
                       : "HubSpot asks to be called less often";
        default:
            break;
    }
    if (judged.category.empty()) return judged.outcome.message;
    return fmt::format("HubSpot answered {} ({})", judged.outcome.status, judged.category);
}

bool is_first(const JsonView& stage, std::optional<double> best) {
    const auto order = stage["displayOrder"].number();
    return !best || (order && *order < *best);
}

Stages read_deal_stages(const JsonView& pipeline) {
    Stages stages;
    std::optional<double> first;
    for (const JsonView& stage : pipeline["stages"].items()) {
        const JsonView metadata = stage["metadata"];
        const double probability = metadata["probability"].number().value_or(0.5);
        if (!metadata["isClosed"].is_true() && probability > 0 && probability < 1) {
            if (!is_first(stage, first)) continue;
            stages.open = stage["id"].text();
            first = stage["displayOrder"].number().value_or(0);
        } else if (probability >= 1) {
            stages.won = stage["id"].text();
        } else {
            stages.lost = stage["id"].text();
        }
    }
    return stages;
}

Stages read_lead_stages(const JsonView& pipeline, Pipelines& pipelines) {
    Stages stages;
    for (const JsonView& stage : pipeline["stages"].items()) {
        const std::string state = stage["metadata"]["leadState"].text();
        if (state == "NEW" && stages.open.empty()) stages.open = stage["id"].text();
        if (state == "QUALIFIED") stages.won = stage["id"].text();
        if (state == "UNQUALIFIED") {
            stages.lost = stage["id"].text();
            pipelines.refused_stages.insert(stages.lost);
        }
    }
    return stages;
}

}  // namespace

std::string word_of(const JsonView& view) {
    const std::string text = view.text();
    const bool is_word =
        !text.empty() && text.size() <= kWordShown && std::ranges::all_of(text, [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        });
    return is_word ? text : std::string();
}

std::string_view type_of(RecordKind kind) {
    constexpr std::array<std::string_view, kRecordKinds> kTypes{"leads", "contacts", "companies",
                                                                "deals", "tasks"};
    return kTypes[static_cast<std::size_t>(kind)];
}

std::string_view object_of(RecordKind kind) {
    return kind == RecordKind::Opportunity ? "0-3" : type_of(kind);
}

HttpCall Portal::get(std::string_view path) const {
    HttpCall call = bare_call(api_, path, token_);
    call.method = HttpMethod::Get;
    call.secrets = secrets_;
    return call;
}

HttpCall Portal::post(std::string_view path, std::string body) const {
    HttpCall call = bare_call(api_, path, token_);
    call.content_type = "application/json";
    call.body = std::move(body);
    call.secrets = secrets_;
    return call;
}

std::optional<Pipelines> Portal::read_pipelines(RecordKind kind, const JsonView& answer) {
    Pipelines pipelines;
    std::optional<double> first;
    for (const JsonView& pipeline : answer["results"].items()) {
        const std::string id = pipeline["id"].text();
        if (id.empty() || pipeline["archived"].is_true()) continue;
        pipelines.by_id[id] = kind == RecordKind::Lead ? read_lead_stages(pipeline, pipelines)
                                                       : read_deal_stages(pipeline);
        if (is_first(pipeline, first)) {
            pipelines.first = id;
            first = pipeline["displayOrder"].number().value_or(0);
        }
    }
    if (pipelines.first.empty()) return std::nullopt;
    return pipelines;
}

Judged judge(Outcome outcome) {
    Judged judged;
    judged.quota = quota_of(outcome);
    auto answer = JsonView::parse(outcome.answer);
    if (answer) judged.answer = *answer;
    judged.category = word_of(judged.answer["category"]);
    outcome.answer.clear();
    outcome.headers.clear();
    judged.outcome = std::move(outcome);
    if (judged.outcome.kind == OutcomeKind::Sent) {
        if (!judged.answer.is_object()) {
            judged.outcome.kind = OutcomeKind::Retry;
            judged.outcome.message = "HubSpot's answer is no JSON";
            judged.is_of_all = true;
        }
        return judged;
    }
    const std::int32_t status = judged.outcome.status;
    // 2xx here is an answer that was too long to be read.
    const bool is_about_records = (status >= 200 && status < 300) || status == 400 ||
                                  status == 404 || status == 409 || status == 413 || status == 422;
    judged.is_of_all = !is_about_records;
    judged.outcome.message = explain(judged);
    return judged;
}

}  // namespace baton::deliver::crm::hubspot
