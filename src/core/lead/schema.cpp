#include "core/lead/schema.hpp"

#include <array>
#include <utility>

namespace baton::lead {
namespace {

struct Word {
    std::string_view word;
    FieldType type;
};

constexpr std::array<Word, 13> kWords{{
    {"text", FieldType::Text},
    {"number", FieldType::Number},
    {"money", FieldType::Money},
    {"set", FieldType::Set},
    {"choice", FieldType::Choice},
    {"date", FieldType::Date},
    {"bool", FieldType::Bool},
    {"email", FieldType::Email},
    {"phone", FieldType::Phone},
    {"domain", FieldType::Domain},
    {"country", FieldType::Country},
    {"state", FieldType::State},
    {"language", FieldType::Language},
}};

// In the order of the FieldIds in namespace field.
constexpr std::array<Word, field::kBuiltinCount> kBuiltins{{
    {"email", FieldType::Email},       {"phone", FieldType::Phone},
    {"name", FieldType::Text},         {"first_name", FieldType::Text},
    {"last_name", FieldType::Text},    {"title", FieldType::Text},
    {"company", FieldType::Text},      {"website", FieldType::Text},
    {"message", FieldType::Text},      {"country", FieldType::Country},
    {"state", FieldType::State},       {"city", FieldType::Text},
    {"postal_code", FieldType::Text},  {"timezone", FieldType::Text},
    {"language", FieldType::Language}, {"employees", FieldType::Number},
    {"revenue", FieldType::Number},    {"budget", FieldType::Number},
    {"industry", FieldType::Text},     {"timeline", FieldType::Text},
    {"source", FieldType::Text},       {"signals", FieldType::Signals},
    {"page", FieldType::Text},         {"referrer", FieldType::Text},
    {"utm_source", FieldType::Text},   {"utm_medium", FieldType::Text},
    {"utm_campaign", FieldType::Text}, {"utm_term", FieldType::Text},
    {"utm_content", FieldType::Text},  {"domain", FieldType::Domain},
    {"freemail", FieldType::Bool},
}};
static_assert(kBuiltins[field::kState.index()].word == "state");
static_assert(kBuiltins[field::kSignals.index()].word == "signals");
static_assert(kBuiltins[field::kFreemail.index()].word == "freemail");

}  // namespace

std::optional<FieldType> field_type_from(std::string_view word) {
    for (const Word& known : kWords) {
        if (known.word == word) return known.type;
    }
    return std::nullopt;
}

std::string_view to_word(FieldType type) {
    for (const Word& known : kWords) {
        if (known.type == type) return known.word;
    }
    return "signals";
}

Schema::Schema() {
    for (const Word& builtin : kBuiltins) {
        define({.name = std::string(builtin.word), .type = builtin.type, .of = {}});
    }
}

FieldId Schema::define(FieldSpec spec) {
    const auto known = by_name_.find(spec.name);
    if (known != by_name_.end()) {
        const FieldId id = known->second;
        fields_[id.index()] = std::move(spec);
        return id;
    }
    const FieldId id{static_cast<std::uint32_t>(fields_.size())};
    by_name_.emplace(spec.name, id);
    fields_.push_back(std::move(spec));
    return id;
}

std::optional<FieldId> Schema::find(std::string_view name) const {
    const auto known = by_name_.find(name);
    if (known == by_name_.end()) return std::nullopt;
    return known->second;
}

}  // namespace baton::lead
