// Turns what a source sent into a typed lead: addresses, numbers, places, phones and dates read the
// way people write them. Never fails: what cannot be read is missing, kept raw, and told in a
// warning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lead/lead.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/schema.hpp"
#include "core/lead/suffixes.hpp"

namespace baton::lead {

struct Warning {
    std::string field;
    std::string message;  // "employees: "a few" is not a number"
};

struct Normalised {
    Lead lead;
    std::vector<Warning> warnings;
};

// Pure. `suffixes` must outlive the call. Linear in the size of `raw`.
[[nodiscard]] Normalised normalise(const RawLead& raw, const Schema& schema,
                                   const Suffixes& suffixes);

}  // namespace baton::lead
