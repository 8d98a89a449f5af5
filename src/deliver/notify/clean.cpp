#include "deliver/notify/clean.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace baton::deliver {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// `text` with every byte that belongs to no well-formed code point replaced.
std::string well_formed(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        const std::size_t size = std::min(code_point_bytes(text.front()), text.size());
        const bool good = is_utf8(text.substr(0, size));
        out += good ? text.substr(0, size) : kReplacement;
        text.remove_prefix(good ? size : 1);
    }
    return out;
}

// C0, DEL, C1, the marks that turn direction or split text, and the byte order mark.
bool is_unwanted(std::string_view point) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(point[i]); };
    if (point.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
    if (point.size() == 2) {
        // U+0080–U+009F; U+061C, the Arabic letter mark
        return (byte(0) == 0xC2 && byte(1) < 0xA0) || (byte(0) == 0xD8 && byte(1) == 0x9C);
    }
    if (point.size() != 3 || byte(0) != 0xE2) return point == "\xEF\xBB\xBF";
    if (byte(1) == 0x80) {  // U+200E, U+200F; U+2028–U+202E
        return byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
    }
    return byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;  // U+2066–U+2069
}

}  // namespace

std::size_t code_point_bytes(char lead_byte) {
    const auto byte = static_cast<unsigned char>(lead_byte);
    if (byte < 0xC0) return 1;
    if (byte < 0xE0) return 2;
    return byte < 0xF0 ? 3 : 4;
}

std::string shorten(std::string_view text, std::size_t limit) {
    if (utf8_length(text) <= limit) return std::string(text);
    std::string out;
    for (std::size_t points = 1; points < limit; ++points) {
        const std::size_t size = code_point_bytes(text.front());
        out += text.substr(0, size);
        text.remove_prefix(size);
    }
    return limit == 0 ? out : out + "…";
}

std::string one_line(std::string_view text, std::size_t limit) {
    const std::string good = well_formed(text);
    std::string out;
    bool gap = false;
    for (std::size_t at = 0, size = 0; at < good.size(); at += size) {
        size = code_point_bytes(good[at]);
        const std::string_view point = std::string_view(good).substr(at, size);
        const bool space = point == " " || point == "\t" || point == "\n" || point == "\r" ||
                           point == "\v" || point == "\f" || point == "\xC2\x85" ||
                           point == "\xE2\x80\xA8" || point == "\xE2\x80\xA9";
        if (space) {
            gap = true;
        } else if (!is_unwanted(point)) {
            if (gap && !out.empty()) out += ' ';
            gap = false;
            out += point;
        }
    }
    return shorten(out, limit);
}

std::string many_lines(std::string_view text, std::size_t limit) {
    std::string lines;
    for (const char c : text) {
        // "\r\n" and a lone "\r" both end a line.
        if (c == '\n' && !lines.empty() && lines.back() == '\r')
            lines.back() = '\n';
        else
            lines += c;
    }
    std::replace(lines.begin(), lines.end(), '\r', '\n');
    std::string out;
    bool empty_before = true;
    for (const std::string_view line : split(lines, '\n')) {
        const std::string clean = one_line(line, limit);
        if (clean.empty() && empty_before) continue;
        empty_before = clean.empty();
        out += clean;
        out += '\n';
    }
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return shorten(out, limit);
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string escape_url(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += is_plain ? std::string(1, c) : "%" + to_hex(std::string_view(&c, 1));
    }
    return out;
}

bool is_web_link(std::string_view text) {
    if (!text.starts_with("https://") && !text.starts_with("http://")) return false;
    return text.size() <= 2000 && std::all_of(text.begin(), text.end(), [](char c) {
               return c > 0x20 && c < 0x7F &&
                      std::string_view("<>\"'`|\\{}^").find(c) == std::string_view::npos;
           });
}

}  // namespace baton::deliver
