// A form's submission into a raw lead, and what it says about itself apart from the lead.
//
// Urlencoded pairs, multipart parts and JSON mean the same. A name given several times becomes a
// list. `signals.pricing_page=3` and `signals[pricing_page]=3` are the map `signals`; a name that
// ends in
// `[]` is the name without. `page`, `referrer` and `utm_*` are fields of the lead like any other.
// Names that begin with `_` are not: they speak to the server and are kept apart.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

// The field that people do not see and programs fill in, where a form names no other.
inline constexpr std::string_view kHoneypot = "_gotcha";

struct FormControl {
    std::string redirect;  // _redirect: where the browser goes next, still to be checked
    std::string key;       // _key: the page's one-time key against double submission
    bool trapped = false;  // the honeypot was filled in: a program did this
    std::vector<std::pair<std::string, std::string>> other;  // the other names with _, as they came
};

struct Form {
    lead::RawLead lead;
    FormControl control;
};

// application/x-www-form-urlencoded. BadForm for a bad percent sign, BadUtf8, TooLarge by
// kMaxFormFields and kMaxFormValueBytes.
[[nodiscard]] Result<Form> parse_urlencoded_form(std::string_view body,
                                                 std::string_view honeypot = kHoneypot);

// multipart/form-data. `content_type` is the whole header, with its boundary. A part with a file
// name is passed over: forms take no files. BadForm with the byte where it went wrong, BadUtf8,
// TooLarge.
[[nodiscard]] Result<Form> parse_multipart_form(std::string_view body,
                                                std::string_view content_type,
                                                std::string_view honeypot = kHoneypot);

// A JSON object, as a script on the page sends it. The errors of parse_json_lead.
[[nodiscard]] Result<Form> parse_json_form(std::string_view body,
                                           std::string_view honeypot = kHoneypot);

// Puts flat pairs together as a form does: lists from repeated names, maps from `signals.x` and
// `signals[x]`. CSV rows come through here too. Empty values of `signals` are left out.
[[nodiscard]] lead::RawLead gather_pairs(std::vector<std::pair<std::string, std::string>> pairs);

}  // namespace baton::capture
