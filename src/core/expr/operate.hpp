// What the operators and functions do with values that are there. Faulty operands never come here.
// What cannot be computed is Value::error without a place. Text results live in the work's arena.
#pragma once

#include "core/expr/function.hpp"
#include "core/expr/value.hpp"
#include "core/expr/work.hpp"

namespace baton::expr {

// + - * / %   (arithmetic.cpp)
[[nodiscard]] Value arithmetic(Function function, const Value& a, const Value& b, Work& work);
[[nodiscard]] Value negate(const Value& value);

// int() … duration(), type()   (convert.cpp)
[[nodiscard]] Value convert(Function function, const Value& value, Work& work);
[[nodiscard]] std::string_view type_name(Kind kind);

// size, contains … trim   (text_functions.cpp)
[[nodiscard]] Value size_of(const Value& value, Work& work);
[[nodiscard]] Value text_function(Function function, const Value& text, const Value* argument,
                                  Work& work);

// getFullYear … of a timestamp, in a zone where one is given, or of a duration   (calendar.cpp)
[[nodiscard]] Value accessor(Function function, const Value& time, const Value* zone, Work& work);

}  // namespace baton::expr
