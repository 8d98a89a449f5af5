#include "core/expr/value.hpp"

namespace baton::expr {

namespace {

template <class Text>
Value list_of(std::span<const Text> borrowed, Arena& arena) {
    const std::span<Value> items = arena.array<Value>(borrowed.size());
    for (std::size_t i = 0; i < borrowed.size(); ++i) items[i] = Value::text(borrowed[i]);
    return Value::list(items);
}

}  // namespace

Value Value::text_list(std::span<const std::string> borrowed, Arena& arena) {
    return list_of(borrowed, arena);
}

Value Value::text_list(std::span<const std::string_view> borrowed, Arena& arena) {
    return list_of(borrowed, arena);
}

std::string_view to_words(Fault fault) {
    switch (fault) {
        case Fault::Missing:
            return "a value is missing";
        case Fault::DivisionByZero:
            return "division by zero";
        case Fault::Overflow:
            return "the result is too large";
        case Fault::NotFinite:
            return "the result is not a finite number";
        case Fault::NoSuchKey:
            return "no such key";
        case Fault::NoSuchIndex:
            return "no such index";
        case Fault::DuplicateKey:
            return "a key is given twice";
        case Fault::BadKey:
            return "a key must be text, a whole number, or true or false";
        case Fault::BadConversion:
            return "the value cannot be converted";
        case Fault::OutOfRange:
            return "the value is out of range";
        case Fault::BadOperands:
            return "the operation does not apply to these values";
        case Fault::BadPattern:
            return "the pattern is not a valid regular expression";
        case Fault::UnknownZone:
            return "unknown time zone";
        case Fault::UnknownName:
            return "unknown name";
        case Fault::UnknownFunction:
            return "unknown function";
        case Fault::OutOfBudget:
            return "the expression takes too many steps";
    }
    return {};
}

}  // namespace baton::expr
