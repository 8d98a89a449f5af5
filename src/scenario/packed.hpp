// A lead in few bytes: the fields that it has and nothing else. For many leads that are kept at
// once, within one run of the program; no format that is stored.
#pragma once

#include <string>
#include <string_view>

#include "core/lead/lead.hpp"

namespace baton::scenario {

// What is unreadable or unknown to the schema is left out, and so is the external id.
[[nodiscard]] std::string pack(const lead::Lead& lead);
// The same at the end of `out`.
void append_packed(std::string& out, const lead::Lead& lead);
// The text of one field of what pack() made; empty where it has none.
[[nodiscard]] std::string_view packed_text(std::string_view packed, lead::FieldId field);

// Fills `lead`, which is given `fields` fields, with what pack() made. Its memory is used again.
void unpack(std::string_view packed, std::size_t fields, lead::Lead& lead);

}  // namespace baton::scenario
