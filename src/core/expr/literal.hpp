// What a literal token stands for: text with its escapes undone, numbers within their ranges.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "core/expr/arena.hpp"
#include "core/expr/diagnostic.hpp"
#include "core/expr/lexer.hpp"
#include "core/expr/value.hpp"

namespace baton::expr {

// The value of an Int, Uint, Double, Text or Bytes token; `token` is its text, a "-" directly
// before a number included. Text is put into the arena. Offsets of the problem count from the
// token.
[[nodiscard]] std::expected<Value, Diagnostic> decode_literal(TokenKind kind,
                                                              std::string_view token, Arena& arena);

// A finite double from decimal digits, rounded to nearest; 0 where it is too small, nothing where
// it is too large or is no number.
[[nodiscard]] std::optional<double> decimal_to_double(std::string_view digits);

}  // namespace baton::expr
