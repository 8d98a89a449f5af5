// Which rule takes a lead: the plain walk from the top, in the order in which people read the file.
// It is the meaning of matching; whatever is faster has to give exactly what this gives.
#pragma once

#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/program.hpp"
#include "core/workspace/policy.hpp"

namespace baton::match {

// The first rule with a route whose own `when` and those of the rules around it hold; null when
// none does. A group whose rules all pass is left again and reading goes on after it. O(rules);
// pure.
[[nodiscard]] const workspace::Rule* first_rule(const std::vector<workspace::Rule>& rules,
                                                const expr::Bindings& bindings, expr::Arena& arena);

}  // namespace baton::match
