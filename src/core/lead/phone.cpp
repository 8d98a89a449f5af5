#include "core/lead/phone.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/text.hpp"
#include "core/lead/digit_pattern.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

struct PhoneRow {
    std::string_view country;  // empty: no country's (satellite, international free numbers)
    std::string_view calling_code;
    std::string_view international_prefix;  // dialled before a calling code
    std::string_view national_number;
    std::uint32_t lengths;             // bit n: n digits are possible
    std::string_view national_prefix;  // dialled before a national number
    std::string_view replacement;      // of that prefix, "$1" for its groups; empty: dropped
};

#include "core/lead/phone_table.inc"

constexpr std::size_t kMaxDigits = 32;

const PhoneRow* find_row(std::string_view country) {
    if (country.empty()) return nullptr;
    const auto* row = std::ranges::find(kPhoneRows, country, &PhoneRow::country);
    return row == std::end(kPhoneRows) ? nullptr : row;
}

std::span<const PhoneRow> rows_of(std::string_view calling_code) {
    const auto rows =
        std::ranges::equal_range(kPhoneRows, calling_code, {}, &PhoneRow::calling_code);
    return {rows.begin(), rows.end()};
}

bool is_national(const PhoneRow& row, std::string_view digits) {
    return digits.size() < 32 && (row.lengths >> digits.size() & 1U) != 0 &&
           matches_whole(row.national_number, digits);
}

// The number without what is dialled before it inside the country.
std::string without_prefix(const PhoneRow& row, std::string_view digits) {
    if (row.national_prefix.empty()) return std::string(digits);
    const auto match = match_prefix(row.national_prefix, digits);
    if (!match || match->size == 0) return std::string(digits);
    const std::string_view rest = digits.substr(match->size);
    const bool caught = !match->groups.empty() && !match->groups.back().empty();
    if (row.replacement.empty() || (!match->groups.empty() && !caught)) return std::string(rest);
    std::string out;
    for (std::size_t i = 0; i < row.replacement.size(); ++i) {
        if (row.replacement[i] != '$') {
            out += row.replacement[i];
            continue;
        }
        const auto number = static_cast<std::size_t>(row.replacement[++i] - '0');
        if (number >= 1 && number <= match->groups.size()) out += match->groups[number - 1];
    }
    return out += rest;
}

// The national number in E.164, with or without its prefix. A number that is right as it stands
// keeps what looks like a prefix when it would be wrong without.
std::optional<std::string> from_national(const PhoneRow& row, std::string_view digits) {
    const std::string bare = without_prefix(row, digits);
    if (is_national(row, bare)) return '+' + std::string(row.calling_code) + bare;
    if (is_national(row, digits)) return '+' + std::string(row.calling_code) + std::string(digits);
    return std::nullopt;
}

std::optional<std::string> from_international(std::string_view digits) {
    for (std::size_t size = 1; size <= 3 && size < digits.size(); ++size) {
        for (const PhoneRow& row : rows_of(digits.substr(0, size))) {
            if (auto number = from_national(row, digits.substr(size))) return number;
        }
    }
    return std::nullopt;
}

struct Dialled {
    std::string digits;
    bool international = false;  // a + stood before it
};

// "ext. 12", "x12", "#12" and ";ext=12" off the end.
std::string_view without_extension(std::string_view text) {
    static constexpr std::array kWords{";ext="sv, "extension"sv, "ext."sv, "ext"sv, "durchwahl"sv,
                                       "anexo"sv, "poste"sv,     "x"sv,    "#"sv,   ";"sv};
    const std::string lower = ascii_lower(text);
    for (const std::string_view word : kWords) {
        const std::size_t at = lower.find(word);
        if (at == std::string::npos || at < 5) continue;
        const std::string_view after = trim(std::string_view(lower).substr(at + word.size()));
        const bool digits = std::ranges::all_of(after, [](char c) {
            return (c >= '0' && c <= '9') || c == '.' || c == ':' || c == ' ';
        });
        if (digits && after.size() <= 10) return text.substr(0, at);
    }
    return text;
}

// The digits of what was typed; nothing when there is more to it than digits and their usual signs.
std::optional<Dialled> read_digits(std::string_view text) {
    Dialled dialled;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            dialled.digits += c;
        } else if (c == '+') {
            if (dialled.international || !dialled.digits.empty()) return std::nullopt;
            dialled.international = true;
        } else if (c == '(' && dialled.international && text.substr(i).starts_with("(0)")) {
            i += 2;  // "+44 (0)20": the 0 is only for callers at home
        } else if (" -./()\t[]~"sv.find(c) != std::string_view::npos) {
            continue;
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            // Spaces and dashes of other widths, full-width digits and plus.
            const std::string_view sign = text.substr(i, 3);
            if (sign.starts_with("\u00A0")) {
                i += 1;
            } else if (sign.starts_with("\xE2\x80") || sign == "\u2212") {
                i += 2;
            } else if (sign.starts_with("\xEF\xBC") && sign.size() == 3 && sign[2] >= '\x90' &&
                       sign[2] <= '\x99') {
                dialled.digits += static_cast<char>('0' + (sign[2] - '\x90'));
                i += 2;
            } else if (sign == "\uFF0B" && dialled.digits.empty()) {
                dialled.international = true;
                i += 2;
            } else {
                return std::nullopt;
            }
        } else {
            return std::nullopt;
        }
        if (dialled.digits.size() > kMaxDigits) return std::nullopt;
    }
    return dialled;
}

}  // namespace

std::string_view phone_table_version() { return kPhoneTableVersion; }

std::optional<std::string> read_phone(std::string_view text, std::string_view country) {
    text = trim(text);
    for (const std::string_view label : {"tel:"sv, "tel."sv, "phone:"sv, "mobile:"sv}) {
        if (equals_ignoring_ascii_case(text.substr(0, label.size()), label)) {
            text = trim(text.substr(label.size()));
        }
    }
    const auto dialled = read_digits(without_extension(text));
    if (!dialled || dialled->digits.size() < 3) return std::nullopt;
    const std::string_view digits = dialled->digits;
    if (dialled->international) return from_international(digits);
    const PhoneRow* row = find_row(country);
    if (row == nullptr) {
        // 00 is what most of the world dials for +.
        return digits.starts_with("00") ? from_international(digits.substr(2)) : std::nullopt;
    }
    if (auto number = from_national(*row, digits)) return number;
    if (!row->international_prefix.empty()) {
        const auto prefix = match_prefix(row->international_prefix, digits);
        if (prefix && prefix->size > 0) return from_international(digits.substr(prefix->size));
    }
    if (digits.starts_with("00")) return from_international(digits.substr(2));
    // The calling code with its + left out.
    if (digits.starts_with(row->calling_code)) {
        return from_national(*row, digits.substr(row->calling_code.size()));
    }
    return std::nullopt;
}

}  // namespace baton::lead
