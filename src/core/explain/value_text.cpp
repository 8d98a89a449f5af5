#include "core/explain/value_text.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"

namespace baton::explain {
namespace {

constexpr std::size_t kMaxEntries = 20;

void append_entries(std::string& out, const expr::Value& value) {
    out += '[';
    std::size_t shown = 0;
    for (const expr::Value& item : value.as_list()) {
        if (shown == kMaxEntries) break;
        if (shown++ > 0) out += ',';
        append_value(out, item);
    }
    out += ']';
}

void append_members(std::string& out, const expr::Value& value) {
    out += '{';
    std::size_t shown = 0;
    for (const expr::Entry& entry : value.as_map()) {
        if (!entry.key.is(expr::Kind::String) || shown == kMaxEntries) continue;
        if (shown++ > 0) out += ',';
        append_json_string(out, entry.key.as_text());
        out += ':';
        append_value(out, entry.value);
    }
    out += '}';
}

}  // namespace

void append_value(std::string& out, const expr::Value& value) {
    switch (value.kind()) {
        case expr::Kind::Unknown:
        case expr::Kind::Error:
        case expr::Kind::Null:
        case expr::Kind::Bytes:
            out += "null";
            return;
        case expr::Kind::Bool:
            out += value.as_bool() ? "true" : "false";
            return;
        case expr::Kind::Int:
            out += std::to_string(value.as_int());
            return;
        case expr::Kind::Uint:
            out += std::to_string(value.as_uint());
            return;
        case expr::Kind::Double:
            append_json_number(out, value.as_double());
            return;
        case expr::Kind::String:
        case expr::Kind::Type:
            append_json_string(out, value.as_text());
            return;
        case expr::Kind::List:
            append_entries(out, value);
            return;
        case expr::Kind::Map:
            append_members(out, value);
            return;
        case expr::Kind::Timestamp:
            append_json_string(out, format_time(Instant::from_seconds(value.seconds())));
            return;
        case expr::Kind::Duration:
            append_json_number(out, static_cast<double>(value.as_nanos()) / 1e9);
            return;
        case expr::Kind::Record:
            append_json_string(out, "{…}");
            return;
    }
}

expr::Value member_of(const expr::Value& map, std::string_view key) {
    if (!map.is(expr::Kind::Map)) return expr::Value::missing();
    for (const expr::Entry& entry : map.as_map()) {
        if (entry.key.is(expr::Kind::String) && entry.key.as_text() == key) return entry.value;
    }
    return expr::Value::missing();
}

}  // namespace baton::explain
