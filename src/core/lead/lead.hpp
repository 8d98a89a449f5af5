// A lead after normalisation: one typed value a field, what could not be read beside it as it came.
// Immutable once made: a second submission is another revision.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/lead/schema.hpp"

namespace baton::lead {

using Signals = std::map<std::string, double, std::less<>>;

// monostate: missing. Number and Money are double; Text, Choice, Email, Phone, Domain, Country,
// State and Language are string; Set is the list, sorted and without repeats; Date a day.
using FieldValue = std::variant<std::monostate, bool, double, std::string, std::vector<std::string>,
                                Date, Signals>;

// A field whose text could not be read as its type, or a field that the schema does not know:
// kept as it came (`raw` is JSON).
struct Unread {
    std::string name;
    std::string raw;

    friend bool operator==(const Unread&, const Unread&) = default;
};

struct Lead {
    std::vector<FieldValue>
        fields;  // by FieldId; may be shorter than the schema: the rest is missing
    std::vector<Unread> unreadable;  // known fields with values that could not be read
    std::vector<Unread> extra;       // fields the schema does not know, in the order they came
    std::string external_id;         // the source's own `id`, empty where it gave none

    [[nodiscard]] const FieldValue& at(FieldId id) const;
    // The text of a text-like field; empty when missing.
    [[nodiscard]] std::string_view text(FieldId id) const;

    friend bool operator==(const Lead&, const Lead&) = default;
};

// The lead as one JSON object, fields by name in schema order: what the lead's row keeps. `decode`
// reads it back under another schema too (fields are found by name; one that the schema no longer
// knows becomes extra; one whose type changed and does not fit becomes unreadable).
[[nodiscard]] std::string encode(const Lead& lead, const Schema& schema);
[[nodiscard]] Result<Lead> decode(std::string_view json, const Schema& schema);

}  // namespace baton::lead
