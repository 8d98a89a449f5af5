// The full trace of a decision: what was found out, which rules were passed over and for want of
// what, whom each target turned down and why, the pick. Works the rules out again from the same
// lead, standing and moment that the decision had.
#pragma once

#include <optional>
#include <string>

#include "core/lead/lead.hpp"
#include "core/route/decision.hpp"
#include "core/route/standing.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/policy.hpp"

namespace baton::api {

struct TraceOf {
    const workspace::Policy& policy;
    const route::Standing& standing;
    const lead::Lead& lead;
    std::optional<team::PersonId> owner;
    Instant now;
    const team::ZoneOffsets& zones;
};

// Appends one JSON object. At most kMaxPassedOver rules are told of.
void write_trace(std::string& out, const route::Decision& decision, const TraceOf& of);

}  // namespace baton::api
