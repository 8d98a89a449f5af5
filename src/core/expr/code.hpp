// Code: the compact form that is evaluated. Steps refer to each other by number, operands before
// those that use them; fields are read by slot; what does not depend on anything is a constant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/function.hpp"
#include "core/expr/pattern.hpp"
#include "core/expr/value.hpp"

namespace baton::expr {

enum class Op : std::uint8_t {
    Constant,        // a: constant
    Fail,            // a: fault
    Load,            // a: path
    Has,             // a: path
    Local,           // a: slot of a macro's variable
    FieldOf,         // a: step, b: slot of the record, c: use
    HasFieldOf,      // a: step, b: slot of the record
    KeyOf,           // a: step, b: constant (the key), c: use
    HasKeyOf,        // a: step, b: constant (the key)
    Unary,           // function; a: step
    Binary,          // function; a, b: steps
    Compare,         // function == != < <= > >=; a, b: steps
    CompareLoad,     // function as Compare; a: path, b: constant
    InTexts,         // a: step, b: text set
    MatchesPattern,  // a: step, b: pattern
    Accessor,        // function; a: step, b: step or kNone
    And,             // a: first operand, b: count
    Or,              // a: first operand, b: count
    Conditional,     // a, b, c: steps
    List,            // a: first operand, b: count
    Map,             // a: first operand, b: count (keys and values)
    All,             // a: range, b: body, slot
    Exists,          // a: range, b: body, slot
    ExistsOne,       // a: range, b: body, slot
    Filter,          // a: range, b: body, slot
    Transform,       // a: range, b: body, c: condition or kNone, slot
};

struct Step {
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    Op op = Op::Constant;
    Function function = Function::None;
    std::uint16_t slot = 0;
    std::uint32_t offset = 0;  // in the text, for errors
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
    std::uint32_t cost = 0;  // of one round of a macro
};

// From a variable through the fields of records, and a map's key at the end.
struct Path {
    std::uint32_t variable = 0;
    std::uint32_t first_slot = 0;  // into Code::slots
    std::uint32_t slot_count = 0;
    std::uint32_t use = Step::kNone;
    Value key;  // missing where there is none
};

struct Code {
    std::vector<Step> steps;
    std::vector<std::uint32_t> operands;
    std::vector<std::uint32_t> slots;
    std::vector<Path> paths;
    std::vector<Value> constants;
    std::vector<std::vector<std::string_view>> text_sets;  // each sorted
    std::vector<Pattern> patterns;
    std::uint32_t local_count = 0;
    Arena arena;  // what constants borrow
};

}  // namespace baton::expr
