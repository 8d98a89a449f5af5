#include "deliver/crm/salesforce/org.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

constexpr std::size_t kWordShown = 80;
constexpr Duration kAssertionLives = Duration::minutes(3);
constexpr std::string_view kLimitHeader = "sforce-limit-info";

std::string escape_url(std::string_view text) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

// "api-usage=18/5000; per-app-api-usage=…"
Quota quota_of(const Outcome& outcome) {
    constexpr std::string_view kUsage = "api-usage=";
    Quota quota;
    for (const auto& [name, value] : outcome.headers) {
        if (name != kLimitHeader || !value.starts_with(kUsage)) continue;
        const std::string_view rest = std::string_view(value).substr(kUsage.size());
        const std::string_view pair = rest.substr(0, rest.find(';'));
        const std::size_t slash = pair.find('/');
        if (slash == std::string_view::npos) continue;
        quota.used = parse_integer(pair.substr(0, slash));
        quota.limit = parse_integer(trim(pair.substr(slash + 1)));
    }
    return quota;
}

std::string message_of(const Judged& judged) {
    if (judged.code == "REQUEST_LIMIT_EXCEEDED") {
        return "Salesforce's calls of this day are used up (REQUEST_LIMIT_EXCEEDED)";
    }
    if (judged.is_over) return "Salesforce ended the session that had just begun";
    if (judged.code == "INVALID_FIELD" || judged.code == "NOT_FOUND") {
        return explain("", judged.code, judged.words);
    }
    if (judged.code.empty()) return judged.outcome.message;
    return fmt::format("Salesforce answered {} ({})", judged.outcome.status, judged.code);
}

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= kWordShown && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

// "No such column 'Region__c' on sobject of type Lead"
std::string field_named(std::string_view words) {
    constexpr std::string_view kBefore = "No such column '";
    const std::size_t at = words.find(kBefore);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = words.substr(at + kBefore.size());
    const std::string_view name = rest.substr(0, rest.find('\''));
    return is_word(name) ? std::string(name) : std::string();
}

}  // namespace

std::string word_of(const JsonView& view) {
    const std::string text = view.text();
    return is_word(text) ? text : std::string();
}

std::string_view type_of(RecordKind kind) {
    constexpr std::array<std::string_view, kRecordKinds> kTypes{"Lead", "Contact", "Account",
                                                                "Opportunity", "Task"};
    return kTypes[static_cast<std::size_t>(kind)];
}

std::string path_of(std::string_view rest) {
    return fmt::format("/services/data/{}{}", kVersion, rest);
}

std::string quoted_soql(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 ? ' ' : c;
    }
    return out + "'";
}

std::string query_path(std::string_view soql) { return path_of("/query?q=" + escape_url(soql)); }

// A field that is missing is the administrator's to make: said so that they need not look it up.
std::string explain(std::string_view type, std::string_view code, std::string_view words) {
    const bool is_ours = words.find(kField) != std::string_view::npos;
    if (is_ours && (code == "INVALID_FIELD" || code == "NOT_FOUND")) {
        return fmt::format(
            "Salesforce shows no field {}{}{}; create it there as text of 100, unique and an "
            "external id, and let the connected user see and edit it",
            kField, type.empty() ? "" : " on ", type);
    }
    if (const std::string field = field_named(words); code == "INVALID_FIELD" && !field.empty()) {
        return fmt::format(
            "Salesforce shows no field {}{}{}; mend \"fields\" of the connection, or let the "
            "connected user see and edit it",
            field, type.empty() ? "" : " on ", type);
    }
    if (type.empty()) return fmt::format("Salesforce refuses the request ({})", code);
    return fmt::format("Salesforce refuses what is asked of {} ({})", type, code);
}

