#include "core/expr/lexer.hpp"

#include <array>
#include <string>
#include <utility>

namespace baton::expr {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool continues_word(char c) { return starts_word(c) || is_digit(c); }

// Bytes of the UTF-8 character that begins with `c`.
constexpr std::size_t character_length(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) return 1;
    if (byte < 0xE0) return 2;
    return byte < 0xF0 ? 3 : 4;
}

// Marks that word processors put in the place of plain ones.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kLookalikes = {{
    {"\u201C", "\""},
    {"\u201D", "\""},
    {"\u201E", "\""},
    {"\u2018", "'"},
    {"\u2019", "'"},
    {"\u2013", "-"},
    {"\u2264", "<="},
    {"\u2265", ">="},
}};

}  // namespace

Token Lexer::take(TokenKind kind, std::size_t length) {
    const Token token{kind, static_cast<std::uint32_t>(place_), static_cast<std::uint32_t>(length)};
    place_ += length;
    return token;
}

Token Lexer::bad(std::size_t length, std::string message, std::string hint) {
    problem_ = {place_, length, std::move(message), std::move(hint)};
    return take(TokenKind::Bad, length);
}

void Lexer::skip_space() {
    for (;;) {
        const char c = at(0);
        if (place_ < source_.size() &&
            (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            ++place_;
        } else if (c == '/' && at(1) == '/') {
            while (place_ < source_.size() && source_[place_] != '\n') ++place_;
        } else {
            return;
        }
    }
}

Token Lexer::next() {
    skip_space();
    if (place_ >= source_.size()) return take(TokenKind::End, 0);
    const char c = at(0);
    if (is_digit(c) || (c == '.' && is_digit(at(1)))) return number();
    if (starts_word(c) || c == '"' || c == '\'') return word_or_literal();
    if (c == '`') return quoted();
    return symbol();
}

Token Lexer::number() {
    std::size_t n = 0;
    TokenKind kind = TokenKind::Int;
    if (at(0) == '0' && (at(1) == 'x' || at(1) == 'X')) {
        n = 2;
        while (is_hex_digit(at(n))) ++n;
        if (n == 2) return bad(2, "a hexadecimal number needs digits after 0x");
    } else {
        while (is_digit(at(n))) ++n;
        if (at(n) == '.' && is_digit(at(n + 1))) {
            kind = TokenKind::Double;
            ++n;
            while (is_digit(at(n))) ++n;
        }
        const std::size_t sign = at(n + 1) == '+' || at(n + 1) == '-' ? 1 : 0;
        if ((at(n) == 'e' || at(n) == 'E') && is_digit(at(n + 1 + sign))) {
            kind = TokenKind::Double;
            n += 1 + sign;
            while (is_digit(at(n))) ++n;
        }
    }
    if (kind == TokenKind::Int && (at(n) == 'u' || at(n) == 'U')) {
        kind = TokenKind::Uint;
        ++n;
    }
    if (continues_word(at(n))) {
        while (continues_word(at(n))) ++n;
        return bad(n, "\"" + std::string(source_.substr(place_, n)) + "\" is not a number",
                   "write digits alone, as in 50000");
    }
    return take(kind, n);
}

Token Lexer::word_or_literal() {
    std::size_t n = 0;
    bool raw = false;
    bool bytes = false;
    if (at(n) == 'b' || at(n) == 'B') {
        bytes = true;
        ++n;
    }
    if (at(n) == 'r' || at(n) == 'R') {
        raw = true;
        ++n;
    }
    if (at(n) == '"' || at(n) == '\'') {
        return literal(n, bytes ? TokenKind::Bytes : TokenKind::Text, raw);
    }
    n = 0;
    while (continues_word(at(n))) ++n;
    return take(TokenKind::Identifier, n);
}

Token Lexer::literal(std::size_t prefix, TokenKind kind, bool raw) {
    const char quote = at(prefix);
    const bool triple = at(prefix + 1) == quote && at(prefix + 2) == quote;
    const std::size_t marks = triple ? 3 : 1;
    std::size_t n = prefix + marks;
    for (; place_ + n < source_.size(); ++n) {
        const char c = at(n);
        if (c == quote && (!triple || (at(n + 1) == quote && at(n + 2) == quote))) {
            return take(kind, n + marks);
        }
        if (c == '\\' && !raw) ++n;
        if (!triple && (c == '\n' || c == '\r')) break;
    }
    return bad(prefix + marks, "this text has no closing quote",
               std::string("end it with ") + std::string(marks, quote));
}

Token Lexer::quoted() {
    std::size_t n = 1;
    while (place_ + n < source_.size() && at(n) != '`' && at(n) != '\n') ++n;
    if (at(n) != '`') return bad(1, "this name has no closing backquote");
    if (n == 1) return bad(2, "a name between backquotes must not be empty");
    return take(TokenKind::Quoted, n + 1);
}

Token Lexer::symbol() {
    constexpr std::array<std::string_view, 6> kPairs = {"<=", ">=", "==", "!=", "&&", "||"};
    constexpr std::string_view kSingles = "()[]{}.,:?!-+*/%<>";
    const std::string_view rest = source_.substr(place_);
    for (const std::string_view pair : kPairs) {
        if (rest.starts_with(pair)) return take(TokenKind::Symbol, 2);
    }
    if (kSingles.find(rest[0]) != std::string_view::npos) return take(TokenKind::Symbol, 1);
    if (rest[0] == '=') return bad(1, "\"=\" does not compare", "write == to compare");
    if (rest[0] == '&') return bad(1, "\"&\" does not join conditions", "write && for \"and\"");
    if (rest[0] == '|') return bad(1, "\"|\" does not join conditions", "write || for \"or\"");
    for (const auto& [lookalike, plain] : kLookalikes) {
        if (rest.starts_with(lookalike)) {
            return bad(lookalike.size(),
                       "\"" + std::string(lookalike) + "\" is not a sign of the language",
                       "write a plain " + std::string(plain));
        }
    }
    const std::size_t length = character_length(rest[0]);
    const bool printable = length > 1 || (rest[0] > ' ' && rest[0] != '\x7F');
    return bad(length, printable
                           ? "\"" + std::string(rest.substr(0, length)) + "\" is not expected here"
                           : std::string("a control character is not expected here"));
}

}  // namespace baton::expr
