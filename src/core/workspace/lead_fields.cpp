// `fields`: what a lead may have beyond the built-in fields, and how those are narrowed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

using lead::FieldType;

constexpr std::size_t kMaxFieldsOfLeads = 1'000;  // with the built-in ones

constexpr std::array<std::string_view, 13> kTypes{"text",    "number", "money",   "set",   "choice",
                                                  "date",    "bool",   "email",   "phone", "domain",
                                                  "country", "state",  "language"};
// What a decision finds out itself.
constexpr std::array<std::string_view, 7> kDerived{"account", "territory", "owner",   "score",
                                                   "tier",    "domain",    "freemail"};
// Built-in fields that Baton itself reads in a certain way.
constexpr std::array<lead::FieldId, 12> kFixed{
    lead::field::kEmail,      lead::field::kPhone,    lead::field::kName,
    lead::field::kFirstName,  lead::field::kLastName, lead::field::kCompany,
    lead::field::kWebsite,    lead::field::kCountry,  lead::field::kState,
    lead::field::kPostalCode, lead::field::kSource,   lead::field::kSignals};

bool is_identifier(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9');
    });
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// May a built-in field of type `from` be told to be `to`?
bool may_narrow(lead::FieldId id, FieldType from, FieldType to) {
    if (from == to) return true;
    if (std::ranges::find(kFixed, id) != kFixed.end()) return false;
    if (from == FieldType::Number) return to == FieldType::Money;
    return from == FieldType::Text && to != FieldType::Set;
}

bool check_field_name(Loading& loading, const Node& key) {
    if (!is_identifier(key.scalar)) {
        loading.report.error(
            key.place,
            fmt::format("{} cannot be the name of a field, since expressions could "
                        "not read it",
                        quoted(key.scalar)),
            "use letters, digits and _, and begin with a letter");
        return false;
    }
    if (contains(kDerived, key.scalar)) {
        loading.report.error(
            key.place, fmt::format("lead.{} is found out by Baton and cannot be a field of the "
                                   "document",
                                   key.scalar));
        return false;
    }
    return true;
}

std::vector<std::string> values_of(Loading& loading, const Fields& fields, FieldType type) {
    const Node* node = fields.find("of");
    const bool takes = type == FieldType::Choice || type == FieldType::Set;
    if (node == nullptr) {
        if (type == FieldType::Choice) {
            loading.report.error(fields.place(),
                                 fmt::format("{} is a choice and needs \"of\"", fields.of()),
                                 "list what may be chosen: of: [a, b, c]");
        }
        return {};
    }
    if (!takes) {
        loading.report.error(
            node->place,
            fmt::format("{} is {} and takes no \"of\"", fields.of(), lead::to_word(type)),
            "only a set and a choice have a list of values");
        return {};
    }
    std::vector<std::string> values;
    std::set<std::string> seen;
    for (const TextAt& item : fields.texts("of")) {
        if (!seen.insert(item.text).second) {
            loading.report.error(item.node->place,
                                 fmt::format("{} lists {} twice", fields.of(), quoted(item.text)));
        } else {
            values.push_back(item.text);
        }
    }
    return values;
}

}  // namespace

void load_lead_fields(Loading& loading) {
    constexpr std::array<std::string_view, 2> kKeys{"type", "of"};
    loading.each_named(
        "fields", "a field", [&](const std::string& name, const Node& key, const Node& node) {
            if (!check_field_name(loading, key)) return;
            if (loading.policy.schema.size() >= kMaxFieldsOfLeads) {
                loading.report.error(
                    key.place, fmt::format("leads have more than {} fields", kMaxFieldsOfLeads));
                return;
            }
            const Fields fields(loading.report, node, "field " + quoted(name), kKeys);
            if (!fields.is_map() || fields.require("type") == nullptr) return;
            const auto word = fields.word("type", kTypes);
            if (!word) return;
            const FieldType type = *lead::field_type_from(kTypes[*word]);
            const auto known = loading.policy.schema.find(name);
            if (known && known->value < lead::field::kBuiltinCount) {
                const FieldType builtin = loading.policy.schema.spec(*known).type;
                if (!may_narrow(*known, builtin, type)) {
                    loading.report.error(
                        fields.find("type")->place,
                        fmt::format(
                            "the built-in field {} is of type {} and cannot be made {}",
                            quoted(name),
                            builtin == FieldType::Signals ? "signals" : lead::to_word(builtin),
                            kTypes[*word]));
                    return;
                }
            }
            loading.policy.schema.define({name, type, values_of(loading, fields, type)});
        });
}

}  // namespace baton::workspace
