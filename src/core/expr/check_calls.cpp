// The checker's part for operators and functions.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.hpp"
#include "core/expr/checker.hpp"
#include "core/expr/grammar.hpp"
#include "core/expr/limits.hpp"
#include "core/expr/pattern.hpp"
#include "core/expr/record.hpp"
#include "core/expr/zone.hpp"

namespace baton::expr {

namespace {

using Tag = Type::Tag;

bool is_one_of(const Type& type, std::initializer_list<Tag> tags) {
    return type.is_open() || std::ranges::find(tags, type.tag()) != tags.end();
}

// What an arithmetic operator gives for operands of these kinds; Invalid where it does not apply.
Type result_of(Function function, const Type& a, const Type& b) {
    const bool same = a.tag() == b.tag();
    const bool adds = function == Function::Add;
    const bool subtracts = function == Function::Subtract;
    if (same && is_one_of(a, {Tag::Int, Tag::Uint})) return a;
    if (same && a.is(Tag::Double) && function != Function::Modulo) return a;
    if (adds && same && is_one_of(a, {Tag::Text, Tag::Bytes, Tag::Duration})) return a;
    if (adds && same && a.is(Tag::List)) return a == b ? a : Type::list(Type::dyn());
    if (adds && a.is(Tag::Timestamp) && b.is(Tag::Duration)) return a;
    if (adds && a.is(Tag::Duration) && b.is(Tag::Timestamp)) return b;
    if (subtracts && a.is(Tag::Timestamp) && b.is(Tag::Duration)) return a;
    if (subtracts && same && is_one_of(a, {Tag::Timestamp, Tag::Duration})) {
        return Type::duration();
    }
    return Type::invalid();
}

std::string_view verb_of(Function function) {
    if (function == Function::Add) return "they cannot be added";
    if (function == Function::Subtract) return "one cannot be subtracted from the other";
    if (function == Function::Multiply) return "they cannot be multiplied";
    return "one cannot be divided by the other";
}

}  // namespace

bool may_equal(const Type& a, const Type& b) {
    if (a.is_open() || b.is_open()) return true;
    if (a.tag() != b.tag()) return false;
    if (a.is(Tag::List)) return may_equal(a.element(), b.element());
    if (a.is(Tag::Map)) return may_equal(a.key(), b.key()) && may_equal(a.value(), b.value());
    return true;
}

namespace {

// Whether a constant of the one type may be read as the other: int where a double is needed.
bool reads_as(const Type& constant, const Type& needed) {
    if (constant.is(Tag::Int) && needed.is(Tag::Double)) return true;
    if (constant.is(Tag::List) && needed.is(Tag::List)) {
        return reads_as(constant.element(), needed.element());
    }
    return may_equal(constant, needed);
}

}  // namespace

// Whether what `a` stands for, of `a_type`, may equal what `b` gives, of `b_type`. Numbers of both
// kinds compare by what they stand for when it runs, so nothing needs converting.
bool Checker::may_be(NodeId a, const Type& a_type, NodeId b, const Type& b_type) const {
    if (may_equal(a_type, b_type)) return true;
    if (mode_ != Mode::Workspace) return false;
    return (ast_.node(a).is_constant && reads_as(a_type, b_type)) ||
           (ast_.node(b).is_constant && reads_as(b_type, a_type));
}

Type Checker::check_call(NodeId id) {
    for (std::size_t i = 0; i < ast_.node(id).child_count; ++i) check_value(ast_.child(id, i));
    note_constant(id);
    const Function function = ast_.node(id).function;
    if (function == Function::None) return unknown_function(id);
    if (function >= Function::Size) return check_form(id) ? check_function(id) : Type::invalid();
    return check_operator(id);
}

// Operators ---------------------------------------------------------------------------------------

Type Checker::check_operator(NodeId id) {
    const Function function = ast_.node(id).function;
    if (function == Function::Not) {
        require(ast_.child(id, 0), Tag::Bool, "! turns round what is true or false");
        return Type::boolean();
    }
    if (function == Function::Negate) return check_negate(id);
    if (function == Function::In) return check_in(id);
    if (function == Function::Index) return check_index(id);
    if (function == Function::Equal || function == Function::NotEqual) return check_equality(id);
    return function >= Function::Less ? check_order(id) : check_arithmetic(id);
}

Type Checker::check_negate(NodeId id) {
    const Type type = child_type(id, 0);
    if (type.is_open() || is_one_of(type, {Tag::Int, Tag::Double})) return type;
    return report(id, says(ast_.child(id, 0)) + "; only numbers with a sign can be negated");
}

// Both operands and why they do not go together.
Type Checker::cannot(NodeId id, std::string_view what) {
    const NodeId a = ast_.child(id, 0);
    const NodeId b = ast_.child(id, 1);
    return report(id, says(a) + " and " + says(b) + "; " + std::string(what), mismatch_hint(a, b));
}

Type Checker::check_arithmetic(NodeId id) {
    const Function function = ast_.node(id).function;
    if (function != Function::Modulo) match_numbers(id, 0, 1);
    const Type a = child_type(id, 0);
    const Type b = child_type(id, 1);
    if (a.is(Tag::Invalid) || b.is(Tag::Invalid)) return Type::invalid();
    if (a.is_open() || b.is_open()) return Type::dyn();
    Type result = result_of(function, a, b);
    if (!result.is(Tag::Invalid)) return result;
    if (function == Function::Modulo) {
        return report(id,
                      "% is for whole numbers; " + says(ast_.child(id, 0)) + " and " +
                          says(ast_.child(id, 1)),
                      a.is(Tag::Double) ? "write int(…)" : "");
    }
    if (function == Function::Add && (a.is(Tag::Text) || b.is(Tag::Text)) &&
        (a.is_numeric() || b.is_numeric())) {
        return report(
            id,
            says(ast_.child(id, 0)) + " and " + says(ast_.child(id, 1)) + "; they cannot be added",
            "string(…) turns a number into text");
    }
    return cannot(id, verb_of(function));
}

Type Checker::check_equality(NodeId id) {
    match_numbers(id, 0, 1);
    if (mode_ == Mode::Workspace) {
        coerce_child(id, 0, type_of(ast_.child(id, 1)));
        coerce_child(id, 1, type_of(ast_.child(id, 0)));
    }
    if (!may_be(ast_.child(id, 0), child_type(id, 0), ast_.child(id, 1), child_type(id, 1))) {
        cannot(id, "they cannot be equal");
        return Type::boolean();
    }
    check_known_values(ast_.child(id, 0), ast_.child(id, 1));
    check_known_values(ast_.child(id, 1), ast_.child(id, 0));
    return Type::boolean();
}

Type Checker::check_order(NodeId id) {
    match_numbers(id, 0, 1);
    const Type& a = child_type(id, 0);
    const Type& b = child_type(id, 1);
    const auto ordered = {Tag::Bool, Tag::Int,   Tag::Uint,      Tag::Double,
                          Tag::Text, Tag::Bytes, Tag::Timestamp, Tag::Duration};
    const bool both = is_one_of(a, ordered) && is_one_of(b, ordered);
    if (!both || !may_equal(a, b)) cannot(id, "they have no order");
    return Type::boolean();
}

Type Checker::check_in(NodeId id) {
    const NodeId needle = ast_.child(id, 0);
    const NodeId range = ast_.child(id, 1);
    if (mode_ == Mode::Workspace) coerce_child(id, 1, Type::list(type_of(needle)));
    const Type stack = type_of(ast_.child(id, 1));
    if (stack.is_open()) return Type::boolean();
    if (!stack.is(Tag::List) && !stack.is(Tag::Map)) {
        const bool text = stack.is(Tag::Text) && type_of(needle).is_open() == false &&
                          type_of(needle).is(Tag::Text);
        report(range, says(range) + "; \"in\" looks into a list or a map",
               text ? "contains(…) looks into text" : "");
        return Type::boolean();
    }
    const Type element = stack.is(Tag::List) ? stack.element() : stack.key();
    if (mode_ == Mode::Workspace) coerce_child(id, 0, element);
    if (!may_be(ast_.child(id, 0), child_type(id, 0), range, element)) {
        cannot(id, "it can never be in it");
        return Type::boolean();
    }
    if (ast_.node(range).kind != NodeKind::List) {
        check_known_values(range, needle);
        return Type::boolean();
    }
    for (std::size_t i = 0; i < ast_.node(range).child_count; ++i) {
        const NodeId item = ast_.child(range, i);
        if (mode_ == Mode::Workspace && !may_equal(type_of(needle), type_of(item))) {
            report(item, says(item) + " and " + says(needle) + "; they cannot be equal");
        }
        check_known_values(needle, item);
    }
    return Type::boolean();
}

// A constant that the field never holds is most likely mistyped.
void Checker::check_known_values(NodeId field, NodeId constant) {
    const Node& read = ast_.node(field);
    const Node& text = ast_.node(constant);
    if (read.kind != NodeKind::Field || text.kind != NodeKind::Constant) return;
    if (!text.value.is(Kind::String)) return;
    const RecordType* const record = child_type(field, 0).record_type();
    if (record == nullptr) return;
    const std::vector<std::string>& values = record->field(read.place).values;
    if (values.empty() || std::ranges::find(values, text.value.as_text()) != values.end()) return;
    const std::vector<std::string_view> names(values.begin(), values.end());
    std::string hint;
    if (const auto nearest = nearest_name(text.value.as_text(), names)) {
        hint = "did you mean \"" + std::string(*nearest) + "\"?";
    } else if (values.size() <= 12) {
        hint = "it can be ";
        for (std::size_t i = 0; i < names.size(); ++i)
            hint.append(i > 0 ? ", " : "").append(names[i]);
    }
    report(constant, quote(field) + " is never " + quote(constant), std::move(hint));
}

Type Checker::check_index(NodeId id) {
    const Type range = child_type(id, 0);
    const Type index = child_type(id, 1);
    const NodeId index_node = ast_.child(id, 1);
    if (range.is(Tag::List)) {
        const bool whole = index.is(Tag::Int) || index.is_open();
        if (!whole) {
            report(index_node, says(index_node) + "; a place in a list is a whole number",
                   index.is(Tag::Double) ? "write int(…)" : "");
        }
        return range.element();
    }
    if (range.is(Tag::Map)) {
        if (!may_equal(range.key(), index)) {
            cannot(id, "it can never be a key of it");
            return range.value();
        }
        const Node& key = ast_.node(index_node);
        const bool text_key = key.kind == NodeKind::Constant && key.value.is(Kind::String);
        if (text_key && range.key().is(Tag::Text)) {
            const std::string_view text = key.value.as_text();
            Node& node = ast_.edit(id);
            node.kind = NodeKind::Select;
            node.function = Function::None;
            node.text = text;
            node.child_count = 1;
        }
        return range.value();
    }
    if (range.is_open()) return range;
    return report(id, says(ast_.child(id, 0)) + "; only lists and maps have an index");
}

// Functions ---------------------------------------------------------------------------------------

Type Checker::unknown_function(NodeId id) {
    const std::string_view called = ast_.node(id).text;
    const std::string name = shortened(called);
    for (const auto& [foreign, ours] : grammar::kForeignFunctions) {
        if (foreign == called) {
            return report(id, "unknown function \"" + name + "\"",
                          "did you mean \"" + std::string(ours) + "\"?");
        }
    }
    std::vector<std::string_view> names;
    for (const Form& form : forms()) names.push_back(form.name);
    for (const grammar::Macro& macro : grammar::kMacros) {
        if (macro.name == called) {
            return report(id, "\"" + name + "\" is written list." + name + "(x, …)",
                          "x names the element");
        }
        names.push_back(macro.name);
    }
    names.push_back("has");
    if (name == "has") return report(id, "has() asks for one field", "as in has(lead.budget)");
    const auto nearest = nearest_name(called, names);
    return report(id, "unknown function \"" + name + "\"",
                  nearest ? "did you mean \"" + std::string(*nearest) + "\"?" : std::string());
}

bool Checker::check_form(NodeId id) {
    const Node& node = ast_.node(id);
    const Form& form = form_of(node.function);
    const bool member = node.place != 0;
    const std::string name(form.name);
    if (member ? !form.member : !form.global) {
        report(id,
               member ? "\"" + name + "\" is not written after a dot"
                      : "\"" + name + "\" is written after a dot",
               member ? "write " + name + "(x)" : "write x." + name + "(…)");
        return false;
    }
    const std::uint32_t count = node.child_count;
    if (count >= form.min_arguments && count <= form.max_arguments) return true;
    const std::uint32_t receiver = member ? 1 : 0;
    const std::uint32_t least = form.min_arguments - receiver;
    const std::uint32_t most = form.max_arguments - receiver;
    std::string wants = most == 0 ? "nothing" : std::to_string(least);
    if (most > least) wants += " or " + std::to_string(most);
    wants += most == 1 ? " argument" : (most == 0 ? "" : " arguments");
    report(id,
           "\"" + name + "\" takes " + wants + ", here are " + std::to_string(count - receiver));
    return false;
}

Type Checker::check_function(NodeId id) {
    const Function function = ast_.node(id).function;
    if (function == Function::TypeOf) return Type::type_name();
    if (function == Function::ToDyn) return Type::dyn();
    if (function >= Function::GetFullYear) return check_accessor(id);
    if (function >= Function::ToInt) return check_conversion(id);
    if (function == Function::Size) {
        const NodeId operand = ast_.child(id, 0);
        if (!is_one_of(type_of(operand), {Tag::Text, Tag::Bytes, Tag::List, Tag::Map})) {
            report(operand, says(operand) + "; size is for text, lists and maps");
        }
        return Type::integer();
    }
    return check_text_function(id);
}

Type Checker::check_text_function(NodeId id) {
    const Function function = ast_.node(id).function;
    const std::string name(form_of(function).name);
    const NodeId receiver = ast_.child(id, 0);
    std::string hint;
    if (function == Function::Contains && type_of(receiver).is(Tag::List)) {
        hint = "write " + written(ast_.child(id, 1)) + " in " + written(receiver);
    }
    require(receiver, Tag::Text, name + " is for text", std::move(hint));
    for (std::size_t i = 1; i < ast_.node(id).child_count; ++i) {
        require(ast_.child(id, i), Tag::Text, name + " wants text");
    }
    if (function == Function::Matches) check_pattern(ast_.child(id, 1));
    const bool yields_text = function == Function::LowerAscii || function == Function::UpperAscii ||
                             function == Function::Trim;
    return yields_text ? Type::text() : Type::boolean();
}

// A constant pattern that is none is told in a workspace; CEL finds it out when it runs.
void Checker::check_pattern(NodeId pattern) {
    const Node& node = ast_.node(pattern);
    const bool constant = node.kind == NodeKind::Constant && node.value.is(Kind::String);
    if (mode_ != Mode::Workspace || !constant) return;
    const auto compiled = Pattern::compile(node.value.as_text());
    if (!compiled) report(pattern, quote(pattern) + " is not a pattern: " + compiled.error());
}

Type Checker::check_conversion(NodeId id) {
    struct Conversion {
        Function function;
        Type type;
        std::initializer_list<Tag> from;
    };
    const Conversion conversions[] = {
        {Function::ToInt,
         Type::integer(),
         {Tag::Int, Tag::Uint, Tag::Double, Tag::Text, Tag::Timestamp}},
        {Function::ToUint, Type::natural(), {Tag::Int, Tag::Uint, Tag::Double, Tag::Text}},
        {Function::ToDouble, Type::number(), {Tag::Int, Tag::Uint, Tag::Double, Tag::Text}},
        {Function::ToString,
         Type::text(),
         {Tag::Bool, Tag::Int, Tag::Uint, Tag::Double, Tag::Text, Tag::Bytes, Tag::Timestamp,
          Tag::Duration}},
        {Function::ToBytes, Type::bytes(), {Tag::Text, Tag::Bytes}},
        {Function::ToBool, Type::boolean(), {Tag::Bool, Tag::Text}},
        {Function::ToTimestamp, Type::timestamp(), {Tag::Timestamp, Tag::Text, Tag::Int}},
        {Function::ToDuration, Type::duration(), {Tag::Duration, Tag::Text}},
    };
    const NodeId operand = ast_.child(id, 0);
    for (const Conversion& conversion : conversions) {
        if (conversion.function != ast_.node(id).function) continue;
        if (!is_one_of(type_of(operand), conversion.from)) {
            report(operand, says(operand) + "; " + std::string(form_of(conversion.function).name) +
                                "() does not convert it");
        }
        return conversion.type;
    }
    return Type::invalid();
}

Type Checker::check_accessor(NodeId id) {
    const Function function = ast_.node(id).function;
    const NodeId receiver = ast_.child(id, 0);
    const bool of_duration = function >= Function::GetHours;
    const bool has_zone = ast_.node(id).child_count == 2;
    if (of_duration && !has_zone && type_of(receiver).is(Tag::Duration)) return Type::integer();
    require(receiver, Tag::Timestamp,
            std::string(form_of(function).name) + " is for a time" +
                (of_duration ? " or a duration" : ""));
    if (has_zone && require(ast_.child(id, 1), Tag::Text, "a time zone is text")) {
        check_zone(ast_.child(id, 1));
    }
    return Type::integer();
}

void Checker::check_zone(NodeId zone) {
    const Node& node = ast_.node(zone);
    const bool constant = node.kind == NodeKind::Constant && node.value.is(Kind::String);
    if (mode_ != Mode::Workspace || !constant || scope_.zones() == nullptr) return;
    const std::string_view name = node.value.as_text();
    if (fixed_zone_offset(name) || scope_.zones()->known(name)) return;
    report(zone, "there is no time zone " + quote(zone),
           "write for instance \"America/New_York\" or \"+05:30\"");
}

}  // namespace baton::expr
