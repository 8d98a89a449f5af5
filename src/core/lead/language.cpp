#include "core/lead/language.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/places.hpp"
#include "core/lead/table.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

#include "core/lead/language_table.inc"

bool is_letters(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}
bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The primary subtag: a two-letter code that ISO 639-1 knows, or any three letters ("yue"), those
// that have a two-letter code brought to it ("deu" and "ger" -> "de").
std::string primary(std::string_view text) {
    std::string code = ascii_lower(text);
    if (!is_letters(code)) return {};
    if (code.size() == 2) return std::ranges::binary_search(kLanguageCodes, code) ? code : "";
    if (code.size() != 3) return {};
    const std::string_view shorter = find_code(kThreeLetterLanguages, code);
    return shorter.empty() ? code : std::string(shorter);
}

// "de_DE.UTF-8@euro", "zh-hant-tw", "es-419"; empty for what is no tag.
std::string read_tag(std::string_view text) {
    text = text.substr(0, text.find_first_of(".@"));
    std::string joined(text);
    std::ranges::replace(joined, '_', '-');
    const auto parts = split(joined, '-');
    std::string tag = primary(parts.front());
    if (tag.empty() || parts.size() > 6) return {};
    std::size_t at = 1;
    if (at < parts.size() && parts[at].size() == 4 && is_letters(parts[at])) {
        tag += '-' + ascii_upper(parts[at].substr(0, 1)) + ascii_lower(parts[at].substr(1));
        ++at;
    }
    if (at < parts.size() && parts[at].size() == 2 && is_letters(parts[at])) {
        const std::string region = ascii_upper(parts[at]);
        if (!is_country_code(region)) return {};
        tag += '-' + region;
        ++at;
    } else if (at < parts.size() && parts[at].size() == 3 && is_digits(parts[at])) {
        tag += '-' + std::string(parts[at]);
        ++at;
    }
    for (; at < parts.size(); ++at) {
        const std::string_view part = parts[at];
        const bool plain = std::ranges::all_of(part, [](char c) {
            return is_letters({&c, 1}) || is_digits({&c, 1});
        });
        if (part.empty() || part.size() > 8 || !plain) return {};
        tag += '-' + ascii_lower(part);
    }
    return tag;
}

}  // namespace

std::optional<std::string> read_language(std::string_view text) {
    text = trim(text);
    // Three letters may be a name's beginning as well as a code; names that short are not listed.
    if (std::string tag = read_tag(trim(text.substr(0, text.find_first_of(",;")))); !tag.empty()) {
        return tag;
    }
    if (const auto code = find_code(kLanguageNames, fold(text)); !code.empty()) {
        return std::string(code);
    }
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
    const auto code = find_code(kLanguageNames, fold(text.substr(0, open)));
    if (code.empty()) return std::nullopt;
    const auto country = read_country(text.substr(open + 1, text.size() - open - 2));
    if (!country || code.size() > 3) return std::string(code);
    return std::string(code) + '-' + country->code;
}

}  // namespace baton::lead
