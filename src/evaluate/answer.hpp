// What `baton eval` answers, as one JSON object: {"value": {"int": "3"}}, {"unknown": "lead.x"} or
// {"error": "…"}. Values carry their type: int, uint and double as text, bytes as hex, a map as a
// list of pairs, timestamp and duration as [seconds, nanoseconds].
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/expr/diagnostic.hpp"
#include "core/expr/program.hpp"
#include "core/expr/value.hpp"

namespace baton::evaluate {

// The answer for a value of that program; what is missing is named, what else is unknown says why.
[[nodiscard]] std::string answer(const expr::Program& program, const expr::Value& value);

// The answer for an expression that does not compile: every problem, with its column.
[[nodiscard]] std::string answer(std::string_view source,
                                 std::span<const expr::Diagnostic> problems);

// {"error": "…"}
[[nodiscard]] std::string error_answer(std::string_view message);

}  // namespace baton::evaluate
