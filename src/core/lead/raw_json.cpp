#include "core/lead/raw_json.hpp"

#include "base/text.hpp"
#include "core/lead/clean.hpp"
#include "core/lead/limits.hpp"

namespace baton::lead {
namespace {

// Writes until `limit` is passed; false when that, or the depth, cut it short.
bool append(std::string& out, const RawValue& raw, std::size_t limit, std::size_t depth) {
    if (depth > kMaxRawDepth || out.size() > limit) return false;
    if (std::holds_alternative<std::monostate>(raw.value)) {
        out += "null";
    } else if (const auto* boolean = std::get_if<bool>(&raw.value)) {
        out += *boolean ? "true" : "false";
    } else if (const auto* number = std::get_if<double>(&raw.value)) {
        append_json_number(out, *number);
    } else if (const auto* text = std::get_if<std::string>(&raw.value)) {
        append_json_string(out, cut(*text, limit + 1));
    } else if (const auto* list = std::get_if<RawList>(&raw.value)) {
        out += '[';
        bool first = true;
        for (const RawValue& item : *list) {
            if (!first) out += ',';
            first = false;
            if (!append(out, item, limit, depth + 1)) return false;
        }
        out += ']';
    } else if (const auto* map = std::get_if<RawMap>(&raw.value)) {
        out += '{';
        bool first = true;
        for (const auto& [name, value] : *map) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, cut(name, limit + 1));
            out += ':';
            if (!append(out, value, limit, depth + 1)) return false;
        }
        out += '}';
    }
    return out.size() <= limit;
}

}  // namespace

std::string to_json(const RawValue& value, std::size_t limit) {
    std::string out;
    if (append(out, value, limit, 0)) return out;
    std::string kept;
    const auto* text = std::get_if<std::string>(&value.value);
    append_json_string(kept, cut(text != nullptr ? std::string_view(*text) : out, limit));
    return kept;
}

}  // namespace baton::lead
