// Members of a JSON object that may be absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/event/json_writer.hpp"

namespace baton::api {

using event::ObjectWriter;
using event::write_list;

// Null where the text is empty.
inline void text_or_null(ObjectWriter& object, std::string_view name, std::string_view value) {
    if (value.empty()) {
        object.key(name) += "null";
    } else {
        object.text(name, value);
    }
}

inline void number_or_null(ObjectWriter& object, std::string_view name,
                           const std::optional<double>& value) {
    if (value) {
        object.number(name, *value);
    } else {
        object.key(name) += "null";
    }
}

inline void integer_or_null(ObjectWriter& object, std::string_view name,
                            const std::optional<std::int64_t>& value) {
    if (value) {
        object.integer(name, *value);
    } else {
        object.key(name) += "null";
    }
}

inline void flag(ObjectWriter& object, std::string_view name, bool value) {
    object.key(name) += value ? "true" : "false";
}

}  // namespace baton::api
