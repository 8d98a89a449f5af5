// Raw leads as text, for tests to compare.
#pragma once

#include <string>

#include "base/text.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

inline void append_shown(std::string& out, const lead::RawValue& raw) {
    if (const auto* truth = std::get_if<bool>(&raw.value)) {
        out += *truth ? "true" : "false";
    } else if (const auto* number = std::get_if<double>(&raw.value)) {
        append_json_number(out, *number);
    } else if (const auto* text = std::get_if<std::string>(&raw.value)) {
        append_json_string(out, *text);
    } else if (const auto* list = std::get_if<lead::RawList>(&raw.value)) {
        out += '[';
        for (const auto& item : *list) {
            append_shown(out, item);
            out += ' ';
        }
        out += ']';
    } else if (const auto* map = std::get_if<lead::RawMap>(&raw.value)) {
        out += '{';
        for (const auto& [name, value] : *map) {
            out += name + ':';
            append_shown(out, value);
            out += ' ';
        }
        out += '}';
    } else {
        out += "null";
    }
}

// {email:"a@x.test" tags:["a" "b" ] }
inline std::string shown(const lead::RawLead& lead) {
    std::string out;
    append_shown(out, lead::RawValue{lead});
    return out;
}

}  // namespace baton::capture
