// The one normal way to write an expression: conditions that differ in spacing, quotes, brackets
// or how a number is written have the same canonical text.
#pragma once

#include <string>

#include "core/expr/ast.hpp"

namespace baton::expr {

[[nodiscard]] std::string canonical(const Ast& ast, NodeId node);
[[nodiscard]] inline std::string canonical(const Ast& ast) { return canonical(ast, ast.root()); }

}  // namespace baton::expr
