#include "capture/hooks/raw_reader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/lead/aliases.hpp"

namespace baton::capture {

using lead::RawField;
using lead::RawList;
using lead::RawMap;
using lead::RawValue;

namespace {

const RawValue* member(const RawValue* value, std::string_view name) {
    const auto all = members(value);
    const auto found = std::ranges::find(all, name, &RawField::name);
    return found == all.end() ? nullptr : &found->value;
}

bool says_nothing(const RawValue& value) {
    if (const auto* words = std::get_if<std::string>(&value.value)) return trim(*words).empty();
    if (const auto* list = std::get_if<RawList>(&value.value)) return list->empty();
    if (const auto* map = std::get_if<RawMap>(&value.value)) return map->empty();
    return std::holds_alternative<std::monostate>(value.value);
}

}  // namespace

const RawValue* at(const RawValue& value, std::initializer_list<std::string_view> path) {
    const RawValue* found = &value;
    for (const std::string_view name : path) {
        if (found == nullptr) return nullptr;
        found = member(found, name);
    }
    return found;
}

const RawValue* at_dotted(const RawValue& value, std::string_view path) {
    if (const RawValue* whole = member(&value, path)) return whole;
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const RawValue* inner = member(&value, path.substr(0, dot));
    return inner == nullptr ? nullptr : at_dotted(*inner, path.substr(dot + 1));
}

std::span<const RawField> members(const RawValue* value) {
    const auto* map = value == nullptr ? nullptr : std::get_if<RawMap>(&value->value);
    return map == nullptr ? std::span<const RawField>() : std::span<const RawField>(*map);
}

std::span<const RawValue> items(const RawValue* value) {
    const auto* list = value == nullptr ? nullptr : std::get_if<RawList>(&value->value);
    return list == nullptr ? std::span<const RawValue>() : std::span<const RawValue>(*list);
}

std::string text(const RawValue* value) {
    if (value == nullptr) return {};
    if (const auto* words = std::get_if<std::string>(&value->value)) return *words;
    if (const auto* number = std::get_if<double>(&value->value)) return format_number(*number);
    if (const auto* truth = std::get_if<bool>(&value->value)) return *truth ? "true" : "false";
    return {};
}

bool is_true(const RawValue* value) {
    const auto* truth = value == nullptr ? nullptr : std::get_if<bool>(&value->value);
    return truth != nullptr && *truth;
}

void LeadBuilder::add(std::initializer_list<std::string_view> names, RawValue value) {
    for (const std::string_view name : names) {
        const auto mapped = std::ranges::find_if(
            fields_.map, [&](const auto& entry) { return !name.empty() && entry.second == name; });
        if (mapped != fields_.map.end()) return set(mapped->first, std::move(value));
    }
    for (const std::string_view name : names) {
        if (fields_.schema.find(name)) return set(name, std::move(value));
        if (const auto field = lead::find_alias(name, fields_.schema)) {
            return set(fields_.schema.spec(*field).name, std::move(value));
        }
    }
    std::string_view last;
    for (const std::string_view name : names) {
        if (!name.empty()) last = name;
    }
    if (!last.empty()) set(last, std::move(value));
}

void LeadBuilder::set(std::string_view name, RawValue value) {
    if (says_nothing(value)) return;
    const auto there = std::ranges::find(raw_, name, &RawField::name);
    if (there == raw_.end()) {
        raw_.emplace_back(std::string(name), std::move(value));
        return;
    }
    if (auto* list = std::get_if<RawList>(&there->value.value)) {
        list->push_back(std::move(value));
        return;
    }
    RawList both;
    both.push_back(std::move(there->value));
    both.push_back(std::move(value));
    there->value.value = std::move(both);
}

bool LeadBuilder::has(std::string_view name) const {
    return std::ranges::find(raw_, name, &RawField::name) != raw_.end();
}

HookLead LeadBuilder::take(std::string id) {
    std::erase_if(raw_, [](const RawField& field) { return field.name == "id"; });
    if (!id.empty()) raw_.emplace_back("id", RawValue{id});
    return {std::move(id), std::move(raw_)};
}

}  // namespace baton::capture