HttpCall Org::login_call(Instant now) const {
    HttpCall call;
    call.url = login_.url + "/services/oauth2/token";
    call.content_type = "application/x-www-form-urlencoded";
    const std::string assertion =
        login_.key.sign({login_.client, login_.user, login_.url, now + kAssertionLives});
    call.body = "grant_type=" + escape_url("urn:ietf:params:oauth:grant-type:jwt-bearer") +
                "&assertion=" + escape_url(assertion);
    call.secrets = login_.secrets;
    call.secrets.add(assertion);
    call.wants_answer = true;
    return call;
}

Judged Org::begin_session(Outcome outcome) {
    Judged judged;
    if (const auto answer = JsonView::parse(outcome.answer)) judged.answer = *answer;
    outcome.answer.clear();
    judged.outcome = std::move(outcome);
    judged.is_of_all = true;
    if (judged.outcome.kind == OutcomeKind::Sent) {
        token_ = judged.answer["access_token"].text();
        instance_ = judged.answer["instance_url"].text();
        while (instance_.ends_with('/')) instance_.pop_back();
        const bool is_encrypted = instance_.starts_with("https://");
        const bool may_be_plain =
            login_.url.starts_with("http://") && instance_.starts_with("http://");
        if (!token_.empty() && (is_encrypted || may_be_plain)) return judged;
        token_.clear();
        judged.outcome.kind = OutcomeKind::Retry;
        judged.outcome.message = "Salesforce's answer to the login names no session";
        return judged;
    }
    judged.outcome.kind = OutcomeKind::Retry;
    judged.code = word_of(judged.answer["error"]);
    if (!judged.code.empty()) {
        judged.outcome.message = fmt::format(
            "Salesforce does not let the connected app in ({}: {}); check client, user, key and "
            "that the app is approved for the user",
            judged.code, printable(judged.answer["error_description"].text(), kWordShown));
    }
    return judged;
}

HttpCall Org::call(HttpMethod method, std::string_view path, std::string body) const {
    HttpCall call;
    call.url = fmt::format("{}{}", instance_, path);
    call.method = method;
    call.headers.emplace_back("Authorization", "Bearer " + token_);
    // A person's second lead is no mistake: rules against duplicates may tell, and not refuse.
    call.headers.emplace_back("Sforce-Duplicate-Rule-Header", "allowSave=true");
    if (method == HttpMethod::Get) {
        // Rows of one page, so that it fits what one answer may be.
        call.headers.emplace_back("Sforce-Query-Options", "batchSize=500");
    } else {
        call.content_type = "application/json";
        call.body = std::move(body);
    }
    call.secrets = login_.secrets;
    call.secrets.add(token_);
    call.wants_answer = true;
    call.wants_headers = {std::string(kLimitHeader)};
    return call;
}

Judged Org::judge(Outcome outcome) const {
    Judged judged;
    judged.quota = quota_of(outcome);
    if (const auto answer = JsonView::parse(outcome.answer)) judged.answer = *answer;
    outcome.answer.clear();
    outcome.headers.clear();
    judged.outcome = std::move(outcome);
    const bool is_json = judged.answer.is_object() || judged.answer.is_list();
    if (judged.outcome.kind == OutcomeKind::Sent) {
        if (is_json) return judged;
        judged.outcome.kind = OutcomeKind::Retry;
        judged.outcome.message = "Salesforce's answer is no JSON";
        judged.is_of_all = true;
        return judged;
    }
    const auto errors = judged.answer.items();
    if (!errors.empty()) {
        judged.code = word_of(errors.front()["errorCode"]);
        judged.words = errors.front()["message"].text();
    }
    judged.is_over = judged.outcome.status == 401 || judged.code == "INVALID_SESSION_ID";
    const std::int32_t status = judged.outcome.status;
    const bool is_setting = judged.code == "INVALID_FIELD" || judged.code == "INVALID_TYPE";
    const bool is_about_records = (status >= 200 && status < 300) || (status == 400 && !is_setting);
    judged.is_of_all = !is_about_records;
    judged.outcome.message = message_of(judged);
    return judged;
}

}  // namespace baton::deliver::crm::salesforce
