// The named bounds of the expression language: nothing a workspace says can make compiling or one
// evaluation take unbounded time, memory or stack.
#pragma once

#include <cstddef>
#include <cstdint>

namespace baton::expr {

// An expression's text.
inline constexpr std::size_t kMaxSourceBytes = 256 * 1024;
// Brackets, calls, conditionals and macros inside one another.
inline constexpr std::uint32_t kMaxNesting = 250;
// Height of the tree: also counts chains such as `a + b + c …` (but not `&&` and `||`, which are
// one node with many operands).
inline constexpr std::uint32_t kMaxHeight = 500;
// Problems reported for one expression.
inline constexpr std::size_t kMaxDiagnostics = 100;
// Work of one evaluation: a round of a macro costs one for every 16 steps of its body, an element
// compared or copied and 32 bytes of text read or written one each; what goes past it is an
// evaluation error. Some tens of milliseconds at the very worst.
inline constexpr std::uint64_t kEvaluationBudget = 250'000;
inline constexpr std::uint32_t kStepsForOne = 16;
// A pattern for `matches`: its text, the memory its program may take, and what compiling one that
// is not a constant costs of the budget.
inline constexpr std::size_t kMaxPatternBytes = 4096;
inline constexpr std::int64_t kMaxPatternMemory = 1 << 20;
inline constexpr std::uint64_t kPatternCompileCost = 20'000;

}  // namespace baton::expr
