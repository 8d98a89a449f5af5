#include "core/expr/parser.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "core/expr/grammar.hpp"
#include "core/expr/lexer.hpp"
#include "core/expr/limits.hpp"
#include "core/expr/literal.hpp"

namespace baton::expr {

namespace {

// What was read and the bytes it took, brackets around it included.
struct Piece {
    NodeId id = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

using grammar::kBinary;
using grammar::kLevels;
using grammar::kMacros;
using grammar::Macro;

// Recursive descent. The first problem is kept and the input ends there, so that every loop and
// every level unwinds on its own; what was built until then is thrown away.
class Parser {
  public:
    explicit Parser(std::string_view source) : source_(source), lexer_(source) { advance(); }

    std::expected<Ast, Diagnostic> run() {
        const Piece whole = expression();
        if (token_.kind != TokenKind::End) fail_at_token(after_end_hint());
        if (failed_) return std::unexpected(std::move(problem_));
        ast_.set_root(whole.id);
        return std::move(ast_);
    }

  private:
    // Tokens ---------------------------------------------------------------------------------

    void advance() {
        previous_end_ = token_.offset + token_.length;
        token_ = lexer_.next();
        if (token_.kind == TokenKind::Bad) fail(lexer_.problem());
    }
    [[nodiscard]] std::string_view text(const Token& token) const {
        return source_.substr(token.offset, token.length);
    }
    [[nodiscard]] bool at(std::string_view symbol) const {
        return (token_.kind == TokenKind::Symbol || token_.kind == TokenKind::Identifier) &&
               text(token_) == symbol;
    }
    bool take(std::string_view symbol) {
        if (!at(symbol)) return false;
        advance();
        return true;
    }
    void expect(std::string_view symbol, std::string_view why) {
        if (!take(symbol)) fail_at_token("write " + std::string(symbol) + " " + std::string(why));
    }

    // Problems -------------------------------------------------------------------------------

    void fail(Diagnostic problem) {
        if (!failed_) problem_ = std::move(problem);
        failed_ = true;
        token_ = {TokenKind::End, static_cast<std::uint32_t>(source_.size()), 0};
    }
    void fail_at_token(std::string hint) {
        if (token_.kind == TokenKind::End) {
            fail({source_.size(), 0, "the expression ends too soon", std::move(hint)});
        } else {
            fail({token_.offset, token_.length,
                  "\"" + std::string(text(token_).substr(0, 40)) + "\" is not expected here",
                  std::move(hint)});
        }
    }
    void fail_piece(const Piece& piece, std::string message, std::string hint = {}) {
        fail({piece.begin, piece.end - piece.begin, std::move(message), std::move(hint)});
    }
    [[nodiscard]] std::string after_end_hint() const {
        for (const auto& [foreign, ours] : grammar::kForeignOperators) {
            if (at(foreign)) return "write " + std::string(ours);
        }
        if (token_.kind == TokenKind::Symbol) return {};
        return "join two conditions with && or ||";
    }

    // Nodes ----------------------------------------------------------------------------------

    Piece add(Node node, std::span<const NodeId> children, std::uint32_t begin, std::uint32_t end) {
        node.offset = begin;
        node.length = end - begin;
        if (failed_) children = {};  // the dummies of a failed parse are no nodes
        const NodeId id = ast_.add(std::move(node), children);
        if (ast_.node(id).height > kMaxHeight) fail_too_deep(begin);
        return {id, begin, end};
    }
    Piece call(Function function, std::initializer_list<NodeId> operands, std::uint32_t begin,
               std::uint32_t end) {
        Node node;
        node.kind = NodeKind::Call;
        node.function = function;
        return add(node, {operands.begin(), operands.size()}, begin, end);
    }
    void fail_too_deep(std::size_t offset) {
        fail({offset, 0, "the expression is nested too deeply",
              "at most " + std::to_string(kMaxNesting) + " levels; split it up"});
    }

