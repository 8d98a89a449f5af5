#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/text.hpp"
#include "core/expr/literal.hpp"
#include "core/expr/operate.hpp"
#include "core/expr/time_text.hpp"

namespace baton::expr {

namespace {

Value bad() { return Value::error(Fault::BadConversion); }
Value out_of_range() { return Value::error(Fault::OutOfRange); }

// A whole decimal number that fills the text.
template <class T, class Make>
Value parse_whole(std::string_view text, Make make) {
    if (text.starts_with('+')) text.remove_prefix(1);
    T value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error == std::errc::result_out_of_range) return out_of_range();
    return error == std::errc() && end == last ? make(value) : bad();
}

Value to_int(const Value& value) {
    if (value.is(Kind::Int)) return value;
    if (value.is(Kind::Timestamp)) return Value::integer(value.seconds());
    if (value.is(Kind::String)) return parse_whole<std::int64_t>(value.as_text(), Value::integer);
    if (value.is(Kind::Uint)) {
        constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (value.as_uint() > kMost) return out_of_range();
        return Value::integer(static_cast<std::int64_t>(value.as_uint()));
    }
    if (value.is(Kind::Double)) {
        const double number = value.as_double();
        // CEL leaves out both ends, where rounding has already happened; NaN fails too.
        if (!(number > -0x1p63 && number < 0x1p63)) return out_of_range();
        return Value::integer(static_cast<std::int64_t>(number));
    }
    return Value::error(Fault::BadOperands);
}

Value to_uint(const Value& value) {
    if (value.is(Kind::Uint)) return value;
    if (value.is(Kind::String)) return parse_whole<std::uint64_t>(value.as_text(), Value::natural);
    if (value.is(Kind::Int)) {
        if (value.as_int() < 0) return out_of_range();
        return Value::natural(static_cast<std::uint64_t>(value.as_int()));
    }
    if (value.is(Kind::Double)) {
        const double number = value.as_double();
        if (!(number >= 0 && number < 0x1p64)) return out_of_range();
        return Value::natural(static_cast<std::uint64_t>(number));
    }
    return Value::error(Fault::BadOperands);
}

Value parse_double(std::string_view text, const Work& work) {
    if (text.starts_with('+')) text.remove_prefix(1);
    if (const auto number = decimal_to_double(text)) return Value::number(*number);
    if (work.workspace) return bad();
    const bool negative = text.starts_with('-');
    const std::string name = ascii_lower(text.substr(negative ? 1 : 0));
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (name == "inf" || name == "infinity")
        return Value::number(negative ? -kInfinity : kInfinity);
    if (name == "nan") return Value::number(std::numeric_limits<double>::quiet_NaN());
    return bad();
}

Value to_double(const Value& value, const Work& work) {
    if (const auto number = value.to_number()) return Value::number(*number);
    if (value.is(Kind::String)) return parse_double(value.as_text(), work);
    return Value::error(Fault::BadOperands);
}

std::string double_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Inf" : "+Inf";
    return format_number(number);
}

Value to_text(const Value& value, Work& work) {
    const auto made = [&work](const std::string& text) {
        return Value::text(work.arena.copy(text));
    };
    switch (value.kind()) {
        case Kind::String:
            return value;
        case Kind::Bool:
            return Value::text(value.as_bool() ? "true" : "false");
        case Kind::Int:
            return made(std::to_string(value.as_int()));
        case Kind::Uint:
            return made(std::to_string(value.as_uint()));
        case Kind::Double:
            return made(double_text(value.as_double()));
        case Kind::Bytes:
            if (!work.spend_bytes(value.as_text().size())) return Value::error(Fault::OutOfBudget);
            return is_utf8(value.as_text()) ? Value::text(value.as_text()) : bad();
        case Kind::Timestamp:
            return made(format_timestamp(value));
        case Kind::Duration:
            return made(format_span(value));
        case Kind::Unknown:
        case Kind::Error:
        case Kind::Null:
        case Kind::List:
        case Kind::Map:
        case Kind::Type:
        case Kind::Record:
            return Value::error(Fault::BadOperands);
    }
    return Value::error(Fault::BadOperands);
}

Value to_bool(const Value& value) {
    if (value.is(Kind::Bool)) return value;
    if (!value.is(Kind::String)) return Value::error(Fault::BadOperands);
    constexpr std::array<std::string_view, 5> kTrue = {"1", "t", "true", "TRUE", "True"};
    constexpr std::array<std::string_view, 5> kFalse = {"0", "f", "false", "FALSE", "False"};
    for (const std::string_view word : kTrue) {
        if (word == value.as_text()) return Value::boolean(true);
    }
    for (const std::string_view word : kFalse) {
        if (word == value.as_text()) return Value::boolean(false);
    }
    return bad();
}

Value to_timestamp(const Value& value, const Work& work) {
    if (value.is(Kind::Timestamp)) return value;
    if (value.is(Kind::String)) {
        return parse_timestamp(value.as_text(), work.workspace).value_or(bad());
    }
    if (!value.is(Kind::Int)) return Value::error(Fault::BadOperands);
    if (value.as_int() < kFirstSecond || value.as_int() > kLastSecond) return out_of_range();
    return Value::timestamp(value.as_int());
}

Value to_duration(const Value& value, const Work& work) {
    if (value.is(Kind::Duration)) return value;
    if (!value.is(Kind::String)) return Value::error(Fault::BadOperands);
    return parse_span(value.as_text(), work.workspace).value_or(bad());
}

}  // namespace

std::string_view type_name(Kind kind) {
    switch (kind) {
        case Kind::Null:
            return "null_type";
        case Kind::Bool:
            return "bool";
        case Kind::Int:
            return "int";
        case Kind::Uint:
            return "uint";
        case Kind::Double:
            return "double";
        case Kind::String:
            return "string";
        case Kind::Bytes:
            return "bytes";
        case Kind::List:
            return "list";
        case Kind::Map:
            return "map";
        case Kind::Timestamp:
            return "google.protobuf.Timestamp";
        case Kind::Duration:
            return "google.protobuf.Duration";
        case Kind::Type:
            return "type";
        case Kind::Record:
            return "record";
        case Kind::Unknown:
        case Kind::Error:
            return "";
    }
    return "";
}

Value convert(Function function, const Value& value, Work& work) {
    if (value.is(Kind::String) && !work.spend_bytes(value.as_text().size())) {
        return Value::error(Fault::OutOfBudget);
    }
    if (function == Function::ToInt) return to_int(value);
    if (function == Function::ToUint) return to_uint(value);
    if (function == Function::ToDouble) return to_double(value, work);
    if (function == Function::ToString) return to_text(value, work);
    if (function == Function::ToBool) return to_bool(value);
    if (function == Function::ToTimestamp) return to_timestamp(value, work);
    if (function == Function::ToDuration) return to_duration(value, work);
    if (function == Function::TypeOf) return Value::type(type_name(value.kind()));
    if (function == Function::ToBytes && (value.is(Kind::String) || value.is(Kind::Bytes))) {
        return Value::bytes(value.as_text());
    }
    return function == Function::ToDyn ? value : Value::error(Fault::BadOperands);
}

}  // namespace baton::expr
