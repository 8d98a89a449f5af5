// A template of the document with a lead's own words and what is known of it in its places. Pure.
#pragma once

#include <string>

#include "core/lead/lead.hpp"
#include "core/workspace/policy.hpp"
#include "core/workspace/template.hpp"
#include "deliver/notify/facts.hpp"

namespace baton::deliver {

struct Filling {
    const lead::Lead& lead;         // as the schema of `live` has it
    const workspace::Policy& live;  // whose template it is
    const LeadFacts& facts;
};

// What stands in a place is the lead's text as it came: untrusted, and cleaned by whoever writes
// the message. A place with nothing to stand in it has what the template gives for that.
[[nodiscard]] std::string fill(const workspace::Template& text, const Filling& with);

}  // namespace baton::deliver