    // Grammar, loosest first -----------------------------------------------------------------

    Piece expression() {
        if (++nesting_ > kMaxNesting) fail_too_deep(token_.offset);
        const Piece condition = joined(NodeKind::Or);
        Piece result = condition;
        if (take("?")) {
            const Piece then = joined(NodeKind::Or);
            expect(":", "and what holds otherwise");
            const Piece otherwise = expression();
            Node node;
            node.kind = NodeKind::Conditional;
            const std::array children = {condition.id, then.id, otherwise.id};
            result = add(node, children, condition.begin, otherwise.end);
        }
        --nesting_;
        return result;
    }

    // a || b || c, or a && b && c: one node, also where brackets group it otherwise.
    Piece joined(NodeKind kind) {
        const bool is_or = kind == NodeKind::Or;
        const std::string_view symbol = is_or ? "||" : "&&";
        Piece first = is_or ? joined(NodeKind::And) : binary(0);
        if (!at(symbol)) return first;
        std::vector<NodeId> operands;
        append_operands(first.id, kind, operands);
        std::uint32_t end = first.end;
        while (take(symbol)) {
            const Piece next = is_or ? joined(NodeKind::And) : binary(0);
            append_operands(next.id, kind, operands);
            end = next.end;
        }
        Node node;
        node.kind = kind;
        return add(node, operands, first.begin, end);
    }
    void append_operands(NodeId id, NodeKind kind, std::vector<NodeId>& operands) {
        if (!failed_ && ast_.node(id).kind == kind) {
            const auto inner = ast_.children(id);
            operands.insert(operands.end(), inner.begin(), inner.end());
        } else {
            operands.push_back(id);
        }
    }

    Piece binary(int level) {
        if (level == kLevels) return unary();
        Piece left = binary(level + 1);
        for (;;) {
            const auto found = std::find_if(
                kBinary.begin(), kBinary.end(), [&](const grammar::BinaryOperator& candidate) {
                    return candidate.level == level && at(candidate.symbol);
                });
            if (found == kBinary.end()) return left;
            advance();
            const Piece right = binary(level + 1);
            left = call(found->function, {left.id, right.id}, left.begin, right.end);
        }
    }

    // A run of ! or of -; a - directly before a number belongs to the number.
    Piece unary() {
        std::vector<Token> signs;
        const std::string_view sign = at("!") ? "!" : "-";
        while (at(sign)) {
            signs.push_back(token_);
            advance();
        }
        const bool number = token_.kind == TokenKind::Int || token_.kind == TokenKind::Double;
        if (sign == "-" && number && !signs.empty()) {
            negative_ = signs.back();
            signs.pop_back();
        }
        Piece result = member();
        for (; !signs.empty(); signs.pop_back()) {
            result = call(sign == "!" ? Function::Not : Function::Negate, {result.id},
                          signs.back().offset, result.end);
        }
        return result;
    }

    Piece member() {
        Piece result = primary();
        for (;;) {
            if (take(".")) {
                result = selection(result);
            } else if (take("[")) {
                const Piece index = expression();
                expect("]", "after the index");
                result = call(Function::Index, {result.id, index.id}, result.begin, previous_end_);
            } else if (at("{")) {
                fail_at_token("messages are not part of the language");
                return result;
            } else {
                return result;
            }
        }
    }

    Piece selection(const Piece& operand) {
        const Token name = token_;
        const bool quoted = name.kind == TokenKind::Quoted;
        const bool word = name.kind == TokenKind::Identifier && !is_keyword(text(name));
        if (!quoted && !word) {
            fail_at_token("a field or function name belongs after the dot");
            return operand;
        }
        advance();
        if (!quoted && take("(")) return member_call(operand, name);
        Node node;
        node.kind = NodeKind::Select;
        const std::string_view written = text(name);
        node.text = ast_.texts().copy(quoted ? written.substr(1, written.size() - 2) : written);
        const std::array children = {operand.id};
        return add(node, children, operand.begin, name.offset + name.length);
    }

