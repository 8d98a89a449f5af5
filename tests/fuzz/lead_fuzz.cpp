// Any bytes as a lead's JSON, under a schema with a field of each type: refused with words, or
// normalised into a lead whose row is UTF-8, reads back as it was, and within its bounds.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "capture/json.hpp"
#include "core/lead/identity.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/limits.hpp"
#include "core/lead/merge.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

lead::Schema wide_schema() {
    lead::Schema schema;
    for (const char* type : {"text", "number", "money", "date", "bool", "email", "phone", "domain",
                             "country", "state", "language"}) {
        schema.define({.name = std::string("a_") + type, .type = *lead::field_type_from(type)});
    }
    schema.define({.name = "a_set", .type = lead::FieldType::Set, .of = {"basic", "pro"}});
    schema.define({.name = "a_choice", .type = lead::FieldType::Choice, .of = {"yes", "No"}});
    return schema;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const lead::Schema schema = wide_schema();
    static const lead::Schema plain;
    static const lead::FewSuffixes suffixes;

    const std::string_view text = fuzz::text_of(data, size);
    const auto raw = capture::parse_json_lead(text);
    if (!raw) {
        require(!raw.error().message.empty() && is_utf8(raw.error().message));
    } else {
        const lead::Normalised read = lead::normalise(*raw, schema, suffixes);
        for (const lead::Warning& warning : read.warnings) require(is_utf8(warning.message));
        const std::string row = lead::encode(read.lead, schema);
        require(is_utf8(row));
        const auto back = lead::decode(row, schema);
        require(back.has_value() && *back == read.lead);
        require(lead::encode(*back, schema) == row);
        // Under another schema the row is still a row.
        const auto other = lead::decode(row, plain);
        require(other.has_value());
        require(lead::decode(lead::encode(*other, plain), plain) == *other);
        require(lead::merged(read.lead, read.lead).fields == read.lead.fields);
    }
    // A row from a disk that lies.
    if (const auto row = lead::decode(text, schema)) {
        require(lead::decode(lead::encode(*row, schema), schema).has_value());
    }
    return 0;
}
