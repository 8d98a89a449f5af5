// The words and signs of the grammar, as tables.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "core/expr/ast.hpp"
#include "core/expr/function.hpp"

namespace baton::expr::grammar {

struct BinaryOperator {
    std::string_view symbol;
    Function function;
    int level;  // 0 binds loosest
};
inline constexpr int kLevels = 3;
inline constexpr std::array<BinaryOperator, 12> kBinary = {{
    {"<", Function::Less, 0},
    {"<=", Function::LessEqual, 0},
    {">", Function::Greater, 0},
    {">=", Function::GreaterEqual, 0},
    {"==", Function::Equal, 0},
    {"!=", Function::NotEqual, 0},
    {"in", Function::In, 0},
    {"+", Function::Add, 1},
    {"-", Function::Subtract, 1},
    {"*", Function::Multiply, 2},
    {"/", Function::Divide, 2},
    {"%", Function::Modulo, 2},
}};

// Words that name nothing by themselves, though fields may be called so.
inline constexpr std::array<std::string_view, 17> kReserved = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

struct Macro {
    std::string_view name;
    NodeKind kind;
    std::size_t fewest;  // arguments
    std::size_t most;
};
inline constexpr std::array<Macro, 5> kMacros = {{
    {"all", NodeKind::All, 2, 2},
    {"exists", NodeKind::Exists, 2, 2},
    {"exists_one", NodeKind::ExistsOne, 2, 2},
    {"map", NodeKind::Transform, 2, 3},
    {"filter", NodeKind::Filter, 2, 2},
}};

using Words = std::pair<std::string_view, std::string_view>;

// Operators of other languages, and what is written here instead.
inline constexpr std::array<Words, 8> kForeignOperators = {{
    {"and", "&&"},
    {"AND", "&&"},
    {"or", "||"},
    {"OR", "||"},
    {"is", "=="},
    {"IN", "in"},
    {"equals", "=="},
    {"like", "contains(…)"},
}};

// Functions of other languages, and ours.
inline constexpr std::array<Words, 13> kForeignFunctions = {{
    {"lower", "lowerAscii"},
    {"toLowerCase", "lowerAscii"},
    {"upper", "upperAscii"},
    {"toUpperCase", "upperAscii"},
    {"len", "size"},
    {"length", "size"},
    {"count", "size"},
    {"includes", "contains"},
    {"regex", "matches"},
    {"number", "double"},
    {"text", "string"},
    {"any", "exists"},
    {"existsOne", "exists_one"},
}};

}  // namespace baton::expr::grammar
