// The operators and functions of the language, and how each is written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace baton::expr {

enum class Function : std::uint8_t {
    None,  // a name that is not a function (Mode::Unchecked keeps it and fails when it runs)
    // operators
    Not,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Index,
    // text and collections
    Size,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    LowerAscii,
    UpperAscii,
    Trim,
    // conversions
    ToInt,
    ToUint,
    ToDouble,
    ToString,
    ToBytes,
    ToBool,
    ToTimestamp,
    ToDuration,
    ToDyn,
    TypeOf,
    // of a timestamp (with or without a time zone), the last four also of a duration
    GetFullYear,
    GetMonth,
    GetDate,
    GetDayOfMonth,
    GetDayOfWeek,
    GetDayOfYear,
    GetHours,
    GetMinutes,
    GetSeconds,
    GetMilliseconds,
};

// How a function may be called.
struct Form {
    Function function = Function::None;
    std::string_view name;           // "startsWith"; for operators the symbol, "<="
    bool global = false;             // f(x, …)
    bool member = false;             // x.f(…)
    std::uint8_t min_arguments = 0;  // the receiver counts as one
    std::uint8_t max_arguments = 0;
};

[[nodiscard]] const Form& form_of(Function function);
// A function (not an operator) by its name.
[[nodiscard]] std::optional<Function> find_function(std::string_view name);
// Every function's name, for hints.
[[nodiscard]] std::span<const Form> forms();

}  // namespace baton::expr