    std::vector<Piece> arguments(std::string_view close, std::string_view why) {
        std::vector<Piece> result;
        while (!at(close) && !failed_) {
            result.push_back(expression());
            if (!take(",")) break;
        }
        expect(close, why);
        return result;
    }

    Piece member_call(const Piece& operand, const Token& name) {
        const std::vector<Piece> given = arguments(")", "after the arguments");
        for (const Macro& macro : kMacros) {
            if (!failed_ && macro.name == text(name) && given.size() >= macro.fewest &&
                given.size() <= macro.most) {
                return comprehension(macro, operand, given);
            }
        }
        std::vector<NodeId> operands = {operand.id};
        for (const Piece& piece : given) operands.push_back(piece.id);
        return function_call(name, operands, true, operand.begin);
    }

    // The checker learns by `place` whether there was a receiver.
    Piece function_call(const Token& name, std::span<const NodeId> operands, bool member,
                        std::uint32_t begin) {
        Node node;
        node.kind = NodeKind::Call;
        node.function = find_function(text(name)).value_or(Function::None);
        node.place = member ? 1 : 0;
        node.text = ast_.texts().copy(text(name));
        return add(node, operands, begin, previous_end_);
    }

    Piece comprehension(const Macro& macro, const Piece& range, const std::vector<Piece>& given) {
        const Node& variable = ast_.node(given[0].id);
        if (variable.kind != NodeKind::Name || variable.place != 0) {
            fail_piece(given[0],
                       "the first argument of " + std::string(macro.name) +
                           " must be a name for the element",
                       "write for instance list." + std::string(macro.name) + "(x, …)");
            return range;
        }
        Node node;
        node.kind = macro.kind;
        node.text = variable.text;
        std::vector<NodeId> children = {range.id};
        for (std::size_t i = 1; i < given.size(); ++i) children.push_back(given[i].id);
        return add(node, children, range.begin, previous_end_);
    }

    Piece primary() {
        const Token token = token_;
        const std::string_view word = text(token);
        switch (token.kind) {
            case TokenKind::Int:
            case TokenKind::Uint:
            case TokenKind::Double:
            case TokenKind::Text:
            case TokenKind::Bytes:
                return literal();
            case TokenKind::Identifier:
                return name(false);
            case TokenKind::Symbol:
                if (word == "(") return bracketed();
                if (word == "[") return list();
                if (word == "{") return map();
                if (word == ".") {
                    advance();
                    return name(true);
                }
                break;
            case TokenKind::Quoted:
            case TokenKind::End:
            case TokenKind::Bad:
                break;
        }
        fail_at_token("a value belongs here");
        return {};
    }

    Piece bracketed() {
        const std::uint32_t begin = token_.offset;
        advance();
        Piece inner = expression();
        expect(")", "to close the bracket");
        inner.begin = begin;
        inner.end = previous_end_;
        return inner;
    }

    Piece constant(Value value, Type type, std::uint32_t begin) {
        Node node;
        node.kind = NodeKind::Constant;
        node.is_constant = true;
        node.value = value;
        node.type = std::move(type);
        return add(std::move(node), {}, begin, previous_end_);
    }

    Piece literal() {
        const Token token = token_;
        std::uint32_t begin = token.offset;
        std::string written(text(token));
        if (negative_.length != 0) {
            begin = negative_.offset;
            negative_ = {};
            written.insert(0, "-");
        }
        advance();
        auto value = decode_literal(token.kind, written, ast_.texts());
        if (!value) {
            Diagnostic problem = std::move(value.error());
            problem.offset += begin;
            fail(std::move(problem));
            return {};
        }
        const Type type = token.kind == TokenKind::Int      ? Type::integer()
                          : token.kind == TokenKind::Uint   ? Type::natural()
                          : token.kind == TokenKind::Double ? Type::number()
                          : token.kind == TokenKind::Text   ? Type::text()
                                                            : Type::bytes();
        return constant(*value, type, begin);
    }

