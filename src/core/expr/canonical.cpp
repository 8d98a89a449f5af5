#include "core/expr/canonical.hpp"

#include <cmath>

#include "base/text.hpp"
#include "core/expr/grammar.hpp"

namespace baton::expr {

namespace {

// How tightly a node holds together: the higher, the less it needs brackets.
enum Level : int { kConditional, kOr, kAnd, kRelation, kSum, kProduct, kUnary, kMember };

bool is_negative(const Value& value) {
    if (value.is(Kind::Int)) return value.as_int() < 0;
    return value.is(Kind::Double) && std::signbit(value.as_double());
}

int level_of(const Node& node) {
    if (node.kind == NodeKind::Constant && is_negative(node.value)) return kUnary;
    if (node.kind == NodeKind::Conditional) return kConditional;
    if (node.kind == NodeKind::Or) return kOr;
    if (node.kind == NodeKind::And) return kAnd;
    if (node.kind != NodeKind::Call) return kMember;
    if (node.function == Function::Not || node.function == Function::Negate) return kUnary;
    for (const grammar::BinaryOperator& binary : grammar::kBinary) {
        if (binary.function == node.function) return kRelation + binary.level;
    }
    return kMember;
}

void append_escaped(std::string& out, std::string_view bytes, bool is_text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !is_text)) {
            out += "\\x";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
}

void append_constant(std::string& out, const Value& value) {
    if (value.is(Kind::Bool)) out += value.as_bool() ? "true" : "false";
    if (value.is(Kind::Null)) out += "null";
    if (value.is(Kind::Int)) out += std::to_string(value.as_int());
    if (value.is(Kind::Uint)) out += std::to_string(value.as_uint()) + "u";
    if (value.is(Kind::Type)) out += value.as_text();
    if (value.is(Kind::Double)) {
        const double number = value.as_double();
        const std::string digits = format_number(std::fabs(number));
        if (std::signbit(number)) out += '-';
        out += digits;
        if (digits.find_first_of(".eE") == std::string::npos) out += ".0";
    }
    if (value.is(Kind::String) || value.is(Kind::Bytes)) {
        out += value.is(Kind::Bytes) ? "b\"" : "\"";
        append_escaped(out, value.as_text(), value.is(Kind::String));
        out += '"';
    }
}

std::string_view macro_name(NodeKind kind) {
    for (const grammar::Macro& macro : grammar::kMacros) {
        if (macro.kind == kind) return macro.name;
    }
    return {};
}

class Writer {
  public:
    explicit Writer(const Ast& ast) : ast_(ast) {}

    std::string write(NodeId id) {
        append(id, kConditional);
        return std::move(out_);
    }

  private:
    // Brackets go around what holds together less tightly than its place needs.
    void append(NodeId id, int needed) {
        const bool brackets = level_of(ast_.node(id)) < needed;
        if (brackets) out_ += '(';
        append_kind(id);
        if (brackets) out_ += ')';
    }

    void append_kind(NodeId id) {
        const Node& node = ast_.node(id);
        switch (node.kind) {
            case NodeKind::Constant:
                return append_constant(out_, node.value);
            case NodeKind::Name:
            case NodeKind::Variable:
                out_ += node.text;
                return;
            case NodeKind::Local:
                // By place, so that the name that was chosen makes no difference.
                out_ += "$" + std::to_string(node.place);
                return;
            case NodeKind::Field:
            case NodeKind::Select:
                return append_selection(id);
            case NodeKind::HasField:
            case NodeKind::HasKey:
                out_ += "has(";
                append_selection(id);
                out_ += ')';
                return;
            case NodeKind::Call:
                return append_call(id);
            case NodeKind::List:
                out_ += '[';
                append_all(id, 0, ", ", kConditional);
                out_ += ']';
                return;
            case NodeKind::Map:
                return append_map(id);
            case NodeKind::And:
                return append_all(id, 0, " && ", kAnd + 1);
            case NodeKind::Or:
                return append_all(id, 0, " || ", kOr + 1);
            case NodeKind::Conditional:
                append(ast_.child(id, 0), kConditional + 1);
                out_ += " ? ";
                append(ast_.child(id, 1), kConditional + 1);
                out_ += " : ";
                append(ast_.child(id, 2), kConditional);
                return;
            case NodeKind::All:
            case NodeKind::Exists:
            case NodeKind::ExistsOne:
            case NodeKind::Filter:
            case NodeKind::Transform:
                append(ast_.child(id, 0), kMember);
                out_ += "." + std::string(macro_name(node.kind)) + "($" +
                        std::to_string(node.place) + ", ";
                append_all(id, 1, ", ", kConditional);
                out_ += ')';
                return;
        }
    }

    void append_all(NodeId id, std::size_t first, std::string_view between, int needed) {
        const auto children = ast_.children(id);
        for (std::size_t i = first; i < children.size(); ++i) {
            if (i > first) out_ += between;
            append(children[i], needed);
        }
    }

    void append_selection(NodeId id) {
        append(ast_.child(id, 0), kMember);
        const std::string_view name = ast_.node(id).text;
        const bool plain = name.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
                               "TUVWXYZ0123456789_") == std::string_view::npos;
        if (plain && !name.empty() && !(name[0] >= '0' && name[0] <= '9')) {
            out_ += "." + std::string(name);
        } else {
            out_ += "[\"";
            append_escaped(out_, name, true);
            out_ += "\"]";
        }
    }

    void append_map(NodeId id) {
        out_ += '{';
        const auto parts = ast_.children(id);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i > 0) out_ += i % 2 == 0 ? ", " : ": ";
            append(parts[i], kConditional);
        }
        out_ += '}';
    }

    void append_call(NodeId id) {
        const Node& node = ast_.node(id);
        const std::string_view name =
            node.function == Function::None ? node.text : form_of(node.function).name;
        const int level = level_of(node);
        if (level == kUnary) {
            out_ += name;
            return append(ast_.child(id, 0), kMember);
        }
        if (level != kMember) {
            append(ast_.child(id, 0), level == kRelation ? kRelation : level);
            out_ += " " + std::string(name) + " ";
            return append(ast_.child(id, 1), level + 1);
        }
        if (node.function == Function::Index) {
            append(ast_.child(id, 0), kMember);
            out_ += '[';
            append(ast_.child(id, 1), kConditional);
            out_ += ']';
            return;
        }
        // A function that may be written either way is written as a member.
        const bool member =
            node.function == Function::None ? node.place != 0 : form_of(node.function).member;
        if (member) {
            append(ast_.child(id, 0), kMember);
            out_ += '.';
        }
        out_ += std::string(name) + "(";
        append_all(id, member ? 1 : 0, ", ", kConditional);
        out_ += ')';
    }

    const Ast& ast_;
    std::string out_;
};

}  // namespace

std::string canonical(const Ast& ast, NodeId node) { return Writer(ast).write(node); }

}  // namespace baton::expr
