#include "core/lead/value.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "base/text_map.hpp"
#include "core/lead/clean.hpp"
#include "core/lead/email.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/host.hpp"
#include "core/lead/language.hpp"
#include "core/lead/limits.hpp"
#include "core/lead/number.hpp"
#include "core/lead/phone.hpp"
#include "core/lead/places.hpp"
#include "core/lead/written_date.hpp"

namespace baton::lead {
namespace {

Reading problem(std::string message) {
    return {.value = {}, .problem = std::move(message), .note = {}};
}
Reading value(FieldValue read) { return {.value = std::move(read), .problem = {}, .note = {}}; }

std::string_view kind_of(const RawValue& raw) {
    if (std::holds_alternative<std::monostate>(raw.value)) return "nothing";
    if (std::holds_alternative<bool>(raw.value)) return "a truth value";
    if (std::holds_alternative<double>(raw.value)) return "a number";
    if (std::holds_alternative<std::string>(raw.value)) return "text";
    if (std::holds_alternative<RawList>(raw.value)) return "a list";
    return "an object";
}

Reading wrong_kind(const RawValue& raw, std::string_view wanted) {
    return problem(std::string(kind_of(raw)) + " stands where " + std::string(wanted) + " belongs");
}

Reading too_long(std::size_t limit) {
    return problem("is longer than " + std::to_string(limit) + " characters");
}

// Text, or a number as text; nothing for any other kind.
std::optional<std::string_view> as_text(const RawValue& raw, std::string& room) {
    if (const auto* text = std::get_if<std::string>(&raw.value)) return *text;
    if (const auto* number = std::get_if<double>(&raw.value)) {
        if (!std::isfinite(*number)) return std::nullopt;
        room = format_number(*number);
        return room;
    }
    return std::nullopt;
}

// The built-in fields that are one line; the others keep their line breaks.
bool is_line(const FieldSpec& spec) {
    static const TextSet kLines{"name",         "first_name", "last_name",  "title",
                                "company",      "website",    "city",       "postal_code",
                                "timezone",     "industry",   "timeline",   "source",
                                "page",         "referrer",   "utm_source", "utm_medium",
                                "utm_campaign", "utm_term",   "utm_content"};
    return kLines.contains(spec.name);
}

Reading read_text(std::string_view text, const FieldSpec& spec) {
    const std::size_t limit = spec.name == "message" ? kMaxMessageChars : kMaxTextChars;
    if (text.size() > limit && utf8_length(text) > limit) return too_long(limit);
    std::string clean = is_line(spec) ? clean_line(text) : clean_block(text);
    if (clean.empty()) return {};
    if (spec.name == "postal_code") clean = ascii_upper(clean);
    return value(std::move(clean));
}

Reading read_amount(const RawValue& raw, const FieldSpec& spec) {
    if (const auto* number = std::get_if<double>(&raw.value)) {
        if (!std::isfinite(*number)) return problem("is not a finite number");
        return value(*number);
    }
    const auto* text = std::get_if<std::string>(&raw.value);
    if (text == nullptr) return wrong_kind(raw, "a number");
    const bool amount = spec.type == FieldType::Money || spec.name == "employees" ||
                        spec.name == "revenue" || spec.name == "budget";
    const auto read = read_number(*text, amount ? NumberStyle::Amount : NumberStyle::Plain);
    if (!read) return problem(quote(*text) + " is not a number");
    return value(*read);
}

Reading read_bool(const RawValue& raw) {
    if (const auto* truth = std::get_if<bool>(&raw.value)) return value(*truth);
    std::string room;
    const auto text = as_text(raw, room);
    if (!text) return wrong_kind(raw, "yes or no");
    const std::string word = ascii_lower(trim(*text));
    for (const std::string_view yes : {"yes", "y", "true", "t", "1", "on"}) {
        if (word == yes) return value(true);
    }
    for (const std::string_view no : {"no", "n", "false", "f", "0", "off"}) {
        if (word == no) return value(false);
    }
    return problem(quote(*text) + " is neither yes nor no");
}

// The choice as the document spells it; empty when it is not among them.
std::string find_choice(std::string_view text, const std::vector<std::string>& of) {
    if (std::ranges::find(of, text) != of.end()) return std::string(text);
    const std::string lower = lower_composed(text);
    for (const std::string& one : of) {
        if (lower_composed(one) == lower) return one;
    }
    return {};
}

std::string not_allowed(std::string_view text, const std::vector<std::string>& of) {
    constexpr std::size_t kShown = 12;
    const std::span<const std::string> shown(of.data(), std::min(of.size(), kShown));
    std::string message = quote(text) + " is not one of " + join(shown, ", ");
    if (of.size() > kShown) message += " …";
    return message;
}

Reading read_choice(const RawValue& raw, const FieldSpec& spec) {
    std::string room;
    std::string typed;
    if (const auto* truth = std::get_if<bool>(&raw.value)) {
        typed = *truth ? "true" : "false";
    } else if (const auto text = as_text(raw, room)) {
        if (text->size() > kMaxTextChars) return too_long(kMaxTextChars);
        typed = clean_line(*text);
    } else {
        return wrong_kind(raw, "one choice");
    }
    if (typed.empty()) return {};
    if (spec.of.empty()) return value(std::move(typed));
    std::string choice = find_choice(typed, spec.of);
    if (choice.empty()) return problem(not_allowed(typed, spec.of));
    return value(std::move(choice));
}

// The texts of a list, or of "basic, pro; enterprise"; nothing for another kind of value.
std::optional<std::vector<std::string>> set_items(const RawValue& raw, const FieldSpec& spec) {
    std::vector<std::string> items;
    if (const auto* list = std::get_if<RawList>(&raw.value)) {
        for (const RawValue& item : *list) {
            std::string room;
            if (std::holds_alternative<std::monostate>(item.value)) continue;
            const auto text = as_text(item, room);
            if (!text) return std::nullopt;
            items.push_back(clean_line(*text));
        }
        return items;
    }
    const auto* text = std::get_if<std::string>(&raw.value);
    if (text == nullptr) return std::nullopt;
    const std::string line = clean_line(*text);
    // A choice may have a comma of its own.
    if (!find_choice(line, spec.of).empty()) return std::vector{line};
    const char separator = line.find(';') != std::string::npos ? ';' : ',';
    for (const std::string_view item : split(line, separator)) items.emplace_back(trim(item));
    return items;
}

Reading read_set(const RawValue& raw, const FieldSpec& spec) {
    const auto* text = std::get_if<std::string>(&raw.value);
    if (text != nullptr && text->size() > kMaxTextChars) return too_long(kMaxTextChars);
    auto items = set_items(raw, spec);
    if (!items) return wrong_kind(raw, "a list of texts");
    if (items->size() > kMaxSetItems) {
        return problem("has more than " + std::to_string(kMaxSetItems) + " entries");
    }
    Reading reading;
    std::vector<std::string> read;
    for (std::string& item : *items) {
        if (item.empty()) continue;
        if (item.size() > kMaxTextChars) return too_long(kMaxTextChars);
        if (spec.of.empty()) {
            read.push_back(std::move(item));
        } else if (std::string choice = find_choice(item, spec.of); !choice.empty()) {
            read.push_back(std::move(choice));
        } else if (reading.problem.empty()) {
            reading.problem = not_allowed(item, spec.of);
        }
    }
    std::ranges::sort(read);
    const auto repeated = std::ranges::unique(read);
    read.erase(repeated.begin(), repeated.end());
    if (!read.empty()) reading.value = std::move(read);
    return reading;
}

std::optional<double> signal_number(const RawValue& raw) {
    if (const auto* truth = std::get_if<bool>(&raw.value)) return *truth ? 1.0 : 0.0;
    if (const auto* number = std::get_if<double>(&raw.value)) {
        return std::isfinite(*number) ? std::optional(*number) : std::nullopt;
    }
    const auto* text = std::get_if<std::string>(&raw.value);
    if (text == nullptr || text->size() > kMaxShortTextChars) return std::nullopt;
    return read_number(*text, NumberStyle::Plain);
}

Reading read_signals(const RawValue& raw) {
    const auto* map = std::get_if<RawMap>(&raw.value);
    if (map == nullptr) return wrong_kind(raw, "an object of numbers");
    if (map->size() > kMaxSignals) {
        return problem("has more than " + std::to_string(kMaxSignals) + " entries");
    }
    Reading reading;
    Signals signals;
    for (const auto& [typed, number_raw] : *map) {
        std::string name = clean_line(typed);
        const auto* text = std::get_if<std::string>(&number_raw.value);
        const bool empty = std::holds_alternative<std::monostate>(number_raw.value) ||
                           (text != nullptr && trim(*text).empty());
        if (empty) continue;
        const auto number = signal_number(number_raw);
        if (name.empty() || name.size() > kMaxNameChars) {
            reading.problem = quote(name) + " cannot be the name of a signal";
        } else if (!number) {
            reading.problem = name + ": " +
                              (text != nullptr ? quote(*text) : std::string(kind_of(number_raw))) +
                              " is not a number";
        } else {
            signals.insert_or_assign(std::move(name), *number);
        }
    }
    if (!signals.empty()) reading.value = std::move(signals);
    return reading;
}

Reading from_place(std::string_view typed, std::optional<ReadPlace> place) {
    Reading reading = value(std::move(place->code));
    if (place->corrected) {
        reading.note = quote(typed) + " is read as " + std::get<std::string>(reading.value);
    }
    return reading;
}

Reading read_place_of_state(std::string_view text, std::string_view country) {
    auto place = read_state(text, country);
    if (place) return from_place(text, std::move(place));
    if (country.empty()) {
        return problem(quote(text) + " needs a country, or a code such as US-NY");
    }
    return problem(quote(text) + " is no state of " + std::string(country));
}

Reading read_domain(std::string_view text, const Suffixes* suffixes) {
    // A domain from a lead's row is one already, were it "www.co.uk".
    if (suffixes == nullptr && ascii_host(text) == text) return value(std::string(text));
    auto host = read_host(text);
    if (!host && text.find('@') != std::string_view::npos) {
        if (const auto email = read_email(text)) host = std::string(host_of_email(*email));
    }
    if (!host) return problem(quote(text) + " is not a domain");
    if (suffixes == nullptr) return value(std::move(*host));
    const auto registrable = suffixes->registrable(*host);
    if (!registrable) return problem(quote(text) + " is not a domain that anybody can register");
    return value(std::string(*registrable));
}

// The types that are text of a form of their own.
Reading read_formed(std::string_view text, const FieldSpec& spec, const ReadContext& context) {
    switch (spec.type) {
        case FieldType::Email: {
            auto email = read_email(text);
            if (!email) return problem(quote(text) + " is not an e-mail address");
            return value(std::move(*email));
        }
        case FieldType::Phone: {
            auto phone = read_phone(text, context.country);
            if (phone) return value(std::move(*phone));
            if (context.country.empty()) {
                return problem(quote(text) + " needs a country, or + and the country's code");
            }
            return problem(quote(text) + " is not a phone number of " +
                           std::string(context.country) +
                           ", nor one that begins with + and a country's code");
        }
        case FieldType::Country: {
            auto place = read_country(text);
            if (!place) return problem(quote(text) + " is not a country");
            return from_place(text, std::move(place));
        }
        case FieldType::Language: {
            auto language = read_language(text);
            if (!language) return problem(quote(text) + " is not a language");
            return value(std::move(*language));
        }
        case FieldType::Date: {
            const auto date = read_date(text);
            if (!date) return problem(quote(text) + " is not a date such as 2026-03-31");
            return value(*date);
        }
        case FieldType::State:
            return read_place_of_state(text, context.country);
        case FieldType::Domain:
            return read_domain(text, context.suffixes);
        case FieldType::Text:
        case FieldType::Number:
        case FieldType::Money:
        case FieldType::Set:
        case FieldType::Choice:
        case FieldType::Bool:
        case FieldType::Signals:
            break;
    }
    return read_text(text, spec);
}

bool is_formed(FieldType type) {
    return type == FieldType::Email || type == FieldType::Phone || type == FieldType::Country ||
           type == FieldType::Language || type == FieldType::Date || type == FieldType::State ||
           type == FieldType::Domain;
}

bool is_number(FieldType type) { return type == FieldType::Number || type == FieldType::Money; }

std::string_view wanted(FieldType type) { return type == FieldType::Date ? "a date" : "text"; }

}  // namespace

Reading read_value(const RawValue& raw, const FieldSpec& spec, const ReadContext& context) {
    if (std::holds_alternative<std::monostate>(raw.value)) return {};
    if (const auto* text = std::get_if<std::string>(&raw.value)) {
        const std::string_view typed = trim(*text);
        if (typed.empty()) return {};
        if (is_formed(spec.type) || is_number(spec.type) || spec.type == FieldType::Bool) {
            if (typed.size() > kMaxShortTextChars && utf8_length(typed) > kMaxShortTextChars)
                return too_long(kMaxShortTextChars);
            const std::string line = clean_line(typed);
            if (line.empty() || is_placeholder(line)) return {};
            if (is_formed(spec.type)) return read_formed(line, spec, context);
        }
    }
    switch (spec.type) {
        case FieldType::Number:
        case FieldType::Money:
            return read_amount(raw, spec);
        case FieldType::Bool:
            return read_bool(raw);
        case FieldType::Set:
            return read_set(raw, spec);
        case FieldType::Choice:
            return read_choice(raw, spec);
        case FieldType::Signals:
            return read_signals(raw);
        case FieldType::Text:
        case FieldType::Date:
        case FieldType::Email:
        case FieldType::Phone:
        case FieldType::Domain:
        case FieldType::Country:
        case FieldType::State:
        case FieldType::Language:
            break;
    }
    std::string room;
    const auto text = as_text(raw, room);
    if (!text) return wrong_kind(raw, wanted(spec.type));
    return read_formed(*text, spec, context);
}

}  // namespace baton::lead
