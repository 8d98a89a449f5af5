#include "core/expr/function.hpp"

#include <array>

namespace baton::expr {

namespace {

using enum Function;

// In the order of the enumeration, so that a function's form is found by its number.
constexpr std::array kForms = {
    Form{None, "", false, false, 0, 0},
    Form{Not, "!", false, false, 1, 1},
    Form{Negate, "-", false, false, 1, 1},
    Form{Add, "+", false, false, 2, 2},
    Form{Subtract, "-", false, false, 2, 2},
    Form{Multiply, "*", false, false, 2, 2},
    Form{Divide, "/", false, false, 2, 2},
    Form{Modulo, "%", false, false, 2, 2},
    Form{Equal, "==", false, false, 2, 2},
    Form{NotEqual, "!=", false, false, 2, 2},
    Form{Less, "<", false, false, 2, 2},
    Form{LessEqual, "<=", false, false, 2, 2},
    Form{Greater, ">", false, false, 2, 2},
    Form{GreaterEqual, ">=", false, false, 2, 2},
    Form{In, "in", false, false, 2, 2},
    Form{Index, "[]", false, false, 2, 2},
    Form{Size, "size", true, true, 1, 1},
    Form{Contains, "contains", false, true, 2, 2},
    Form{StartsWith, "startsWith", false, true, 2, 2},
    Form{EndsWith, "endsWith", false, true, 2, 2},
    Form{Matches, "matches", true, true, 2, 2},
    Form{LowerAscii, "lowerAscii", false, true, 1, 1},
    Form{UpperAscii, "upperAscii", false, true, 1, 1},
    Form{Trim, "trim", false, true, 1, 1},
    Form{ToInt, "int", true, false, 1, 1},
    Form{ToUint, "uint", true, false, 1, 1},
    Form{ToDouble, "double", true, false, 1, 1},
    Form{ToString, "string", true, false, 1, 1},
    Form{ToBytes, "bytes", true, false, 1, 1},
    Form{ToBool, "bool", true, false, 1, 1},
    Form{ToTimestamp, "timestamp", true, false, 1, 1},
    Form{ToDuration, "duration", true, false, 1, 1},
    Form{ToDyn, "dyn", true, false, 1, 1},
    Form{TypeOf, "type", true, false, 1, 1},
    Form{GetFullYear, "getFullYear", false, true, 1, 2},
    Form{GetMonth, "getMonth", false, true, 1, 2},
    Form{GetDate, "getDate", false, true, 1, 2},
    Form{GetDayOfMonth, "getDayOfMonth", false, true, 1, 2},
    Form{GetDayOfWeek, "getDayOfWeek", false, true, 1, 2},
    Form{GetDayOfYear, "getDayOfYear", false, true, 1, 2},
    Form{GetHours, "getHours", false, true, 1, 2},
    Form{GetMinutes, "getMinutes", false, true, 1, 2},
    Form{GetSeconds, "getSeconds", false, true, 1, 2},
    Form{GetMilliseconds, "getMilliseconds", false, true, 1, 2},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < kForms.size(); ++i) {
        if (static_cast<std::size_t>(kForms[i].function) != i) return false;
    }
    return kForms.size() == static_cast<std::size_t>(GetMilliseconds) + 1;
}
static_assert(in_order());

constexpr std::size_t kFirstNamed = static_cast<std::size_t>(Size);

}  // namespace

const Form& form_of(Function function) { return kForms[static_cast<std::size_t>(function)]; }

std::optional<Function> find_function(std::string_view name) {
    for (const Form& form : forms()) {
        if (form.name == name) return form.function;
    }
    return std::nullopt;
}

std::span<const Form> forms() { return std::span(kForms).subspan(kFirstNamed); }

}  // namespace baton::expr
