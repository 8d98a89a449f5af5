#include "core/expr/literal.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

namespace baton::expr {

namespace {

using Decoded = std::expected<Value, Diagnostic>;

Decoded problem(std::size_t offset, std::size_t length, std::string message,
                std::string hint = {}) {
    return std::unexpected(Diagnostic{offset, length, std::move(message), std::move(hint)});
}

void append_utf8(std::string& out, std::uint32_t point) {
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

// The character that a one-letter escape stands for; nothing for another letter.
std::optional<char> simple_escape(char letter) {
    switch (letter) {
        case 'a':
            return '\a';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        case '\\':
        case '?':
        case '"':
        case '\'':
        case '`':
            return letter;
        default:
            return std::nullopt;
    }
}

// A numeric escape: how many digits follow the backslash and the letter, and in which base.
struct NumericEscape {
    std::size_t letters = 1;
    std::size_t digits = 2;
    int base = 16;
};

std::optional<NumericEscape> numeric_escape(char letter, bool bytes) {
    if (letter == 'x' || letter == 'X') return NumericEscape{1, 2, 16};
    if (letter == 'u' && !bytes) return NumericEscape{1, 4, 16};
    if (letter == 'U' && !bytes) return NumericEscape{1, 8, 16};
    if (letter >= '0' && letter <= '3') return NumericEscape{0, 3, 8};
    return std::nullopt;
}

// Undoes the escapes of `body`, which begins at byte `offset` of the token.
std::expected<std::string, Diagnostic> unescape(std::string_view body, std::size_t offset,
                                                bool bytes) {
    std::string out;
    out.reserve(body.size());
    for (std::size_t i = 0; i < body.size();) {
        if (body[i] != '\\') {
            out.push_back(body[i++]);
            continue;
        }
        const char letter = i + 1 < body.size() ? body[i + 1] : '\0';
        if (const auto plain = simple_escape(letter)) {
            out.push_back(*plain);
            i += 2;
            continue;
        }
        const auto form = numeric_escape(letter, bytes);
        if (!form) {
            return std::unexpected(Diagnostic{
                offset + i, 2, "\"" + std::string(body.substr(i, 2)) + "\" is not an escape",
                "write \\\\ for a backslash, or put r before the quote"});
        }
        const std::string_view digits = body.substr(i + 1 + form->letters, form->digits);
        std::uint32_t point = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), point, form->base);
        const bool whole = error == std::errc() && digits.size() == form->digits &&
                           end == digits.data() + digits.size();
        if (!whole || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
            return std::unexpected(Diagnostic{offset + i,
                                              1 + form->letters + digits.size(),
                                              "this escape is not a character",
                                              {}});
        }
        if (bytes) {
            out.push_back(static_cast<char>(point));
        } else {
            append_utf8(out, point);
        }
        i += 1 + form->letters + form->digits;
    }
    return out;
}

Decoded decode_text(std::string_view token, bool bytes, Arena& arena) {
    const std::size_t quote_at = token.find_first_of("\"'");
    const bool raw = token.substr(0, quote_at).find_first_of("rR") != std::string_view::npos;
    const char quote = token[quote_at];
    const bool triple = token.size() >= quote_at + 6 && token[quote_at + 1] == quote &&
                        token[quote_at + 2] == quote;
    const std::size_t marks = triple ? 3 : 1;
    const std::size_t begin = quote_at + marks;
    const std::string_view body = token.substr(begin, token.size() - begin - marks);
    const auto make = bytes ? &Value::bytes : &Value::text;
    if (raw || body.find('\\') == std::string_view::npos) return make(arena.copy(body));
    auto plain = unescape(body, begin, bytes);
    if (!plain) return std::unexpected(std::move(plain.error()));
    return make(arena.copy(*plain));
}

Decoded decode_int(std::string_view token) {
    const bool negative = token.starts_with('-');
    std::string_view digits = token.substr(negative ? 1 : 0);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    std::uint64_t magnitude = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, hex ? 16 : 10);
    constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
    if (error != std::errc() || magnitude > kLimit || (magnitude == kLimit && !negative)) {
        return problem(0, token.size(), "this whole number is too large",
                       "write " + std::string(token) + ".0 for a number of any size");
    }
    // In two's complement the negation is exact for all that passed.
    return Value::integer(static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude));
}

Decoded decode_uint(std::string_view token) {
    std::string_view digits = token.substr(0, token.size() - 1);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (error != std::errc()) return problem(0, token.size(), "this unsigned number is too large");
    return Value::natural(value);
}

// Whether a decimal number out of a double's range is so because it is small.
bool is_tiny(std::string_view digits) {
    const std::size_t e = digits.find_first_of("eE");
    const std::string_view mantissa = digits.substr(0, e);
    const std::size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos) return true;
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    // The power of ten of the first digit that is not zero.
    const auto lead = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    if (e == std::string_view::npos) return lead < 0;
    std::string_view exponent = digits.substr(e + 1);
    const bool negative = exponent.starts_with('-');
    if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
    std::int64_t power = 0;
    const auto [end, error] =
        std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
    if (error != std::errc()) return negative;
    return lead + (negative ? -power : power) < 0;
}

}  // namespace

std::optional<double> decimal_to_double(std::string_view digits) {
    double value = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    if (digits.empty() || end != last) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        if (!is_tiny(digits)) return std::nullopt;
        return digits.starts_with('-') ? -0.0 : 0.0;
    }
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Decoded decode_literal(TokenKind kind, std::string_view token, Arena& arena) {
    if (kind == TokenKind::Int) return decode_int(token);
    if (kind == TokenKind::Uint) return decode_uint(token);
    if (kind == TokenKind::Double) {
        const auto value = decimal_to_double(token);
        if (!value) return problem(0, token.size(), "this number is too large");
        return Value::number(*value);
    }
    return decode_text(token, kind == TokenKind::Bytes, arena);
}

}  // namespace baton::expr
