#include "core/lead/clean.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
}

// The length of the white space or invisible sign at the front, beyond ASCII; 0 for none.
std::size_t wide_space(std::string_view text) {
    static constexpr std::array kSpaces{"\u00A0"sv, "\u1680"sv, "\u2028"sv, "\u2029"sv, "\u202F"sv,
                                        "\u205F"sv, "\u3000"sv, "\uFEFF"sv, "\u0085"sv};
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return 0;
    for (const std::string_view space : kSpaces) {
        if (text.starts_with(space)) return space.size();
    }
    // U+2000 to U+200B
    if (text.size() >= 3 && text.starts_with("\xE2\x80") &&
        static_cast<unsigned char>(text[2]) <= 0x8B) {
        return 3;
    }
    return 0;
}

std::string_view trim_wide(std::string_view text) {
    for (;;) {
        text = trim(text);
        if (text.empty()) return text;
        const std::size_t front = wide_space(text);
        if (front > 0) {
            text.remove_prefix(front);
            continue;
        }
        // A code point is at most 3 bytes here; look at what begins that far back.
        std::size_t back = 0;
        for (const std::size_t size : {2U, 3U}) {
            if (text.size() >= size && wide_space(text.substr(text.size() - size)) == size)
                back = size;
        }
        if (back == 0) return text;
        text.remove_suffix(back);
    }
}

// True for text that cleaning leaves as it is: ASCII that shows, single spaces, none at the ends.
bool is_clean(std::string_view text) {
    char before = ' ';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7F || (c == ' ' && before == ' ')) return false;
        before = c;
    }
    return before != ' ';
}

}  // namespace

std::string clean_line(std::string_view text) {
    if (is_clean(text)) return std::string(text);
    std::string out;
    out.reserve(text.size());
    bool gap = false;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t wide = wide_space(text.substr(i));
        if (wide > 0 || text[i] == ' ' || is_control(text[i])) {
            gap = true;
            i += std::max<std::size_t>(wide, 1);
            continue;
        }
        if (gap && !out.empty()) out += ' ';
        gap = false;
        out += text[i++];
    }
    return out;
}

std::string clean_block(std::string_view text) {
    if (is_clean(text)) return std::string(text);
    text = trim_wide(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r') {
            if (i + 1 == text.size() || text[i + 1] != '\n') out += '\n';
        } else if (!is_control(c) || c == '\n' || c == '\t') {
            out += c;
        }
    }
    // Control signs that went may have left white space at the ends.
    return std::string(trim_wide(out));
}

std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit);
}

std::string quote(std::string_view text) {
    const std::string line = clean_line(cut(text, 240));
    const std::string_view shown = cut(line, 60);
    std::string out = "\"" + std::string(shown);
    if (shown.size() < line.size()) out += "…";
    return out += '"';
}

bool is_placeholder(std::string_view text) {
    static constexpr std::array kWords{"n/a"sv,
                                       "n.a."sv,
                                       "n.a"sv,
                                       "#n/a"sv,
                                       "-"sv,
                                       "--"sv,
                                       "---"sv,
                                       "–"sv,
                                       "—"sv,
                                       "none"sv,
                                       "null"sv,
                                       "nil"sv,
                                       "nan"sv,
                                       "unknown"sv,
                                       "undefined"sv,
                                       "tbd"sv,
                                       "not set"sv,
                                       "?"sv,
                                       "."sv,
                                       "(none)"sv,
                                       "(blank)"sv,
                                       "empty"sv,
                                       "not provided"sv,
                                       "not available"sv,
                                       "not applicable"sv,
                                       "not specified"sv,
                                       "keine angabe"sv,
                                       "k.a."sv,
                                       "please select"sv,
                                       "select"sv,
                                       "(not set)"sv};
    if (text.size() > 16) return false;
    // Hardly any text begins like one of them.
    static constexpr auto kBegins = [] {
        std::array<bool, 256> begins{};
        for (const std::string_view word : kWords) {
            const auto first = static_cast<unsigned char>(word.front());
            begins[first] = true;
            if (first >= 'a' && first <= 'z') begins[first - 32U] = true;
        }
        return begins;
    }();
    if (text.empty() || !kBegins[static_cast<unsigned char>(text.front())]) return false;
    return std::ranges::any_of(
        kWords, [&](std::string_view word) { return equals_ignoring_ascii_case(text, word); });
}

}  // namespace baton::lead
