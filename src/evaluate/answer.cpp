#include "evaluate/answer.hpp"

#include <cmath>

#include "base/text.hpp"

namespace baton::evaluate {

namespace {

using expr::Kind;
using expr::Value;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::string double_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    if (number == 0 && std::signbit(number)) return "-0.0";
    return format_number(number);
}

// "kind": before the value.
void append_kind(std::string& out, std::string_view kind) {
    out += '"';
    out += kind;
    out += "\": ";
}

void append_text(std::string& out, std::string_view kind, std::string_view text) {
    append_kind(out, kind);
    append_json_string(out, text);
}

void append_seconds(std::string& out, std::string_view kind, std::int64_t seconds,
                    std::int64_t nanos) {
    append_kind(out, kind);
    out += "[" + std::to_string(seconds) + ", " + std::to_string(nanos) + "]";
}

void append_value(std::string& out, const Value& value);

void append_list(std::string& out, const Value& list) {
    append_kind(out, "list");
    out += '[';
    std::string_view between;
    for (const Value& item : list.as_list()) {
        out += between;
        append_value(out, item);
        between = ", ";
    }
    out += ']';
}

void append_map(std::string& out, const Value& map) {
    append_kind(out, "map");
    out += '[';
    std::string_view between;
    for (const expr::Entry& entry : map.as_map()) {
        out += between;
        out += '[';
        append_value(out, entry.key);
        out += ", ";
        append_value(out, entry.value);
        out += ']';
        between = ", ";
    }
    out += ']';
}

void append_typed(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Kind::Null:
            append_kind(out, "null");
            out += "null";
            return;
        case Kind::Bool:
            append_kind(out, "bool");
            out += value.as_bool() ? "true" : "false";
            return;
        case Kind::Int:
            return append_text(out, "int", std::to_string(value.as_int()));
        case Kind::Uint:
            return append_text(out, "uint", std::to_string(value.as_uint()));
        case Kind::Double:
            return append_text(out, "double", double_text(value.as_double()));
        case Kind::String:
            return append_text(out, "string", value.as_text());
        case Kind::Bytes:
            return append_text(out, "bytes", to_hex(value.as_text()));
        case Kind::List:
            return append_list(out, value);
        case Kind::Map:
            return append_map(out, value);
        case Kind::Timestamp:
            return append_seconds(out, "timestamp", value.seconds(), value.nanos());
        case Kind::Duration:
            return append_seconds(out, "duration", value.as_nanos() / kNanosPerSecond,
                                  value.as_nanos() % kNanosPerSecond);
        case Kind::Type:
            return append_text(out, "type", value.as_text());
        case Kind::Record:   // the checker lets no record be a value by itself
        case Kind::Unknown:  // lists and maps hold neither
        case Kind::Error:
            append_kind(out, "null");
            out += "null";
            return;
    }
}

void append_value(std::string& out, const Value& value) {
    out += '{';
    append_typed(out, value);
    out += '}';
}

}  // namespace

std::string answer(const expr::Program& program, const Value& value) {
    if (value.is(Kind::Error)) return error_answer(program.why(value));
    std::string out = "{";
    if (value.is(Kind::Unknown)) {
        const auto uses = program.uses();
        const bool named = value.is_missing() && value.fault_place() < uses.size();
        append_text(out, "unknown", named ? uses[value.fault_place()].path : program.why(value));
    } else {
        append_kind(out, "value");
        append_value(out, value);
    }
    out += '}';
    return out;
}

std::string answer(std::string_view source, std::span<const expr::Diagnostic> problems) {
    std::string all;
    for (const expr::Diagnostic& problem : problems) {
        if (!all.empty()) all += '\n';
        const std::string_view before = source.substr(0, problem.offset);
        const std::size_t column = is_utf8(before) ? utf8_length(before) : before.size();
        all += "column " + std::to_string(column + 1) + ": " + to_text(problem);
    }
    return error_answer(all);
}

std::string error_answer(std::string_view message) {
    std::string out = "{\"error\": ";
    append_json_string(out, message);
    out += '}';
    return out;
}

}  // namespace baton::evaluate
