// From the checked tree to code: paths become slots, what is constant is computed once, comparisons
// of a field with a constant and look-ups in a list of texts get steps of their own.
#pragma once

#include <vector>

#include "core/expr/ast.hpp"
#include "core/expr/code.hpp"
#include "core/expr/diagnostic.hpp"
#include "core/expr/program.hpp"

namespace baton::expr {

// Notes what the tree reads (writing each node's `use`) in the order of the text.
[[nodiscard]] std::vector<FieldUse> collect_uses(Ast& ast);

struct Lowered {
    Code code;
    std::uint32_t root = 0;
    std::vector<std::uint32_t> parts;  // the steps of the outermost &&, or the root alone
    std::vector<Diagnostic> warnings;
};

[[nodiscard]] Lowered lower(const Ast& ast, Mode mode);

}  // namespace baton::expr
