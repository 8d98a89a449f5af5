#include "deliver/crm/tryton_rpc.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include "base/hmac.hpp"
#include "base/text.hpp"
#include "deliver/outbound/classify.hpp"

namespace baton::deliver::crm::tryton {
namespace {

constexpr std::size_t kErrorShown = 200;

// The words of an error: ["UserError", ["words", …]], or ["words", "where it came from"].
std::string words_of(const json::array& error, bool is_about_record) {
    const json::value* words = &error.front();
    if (is_about_record && error.size() > 1) {
        words = &error[1];
        if (const json::array* list = words->if_array(); list != nullptr && !list->empty()) {
            words = &list->front();
        }
    }
    const json::string* text = words->if_string();
    return text == nullptr ? std::string() : printable(std::string(*text), kErrorShown);
}

bool is(const json::value& value, std::string_view word) {
    return value.is_string() && value.get_string() == word;
}

std::int64_t part(const json::object& value, std::string_view name) {
    const json::value* found = value.if_contains(name);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace

Host::Host(Connection connection) : connection_(std::move(connection)) {
    std::string_view address = connection_.as.url;
    while (address.ends_with('/')) address.remove_suffix(1);
    url_ = fmt::format("{}/{}/", address, connection_.as.database);
}

bool Host::begin_session(const json::value& login) {
    const json::array* pair = login.if_array();
    if (pair == nullptr || pair->size() < 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_string()) {
        return false;
    }
    const std::string plain = fmt::format("{}:{}:{}", connection_.as.user, (*pair)[0].get_int64(),
                                          std::string_view((*pair)[1].get_string()));
    header_ = "Session " + to_base64(plain);
    return true;
}

bool Host::take_preferences(const json::value& preferences) {
    const json::object* object = preferences.if_object();
    const json::value* company = object == nullptr ? nullptr : object->if_contains("company");
    if (company == nullptr || !company->is_int64()) return false;
    company_ = company->get_int64();
    return true;
}

HttpCall Host::post(std::string_view method, json::array params) const {
    HttpCall call;
    call.url = url_;
    call.content_type = "application/json";
    call.body =
        json::serialize(json::object{{"id", 0}, {"method", method}, {"params", std::move(params)}});
    call.secrets = connection_.secrets;
    call.wants_answer = true;
    return call;
}

HttpCall Host::login_call() const {
    return post("common.db.login",
                {connection_.as.user, json::object{{"password", connection_.as.password}}, "en"});
}

HttpCall Host::call(std::string_view method, const json::array& params) const {
    json::array all = params;
    json::object context{{"language", "en"}};
    if (company_ != 0) context["company"] = company_;
    all.emplace_back(std::move(context));
    HttpCall http = post(method, std::move(all));
    http.never_twice = method.ends_with(".create");
    http.headers.emplace_back("Authorization", header_);
    http.secrets.add(header_);
    return http;
}

Answered Host::judge(Outcome outcome) const {
    Answered answer;
    if (outcome.kind != OutcomeKind::Sent) {
        if (outcome.status == 401) {
            outcome.message = "Tryton does not accept the user and password";
        } else if (outcome.status == 404) {
            outcome.message = fmt::format("there is no database \"{}\" in Tryton", as().database);
        }
        outcome.kind = OutcomeKind::Retry;
        outcome.answer.clear();
        answer.outcome = std::move(outcome);
        return answer;
    }
    std::error_code error;
    json::parse_options options;
    options.max_depth = 32;
    json::value root = json::parse(outcome.answer, error, {}, options);
    outcome.answer.clear();
    answer.outcome = std::move(outcome);
    answer.outcome.kind = OutcomeKind::Retry;
    json::object* object = error ? nullptr : root.if_object();
    if (object == nullptr) {
        answer.outcome.message = "Tryton's answer is no JSON object";
        return answer;
    }
    const json::value* failure = object->if_contains("error");
    const json::array* said = failure == nullptr ? nullptr : failure->if_array();
    if (said == nullptr || said->empty()) {
        answer.kind = Answered::Kind::Result;
        answer.outcome.kind = OutcomeKind::Sent;
        if (json::value* result = object->if_contains("result")) answer.result = std::move(*result);
        return answer;
    }
    const bool is_about_record = is(said->front(), "UserError") || is(said->front(), "UserWarning");
    const std::string words = words_of(*said, is_about_record);
    // Somebody was quicker: with this record, or with the number that it was to have.
    const bool is_conflict = is(said->front(), "ConcurrencyException") ||
                             words.find("must be unique") != std::string::npos;
    const bool is_refused = is_about_record && !is_conflict;
    answer.kind = is_refused ? Answered::Kind::Refused : Answered::Kind::Busy;
    if (is_refused) answer.outcome.kind = OutcomeKind::Permanent;
    answer.outcome.message = is_conflict ? "somebody else changed it in Tryton at the same moment"
                                         : fmt::format("Tryton says: {}", words);
    return answer;
}

json::value date_value(Instant day) {
    const Date date = date_from_days((day.to_seconds() - (day.to_seconds() % 86400)) / 86400);
    return json::object{
        {"__class__", "date"}, {"year", date.year}, {"month", date.month}, {"day", date.day}};
}

json::value datetime_value(Instant when) {
    const std::int64_t seconds = when.to_seconds();
    const std::int64_t second = seconds % 86400;
    const Date date = date_from_days((seconds - second) / 86400);
    return json::object{
        {"__class__", "datetime"}, {"year", date.year},
        {"month", date.month},     {"day", date.day},
        {"hour", second / 3600},   {"minute", second / 60 % 60},
        {"second", second % 60},   {"microsecond", when.micros - seconds * 1'000'000}};
}

json::value decimal_value(double amount) {
    return json::object{{"__class__", "Decimal"}, {"decimal", fmt::format("{:.2f}", amount)}};
}

std::optional<Instant> instant_of(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr || !object->contains("year")) return std::nullopt;
    const Date date{static_cast<std::int32_t>(part(*object, "year")),
                    static_cast<std::int32_t>(part(*object, "month")),
                    static_cast<std::int32_t>(part(*object, "day"))};
    const std::int64_t seconds = days_from_date(date) * 86400 + part(*object, "hour") * 3600 +
                                 part(*object, "minute") * 60 + part(*object, "second");
    return Instant{seconds * 1'000'000 + part(*object, "microsecond")};
}

double number_of(const json::value& value) {
    if (value.is_number()) return value.to_number<double>();
    const json::object* object = value.if_object();
    const json::value* text = object == nullptr ? nullptr : object->if_contains("decimal");
    if (text == nullptr || !text->is_string()) return 0;
    return parse_number(std::string_view(text->get_string())).value_or(0);
}

std::string text_of(const json::object& record, std::string_view field) {
    const json::value* found = record.if_contains(field);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

std::string id_of(const json::object& record, std::string_view field) {
    const json::value* found = record.if_contains(field);
    return found != nullptr && found->is_int64() ? std::to_string(found->get_int64())
                                                 : std::string();
}

std::int64_t to_number(std::string_view id) { return parse_integer(id).value_or(0); }

std::vector<json::object> records_of(const json::value& list) {
    std::vector<json::object> out;
    const json::array* items = list.if_array();
    if (items == nullptr) return out;
    for (const json::value& item : *items) {
        if (const json::object* record = item.if_object()) out.push_back(*record);
    }
    return out;
}

}  // namespace baton::deliver::crm::tryton
