// What a source sent, before anything is known about it: names with JSON-like values. JSON bodies,
// forms, CSV rows and hooks all become a RawLead; normalise() turns it into a Lead.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace baton::lead {

struct RawValue;
struct RawField;
using RawList = std::vector<RawValue>;
using RawMap = std::vector<RawField>;  // in the order in which they came

struct RawValue {
    std::variant<std::monostate, bool, double, std::string, RawList, RawMap> value;
};

struct RawField {
    std::string name;
    RawValue value;
};

using RawLead = RawMap;

}  // namespace baton::lead
