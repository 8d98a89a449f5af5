// The words of an expression: tokens, with where they stand. Literals are decoded in literal.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/expr/diagnostic.hpp"

namespace baton::expr {

enum class TokenKind : std::uint8_t {
    End,
    Bad,         // Lexer::problem() says why; nothing comes after it
    Identifier,  // also the words that the grammar keeps for itself
    Quoted,      // `content-type`, with the backquotes
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Symbol,  // one of ( ) [ ] { } . , : ? ! - + * / % < <= > >= == != && ||
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

class Lexer {
  public:
    // Needs well-formed UTF-8 of at most kMaxSourceBytes; borrowed.
    explicit Lexer(std::string_view source) : source_(source) {}

    [[nodiscard]] Token next();
    [[nodiscard]] const Diagnostic& problem() const { return problem_; }

  private:
    void skip_space();
    Token number();
    Token word_or_literal();
    Token literal(std::size_t prefix, TokenKind kind, bool raw);
    Token quoted();
    Token symbol();
    Token take(TokenKind kind, std::size_t length);
    Token bad(std::size_t length, std::string message, std::string hint = {});

    [[nodiscard]] char at(std::size_t ahead) const {
        return place_ + ahead < source_.size() ? source_[place_ + ahead] : '\0';
    }

    std::string_view source_;
    std::size_t place_ = 0;
    Diagnostic problem_;
};

}  // namespace baton::expr
