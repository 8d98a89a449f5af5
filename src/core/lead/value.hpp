// One raw value into the type of its field.
#pragma once

#include <string>
#include <string_view>

#include "core/lead/lead.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/schema.hpp"
#include "core/lead/suffixes.hpp"

namespace baton::lead {

// What a value is read beside. Without suffixes a domain is taken as the host it is.
struct ReadContext {
    std::string_view country;  // alpha-2 of the lead, empty for unknown
    const Suffixes* suffixes = nullptr;
};

// - value, neither problem nor note: read, or missing (monostate) because it was empty.
// - problem: it, or part of it, could not be read; `value` holds the rest. The raw value is kept.
// - note: read, but a person should know how ("Philipines" is read as PH).
struct Reading {
    FieldValue value;
    std::string problem;
    std::string note;
};

[[nodiscard]] Reading read_value(const RawValue& raw, const FieldSpec& spec,
                                 const ReadContext& context);

}  // namespace baton::lead