    static bool is_keyword(std::string_view word) {
        return word == "true" || word == "false" || word == "null" || word == "in";
    }

    Piece name(bool absolute) {
        const Token token = token_;
        const std::string_view word = text(token);
        const std::uint32_t begin = absolute ? token.offset - 1 : token.offset;
        if (token.kind != TokenKind::Identifier || word == "in") {
            fail_at_token("a value belongs here");
            return {};
        }
        if (std::ranges::find(grammar::kReserved, word) != grammar::kReserved.end()) {
            fail_at_token("this word is reserved; a field of this name is written after a dot");
            return {};
        }
        advance();
        if (!absolute && word == "true")
            return constant(Value::boolean(true), Type::boolean(), begin);
        if (!absolute && word == "false") {
            return constant(Value::boolean(false), Type::boolean(), begin);
        }
        if (!absolute && word == "null") return constant(Value::null(), Type::null(), begin);
        if (take("(")) return global_call(token, begin);
        if (token_.kind == TokenKind::Identifier && word == "not") {
            fail({token.offset, token.length, "\"not\" is not expected here", "write !"});
            return {};
        }
        Node node;
        node.kind = NodeKind::Name;
        node.place = absolute ? 1 : 0;
        node.text = ast_.texts().copy(word);
        return add(node, {}, begin, token.offset + token.length);
    }

    Piece global_call(const Token& name, std::uint32_t begin) {
        const std::vector<Piece> given = arguments(")", "after the arguments");
        if (!failed_ && text(name) == "has" && given.size() == 1) {
            return presence(given[0], begin);
        }
        std::vector<NodeId> operands;
        for (const Piece& piece : given) operands.push_back(piece.id);
        return function_call(name, operands, false, begin);
    }

    Piece presence(const Piece& argument, std::uint32_t begin) {
        const Node& selected = ast_.node(argument.id);
        if (selected.kind != NodeKind::Select) {
            fail_piece(argument, "has() asks for a field", "write for instance has(lead.budget)");
            return argument;
        }
        Node node;
        node.kind = NodeKind::HasKey;
        node.text = selected.text;
        const std::array children = {ast_.child(argument.id, 0)};
        return add(node, children, begin, previous_end_);
    }

    Piece list() {
        const std::uint32_t begin = token_.offset;
        advance();
        std::vector<NodeId> elements;
        for (const Piece& piece : arguments("]", "to close the list")) elements.push_back(piece.id);
        Node node;
        node.kind = NodeKind::List;
        return add(node, elements, begin, previous_end_);
    }

    Piece map() {
        const std::uint32_t begin = token_.offset;
        advance();
        std::vector<NodeId> parts;
        while (!at("}") && !failed_) {
            parts.push_back(expression().id);
            expect(":", "between key and value");
            parts.push_back(expression().id);
            if (!take(",")) break;
        }
        expect("}", "to close the map");
        Node node;
        node.kind = NodeKind::Map;
        return add(node, parts, begin, previous_end_);
    }

    std::string_view source_;
    Lexer lexer_;
    Token token_;
    std::uint32_t previous_end_ = 0;
    Token negative_;  // the - that belongs to the number about to be read
    std::uint32_t nesting_ = 0;
    Ast ast_;
    bool failed_ = false;
    Diagnostic problem_;
};

}  // namespace

std::expected<Ast, Diagnostic> parse(std::string_view source) {
    if (source.size() > kMaxSourceBytes) {
        return std::unexpected(
            Diagnostic{0, 0, "the expression is " + std::to_string(source.size()) + " bytes long",
                       "at most " + std::to_string(kMaxSourceBytes) + " are allowed"});
    }
    if (!is_utf8(source)) {
        return std::unexpected(
            Diagnostic{0, source.size(), "the expression is not UTF-8 text", {}});
    }
    return Parser(source).run();
}

}  // namespace baton::expr
