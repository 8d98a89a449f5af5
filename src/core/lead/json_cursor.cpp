#include "core/lead/json_cursor.hpp"

#include <charconv>

#include "base/text.hpp"
#include "core/lead/limits.hpp"

namespace baton::lead {
namespace {

constexpr std::size_t kMaxDepth = kMaxRawDepth + 4;

void append_utf8(std::string& out, unsigned code) {
    const auto byte = [&](unsigned bits) { out += static_cast<char>(bits); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | code >> 6U);
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | code >> 12U);
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | code >> 18U);
        byte(0x80U | (code >> 12U & 0x3FU));
        byte(0x80U | (code >> 6U & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void JsonCursor::skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
        ++at_;
    }
}

char JsonCursor::peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonCursor::at_end() {
    skip_space();
    return at_ == text_.size();
}

bool JsonCursor::take(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
}

std::optional<unsigned> JsonCursor::hex4() {
    if (text_.size() - at_ < 4) return std::nullopt;
    unsigned code = 0;
    const char* const from = text_.data() + at_;
    const auto [end, error] = std::from_chars(from, from + 4, code, 16);
    if (error != std::errc{} || end != from + 4) return std::nullopt;
    at_ += 4;
    return code;
}

bool JsonCursor::append_escape(std::string& out) {
    if (at_ == text_.size()) return false;
    switch (text_[at_++]) {
        case '"':
            out += '"';
            return true;
        case '\\':
            out += '\\';
            return true;
        case '/':
            out += '/';
            return true;
        case 'b':
            out += '\b';
            return true;
        case 'f':
            out += '\f';
            return true;
        case 'n':
            out += '\n';
            return true;
        case 'r':
            out += '\r';
            return true;
        case 't':
            out += '\t';
            return true;
        case 'u':
            break;
        default:
            return false;
    }
    auto code = hex4();
    if (!code || (*code >= 0xDC00 && *code < 0xE000)) return false;
    if (*code >= 0xD800 && *code < 0xDC00) {
        if (!text_.substr(at_).starts_with("\\u")) return false;
        at_ += 2;
        const auto low = hex4();
        if (!low || *low < 0xDC00 || *low >= 0xE000) return false;
        code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
    }
    append_utf8(out, *code);
    return true;
}

std::optional<std::string> JsonCursor::string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < text_.size()) {
        const std::size_t plain = at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
               static_cast<unsigned char>(text_[at_]) >= 0x20) {
            ++at_;
        }
        out.append(text_, plain, at_ - plain);
        if (at_ == text_.size()) return std::nullopt;
        const char c = text_[at_++];
        if (c == '"') return is_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
        if (c != '\\' || !append_escape(out)) return std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string_view> JsonCursor::value() {
    skip_space();
    const std::size_t from = at_;
    if (!skip_value(0)) return std::nullopt;
    return text_.substr(from, at_ - from);
}

bool JsonCursor::skip_string() { return string().has_value(); }

bool JsonCursor::skip_number() {
    const auto digits = [&] {
        const std::size_t from = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        return at_ > from;
    };
    if (text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
        ++at_;
    } else if (!digits()) {
        return false;
    }
    if (at_ < text_.size() && text_[at_] == '.') {
        ++at_;
        if (!digits()) return false;
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        ++at_;
        if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
        if (!digits()) return false;
    }
    return true;
}

bool JsonCursor::skip_members(char close, bool named, std::size_t depth) {
    ++at_;
    if (take(close)) return true;
    do {
        if (named && (!string() || !take(':'))) return false;
        if (!skip_value(depth + 1)) return false;
    } while (take(','));
    return take(close);
}

bool JsonCursor::skip_value(std::size_t depth) {
    if (depth > kMaxDepth) return false;
    const char next = peek();
    if (next == '"') return skip_string();
    if (next == '{') return skip_members('}', true, depth);
    if (next == '[') return skip_members(']', false, depth);
    if (next == '-' || is_digit(next)) return skip_number();
    for (const std::string_view word : {"true", "false", "null"}) {
        if (!text_.substr(at_).starts_with(word)) continue;
        at_ += word.size();
        return true;
    }
    return false;
}

}  // namespace baton::lead
