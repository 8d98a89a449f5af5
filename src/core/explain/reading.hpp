// Conditions as an explanation reads them: which part did not hold, and what stands in its fields.
#pragma once

#include <array>
#include <span>
#include <string>

#include "core/explain/explanation.hpp"
#include "core/expr/program.hpp"

namespace baton::explain {

// The values that conditions are read with; borrows everything.
struct Eyes {
    std::span<const expr::Value> variables;  // lead, now and perhaps person
    const expr::ZoneOffsets* zones = nullptr;
    expr::Arena& arena;
};

// The first part of `condition` that does not hold; the last one where all of them do.
[[nodiscard]] Part failed_part(const expr::Program& condition, const Eyes& eyes);

}  // namespace baton::explain
