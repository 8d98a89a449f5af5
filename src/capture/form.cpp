#include "capture/form.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/json.hpp"
#include "capture/limits.hpp"
#include "capture/multipart.hpp"

namespace baton::capture {
namespace {

using lead::RawLead;
using lead::RawList;
using lead::RawMap;
using lead::RawValue;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kSignals = "signals";

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const auto byte = from_hex(text.substr(i + 1, 2));
            if (!byte || byte->size() != 1) return std::nullopt;
            out += *byte;
            i += 2;
        }
    }
    return out;
}

// The x of "signals.x" and "signals[x]"; empty for any other name.
std::string_view signal_of(std::string_view name) {
    if (!name.starts_with(kSignals)) return {};
    name.remove_prefix(kSignals.size());
    if (name.starts_with('.')) return name.substr(1);
    if (name.starts_with('[') && name.ends_with(']')) return name.substr(1, name.size() - 2);
    return {};
}

RawValue* find(RawMap& map, std::string_view name) {
    const auto at = std::ranges::find(map, name, &lead::RawField::name);
    return at == map.end() ? nullptr : &at->value;
}

void add_signal(RawLead& lead, std::string_view signal, std::string value) {
    if (trim(value).empty()) return;
    RawValue* signals = find(lead, kSignals);
    if (signals == nullptr) {
        signals = &lead.emplace_back(std::string(kSignals), RawValue{RawMap{}}).value;
    }
    auto* map = std::get_if<RawMap>(&signals->value);
    // "signals=…" as well as "signals.x=…": the named ones count.
    if (map == nullptr) map = &signals->value.emplace<RawMap>();
    if (RawValue* known = find(*map, signal)) {
        known->value = std::move(value);
    } else {
        map->emplace_back(std::string(signal), RawValue{std::move(value)});
    }
}

// A second value of a name makes a list of both.
void add_value(RawLead& lead, std::string_view name, bool listed, std::string value) {
    RawValue* known = find(lead, name);
    if (known == nullptr) {
        RawValue first{std::move(value)};
        if (listed) first = RawValue{RawList{std::move(first)}};
        lead.emplace_back(std::string(name), std::move(first));
        return;
    }
    if (std::holds_alternative<RawMap>(known->value)) return;
    if (!std::holds_alternative<RawList>(known->value)) {
        RawValue first = std::move(*known);
        known->value = RawList{std::move(first)};
    }
    std::get<RawList>(known->value).push_back(RawValue{std::move(value)});
}

// Takes `name` out of what belongs to the lead when it is the form's own word.
bool take_control(FormControl& control, std::string_view name, std::string& value,
                  std::string_view honeypot) {
    if (!honeypot.empty() && name == honeypot) {
        control.trapped = control.trapped || !trim(value).empty();
        return true;
    }
    if (!name.starts_with('_')) return false;
    if (name == "_redirect") {
        control.redirect = std::move(value);
    } else if (name == "_key") {
        control.key = std::move(value);
    } else {
        control.other.emplace_back(std::string(name), std::move(value));
    }
    return true;
}

Result<Form> form_of(Pairs pairs, std::string_view honeypot) {
    Form form;
    Pairs fields;
    for (auto& [name, value] : pairs) {
        if (!is_utf8(name)) return fail(CaptureError::BadUtf8, "the name of a field is not UTF-8");
        if (!is_utf8(value)) return fail(CaptureError::BadUtf8, name + ": the value is not UTF-8");
        if (value.size() > kMaxFormValueBytes) {
            return fail(CaptureError::TooLarge, name + ": the value is longer than " +
                                                    std::to_string(kMaxFormValueBytes) + " bytes");
        }
        if (take_control(form.control, name, value, honeypot)) continue;
        fields.emplace_back(std::move(name), std::move(value));
    }
    form.lead = gather_pairs(std::move(fields));
    return form;
}

std::unexpected<Error> too_many() {
    return fail(CaptureError::TooLarge,
                "the form has more than " + std::to_string(kMaxFormFields) + " fields");
}

}  // namespace

RawLead gather_pairs(Pairs pairs) {
    RawLead lead;
    lead.reserve(pairs.size());
    for (auto& [name, value] : pairs) {
        if (name.empty()) continue;
        if (const std::string_view signal = signal_of(name); !signal.empty()) {
            add_signal(lead, signal, std::move(value));
            continue;
        }
        const bool listed = name.size() > 2 && name.ends_with("[]");
        const std::string_view plain =
            listed ? std::string_view(name).substr(0, name.size() - 2) : std::string_view(name);
        add_value(lead, plain, listed, std::move(value));
    }
    return lead;
}

Result<Form> parse_urlencoded_form(std::string_view body, std::string_view honeypot) {
    Pairs pairs;
    for (std::size_t from = 0; from < body.size();) {
        const std::size_t to = std::min(body.find('&', from), body.size());
        const std::string_view pair = body.substr(from, to - from);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = percent_decoded(pair.substr(0, equals));
        auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) {
            return fail(CaptureError::BadForm,
                        "a % is not followed by two hexadecimal digits (in the "
                        "field at byte " +
                            std::to_string(from + 1) + ")");
        }
        if (!name->empty()) pairs.emplace_back(*std::move(name), *std::move(value));
        if (pairs.size() > kMaxFormFields) return too_many();
        from = to + 1;
    }
    return form_of(std::move(pairs), honeypot);
}

Result<Form> parse_multipart_form(std::string_view body, std::string_view content_type,
                                  std::string_view honeypot) {
    auto parts = parse_multipart(body, content_type);
    if (!parts) return std::unexpected(std::move(parts.error()));
    Pairs pairs;
    for (Part& part : *parts) {
        if (part.is_file || part.name.empty()) continue;
        pairs.emplace_back(std::move(part.name), std::string(part.content));
    }
    return form_of(std::move(pairs), honeypot);
}

Result<Form> parse_json_form(std::string_view body, std::string_view honeypot) {
    auto lead = parse_json_lead(body);
    if (!lead) return std::unexpected(std::move(lead.error()));
    Form form;
    for (auto& [name, value] : *lead) {
        std::string text;
        const bool control = name.starts_with('_') || (!honeypot.empty() && name == honeypot);
        if (control) {
            if (auto* typed = std::get_if<std::string>(&value.value)) text = std::move(*typed);
            if (const auto* truth = std::get_if<bool>(&value.value); truth && *truth) text = "true";
            take_control(form.control, name, text, honeypot);
        } else {
            form.lead.emplace_back(std::move(name), std::move(value));
        }
    }
    return form;
}

}  // namespace baton::capture
