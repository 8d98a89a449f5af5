// What an expression reads that is not there yet when it runs.
#pragma once

#include <initializer_list>
#include <string_view>

#include "core/workspace/loading.hpp"

namespace baton::workspace {

// An error for each of the lead's derived fields that `program`, compiled from `node`, reads
// although it is found out only later: `moment` says when the expression runs.
void refuse_uses(Loading& loading, const expr::Program& program, const Node& node,
                 std::initializer_list<LeadSlot> later, std::string_view moment);

}  // namespace baton::workspace
