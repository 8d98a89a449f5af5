// The parser: text → tree, names not resolved yet. One pass, depth bounded by kMaxNesting.
#pragma once

#include <expected>
#include <string_view>

#include "core/expr/ast.hpp"
#include "core/expr/diagnostic.hpp"

namespace baton::expr {

// The tree, or the first thing in the text that cannot be read. Any bytes may be given.
[[nodiscard]] std::expected<Ast, Diagnostic> parse(std::string_view source);

}  // namespace baton::expr
