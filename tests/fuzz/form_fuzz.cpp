// Any bytes as a form's submission: the first line is the Content-Type, the rest the body. Refused
// with words, or a lead whose names and values are UTF-8, without the form's own words among them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "capture/form.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/suffixes_for_tests.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

bool is_clean(const lead::RawValue& raw) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return is_utf8(*text);
    if (const auto* list = std::get_if<lead::RawList>(&raw.value)) {
        for (const lead::RawValue& item : *list) {
            if (!is_clean(item)) return false;
        }
    }
    if (const auto* map = std::get_if<lead::RawMap>(&raw.value)) {
        for (const auto& [name, value] : *map) {
            if (!is_utf8(name) || !is_clean(value)) return false;
        }
    }
    return true;
}

void check(const Result<capture::Form>& form) {
    static const lead::Schema schema;
    static const lead::FewSuffixes suffixes;
    if (!form) {
        require(!form.error().message.empty() && is_utf8(form.error().message));
        return;
    }
    require(is_clean(lead::RawValue{form->lead}));
    for (const auto& [name, value] : form->lead) require(!name.starts_with('_'));
    for (const auto& [name, value] : form->control.other) require(name.starts_with('_'));
    const lead::Normalised read = lead::normalise(form->lead, schema, suffixes);
    require(is_utf8(lead::encode(read.lead, schema)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view body = fuzz::text_of(data, size);
    check(capture::parse_urlencoded_form(body));
    check(capture::parse_json_form(body));
    const std::string_view type = fuzz::take_line(body);
    check(capture::parse_multipart_form(body, type));
    return 0;
}
