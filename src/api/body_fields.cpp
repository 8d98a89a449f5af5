#include "api/body_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace baton::api {

std::string with_nearest(std::string words, std::string_view name,
                         const std::vector<std::string_view>& known) {
    if (const auto near = nearest_name(name, known)) {
        words += fmt::format("; did you mean \"{}\"?", *near);
    }
    return words;
}

BodyFields::BodyFields(const lead::RawMap& map, std::initializer_list<std::string_view> known,
                       std::string prefix, std::vector<http::ProblemItem>& notes)
    : map_(&map), prefix_(std::move(prefix)), notes_(&notes) {
    const std::vector<std::string_view> names(known);
    for (const auto& [name, value] : map) {
        if (std::ranges::find(names, name) != names.end()) continue;
        std::string list;
        for (const std::string_view one : names) {
            list += (list.empty() ? "" : ", ") + std::string(one);
        }
        wrong(name, with_nearest(names.empty() ? fmt::format("\"{}\" has no meaning here", name)
                                               : fmt::format("\"{}\" has no meaning here, only: {}",
                                                             name, list),
                                 name, names));
    }
}

const lead::RawValue* BodyFields::find(std::string_view name) const {
    const auto it = std::ranges::find(*map_, name, &lead::RawField::name);
    if (it == map_->end() || std::holds_alternative<std::monostate>(it->value.value)) {
        return nullptr;
    }
    return &it->value;
}

void BodyFields::wrong(std::string_view name, std::string detail) {
    std::string field = prefix_ + std::string(name);
    if (!is_utf8(field) || field.size() > 200) field.clear();
    notes_->push_back({.field = std::move(field), .detail = std::move(detail)});
}

std::optional<std::string> BodyFields::text(std::string_view name) {
    const lead::RawValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = std::get_if<std::string>(&value->value)) return *text;
    wrong(name, fmt::format("\"{}\" has to be a text", name));
    return std::nullopt;
}

std::optional<double> BodyFields::number(std::string_view name) {
    const lead::RawValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto* number = std::get_if<double>(&value->value);
    if (number != nullptr && std::isfinite(*number)) return *number;
    wrong(name, fmt::format("\"{}\" has to be a number", name));
    return std::nullopt;
}

std::optional<std::int64_t> BodyFields::whole(std::string_view name) {
    constexpr double kMost = 1e15;
    const lead::RawValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto* number = std::get_if<double>(&value->value);
    if (number != nullptr && *number >= 0 && *number <= kMost && std::floor(*number) == *number) {
        return static_cast<std::int64_t>(*number);
    }
    wrong(name, fmt::format("\"{}\" has to be a whole number, 0 or more", name));
    return std::nullopt;
}

std::optional<bool> BodyFields::flag(std::string_view name) {
    const lead::RawValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (const auto* flag = std::get_if<bool>(&value->value)) return *flag;
    wrong(name, fmt::format("\"{}\" has to be true or false", name));
    return std::nullopt;
}

std::optional<BodyFields> BodyFields::object(std::string_view name,
                                             std::initializer_list<std::string_view> known) {
    const lead::RawValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto* map = std::get_if<lead::RawMap>(&value->value);
    if (map == nullptr) {
        wrong(name, fmt::format("\"{}\" has to be an object", name));
        return std::nullopt;
    }
    return BodyFields(*map, known, prefix_ + std::string(name) + ".", *notes_);
}

void BodyFields::need_one_of(std::initializer_list<std::string_view> names) {
    std::string list;
    std::size_t there = 0;
    for (const std::string_view name : names) {
        list += (list.empty() ? "\"" : ", \"") + std::string(name) + '"';
        if (find(name) != nullptr) ++there;
    }
    if (there == 1) return;
    const std::string_view field = names.size() == 1 ? *names.begin() : std::string_view();
    const std::string_view words =
        names.size() == 1 ? "{} is missing" : "one of {} has to be there";
    std::string detail = there == 0 ? fmt::format(fmt::runtime(words), list)
                                    : fmt::format("only one of {} may be there", list);
    if (!field.empty() || prefix_.empty()) {
        wrong(field, std::move(detail));
    } else {
        notes_->push_back(
            {.field = prefix_.substr(0, prefix_.size() - 1), .detail = std::move(detail)});
    }
}

http::Response BodyFields::refusal() const {
    http::Problem problem;
    problem.status = 422;
    problem.detail = notes_->front().detail;
    problem.field = notes_->front().field;
    problem.errors = *notes_;
    return http::problem_response(problem);
}

}  // namespace baton::api
