// What the checker says: messages and hints for the person who wrote the expression.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/expr/checker.hpp"
#include "core/expr/limits.hpp"
#include "core/expr/record.hpp"

namespace baton::expr {

namespace {

constexpr std::size_t kQuoteBytes = 40;
constexpr std::size_t kListedNames = 12;

std::string did_you_mean(std::string_view name) {
    return "did you mean \"" + std::string(name) + "\"?";
}

}  // namespace

Type Checker::report(NodeId id, std::string message, std::string hint) {
    // Twice the limit are kept, since the first in the text are shown and they come in any order.
    if (mode_ != Mode::Unchecked && problems_.size() < 2 * kMaxDiagnostics) {
        const Node& node = ast_.node(id);
        problems_.push_back({node.offset, node.length, std::move(message), std::move(hint)});
    }
    return Type::invalid();
}

std::string shortened(std::string_view text) {
    if (text.size() <= kQuoteBytes) return std::string(text);
    text = text.substr(0, kQuoteBytes);
    // Not in the middle of a character.
    while (!text.empty() && !is_utf8(text)) text.remove_suffix(1);
    return std::string(text) + "…";
}

std::string Checker::written(NodeId id) const {
    return shortened(source_.substr(ast_.node(id).offset, ast_.node(id).length));
}

std::string Checker::quote(NodeId id) const {
    const Node& node = ast_.node(id);
    const bool text = node.kind == NodeKind::Constant && node.value.is(Kind::String);
    return "\"" + (text ? shortened(node.value.as_text()) : written(id)) + "\"";
}

std::string Checker::says(NodeId id) const { return quote(id) + " is " + to_words(type_of(id)); }

bool Checker::require(NodeId id, Type::Tag tag, std::string_view need, std::string hint) {
    const Type& type = type_of(id);
    if (type.is_open() || type.is(tag)) return true;
    report(id, says(id) + "; " + std::string(need), std::move(hint));
    return false;
}

std::string Checker::field_hint(const RecordType& record, std::string_view name) const {
    std::vector<std::string_view> names;
    for (const FieldDecl& field : record.fields()) names.push_back(field.name);
    if (const auto nearest = nearest_name(name, names)) return did_you_mean(*nearest);
    for (const Variable& variable : scope_.variables()) {
        const bool elsewhere = variable.type.is(Type::Tag::Record) &&
                               variable.type.record_type()->find(name).has_value();
        if (elsewhere) return did_you_mean(variable.name + "." + std::string(name));
    }
    if (names.empty() || names.size() > kListedNames) return {};
    std::string list = "its fields are ";
    for (std::size_t i = 0; i < names.size(); ++i) list.append(i > 0 ? ", " : "").append(names[i]);
    return list;
}

std::string Checker::name_hint(std::string_view name) const {
    for (const Variable& variable : scope_.variables()) {
        const bool is_field = variable.type.is(Type::Tag::Record) &&
                              variable.type.record_type()->find(name).has_value();
        if (is_field) return did_you_mean(variable.name + "." + std::string(name));
    }
    std::vector<std::string_view> names;
    for (const LocalVariable& local : locals_) names.push_back(local.name);
    for (const Variable& variable : scope_.variables()) names.push_back(variable.name);
    if (const auto nearest = nearest_name(name, names)) return did_you_mean(*nearest);
    if (mode_ == Mode::Workspace) return "text is written in quotes: \"" + shortened(name) + "\"";
    return {};
}

// How two values of different kinds might be brought together.
std::string Checker::mismatch_hint(NodeId a, NodeId b) const {
    const Type& first = type_of(a);
    const Type& second = type_of(b);
    if (first.is(Type::Tag::Null) || second.is(Type::Tag::Null)) {
        const NodeId other = first.is(Type::Tag::Null) ? b : a;
        const NodeKind kind = ast_.node(other).kind;
        if (kind != NodeKind::Field && kind != NodeKind::Select) return {};
        return "has(" + written(other) + ") asks whether it is there";
    }
    if (first.is_numeric() && second.is_numeric()) {
        const NodeId narrow = first.is(Type::Tag::Double) ? b : a;
        return "write double(" + written(narrow) + ")";
    }
    if (first.is(Type::Tag::List) && may_equal(first.element(), second)) {
        return "write " + written(b) + " in " + written(a);
    }
    if (second.is(Type::Tag::List) && may_equal(second.element(), first)) {
        return "write " + written(a) + " in " + written(b);
    }
    const bool first_time = first.is(Type::Tag::Timestamp);
    const bool second_time = second.is(Type::Tag::Timestamp);
    if (first_time != second_time && (first_time ? second : first).is(Type::Tag::Text)) {
        return "write a time as timestamp(\"2026-03-01T00:00:00Z\")";
    }
    return {};
}

}  // namespace baton::expr
