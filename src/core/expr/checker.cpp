#include "core/expr/checker.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/expr/limits.hpp"
#include "core/expr/record.hpp"

namespace baton::expr {

namespace {

constexpr std::array<std::string_view, 12> kTypeNames = {"bool",
                                                         "int",
                                                         "uint",
                                                         "double",
                                                         "string",
                                                         "bytes",
                                                         "list",
                                                         "map",
                                                         "null_type",
                                                         "type",
                                                         "google.protobuf.Timestamp",
                                                         "google.protobuf.Duration"};

std::optional<std::string_view> find_type_name(std::string_view name) {
    const auto found = std::ranges::find(kTypeNames, name);
    if (found == kTypeNames.end()) return std::nullopt;
    return *found;
}

}  // namespace

Checker::Checker(Ast& ast, const Scope& scope, Mode mode, std::string_view source,
                 std::vector<Diagnostic>& problems)
    : ast_(ast), scope_(scope), mode_(mode), source_(source), problems_(problems) {
    has_qualified_ = std::ranges::any_of(scope.variables(), [](const Variable& variable) {
        return variable.name.find('.') != std::string::npos;
    });
}

void Checker::run(Wants wants) {
    check_value(ast_.root());
    if (problems_.empty()) check_wants(wants);
    std::ranges::stable_sort(problems_, {}, &Diagnostic::offset);
    if (problems_.size() > kMaxDiagnostics) problems_.resize(kMaxDiagnostics);
}

void Checker::check_wants(Wants wants) {
    const NodeId root = ast_.root();
    const Type& type = type_of(root);
    if (type.is_open()) return;
    if (wants == Wants::Condition && !type.is(Type::Tag::Bool)) {
        const bool path =
            ast_.node(root).kind == NodeKind::Field || ast_.node(root).kind == NodeKind::Select;
        report(root, "a condition must be true or false, this is " + to_words(type),
               path ? "has(" + written(root) + ") asks whether it is there" : std::string());
    }
    if (wants == Wants::Number && !type.is_numeric()) {
        report(root, "a number is wanted here, this is " + to_words(type));
    }
}

Type Checker::check(NodeId id) {
    Type type = check_kind(id);
    ast_.edit(id).type = type;
    return type;
}

Type Checker::check_value(NodeId id) {
    Type type = check(id);
    if (!type.is(Type::Tag::Record)) return type;
    const auto& fields = type.record_type()->fields();
    report(id, quote(id) + " is not a value by itself",
           fields.empty()
               ? ""
               : "name one of its fields, as in " + written(id) + "." + fields.front().name);
    ast_.edit(id).type = Type::invalid();
    return Type::invalid();
}

void Checker::note_constant(NodeId id) {
    const auto children = ast_.children(id);
    ast_.edit(id).is_constant =
        std::ranges::all_of(children, [&](NodeId child) { return ast_.node(child).is_constant; });
}

Type Checker::check_kind(NodeId id) {
    switch (ast_.node(id).kind) {
        case NodeKind::Constant:
            return type_of(id);
        case NodeKind::Name:
            return check_name(id);
        case NodeKind::Variable:
        case NodeKind::Local:
            return type_of(id);  // resolved before
        case NodeKind::Field:
        case NodeKind::Select:
        case NodeKind::HasField:
        case NodeKind::HasKey:
            return check_select(id);
        case NodeKind::Call:
            return check_call(id);
        case NodeKind::List:
            return check_list(id);
        case NodeKind::Map:
            return check_map(id);
        case NodeKind::And:
        case NodeKind::Or:
            return check_logic(id);
        case NodeKind::Conditional:
            return check_conditional(id);
        case NodeKind::All:
        case NodeKind::Exists:
        case NodeKind::ExistsOne:
        case NodeKind::Filter:
        case NodeKind::Transform:
            return check_macro(id);
    }
    return Type::invalid();
}

// Names -------------------------------------------------------------------------------------------

const Checker::LocalVariable* Checker::find_local(std::string_view name) const {
    for (std::size_t i = locals_.size(); i > 0; --i) {
        if (locals_[i - 1].name == name) return &locals_[i - 1];
    }
    return nullptr;
}

bool Checker::resolve_name(NodeId id, std::string_view name) {
    Node& node = ast_.edit(id);
    if (const auto place = scope_.find(name)) {
        node.kind = NodeKind::Variable;
        node.place = *place;
        node.text = ast_.texts().copy(name);
        node.child_count = 0;
        node.type = scope_.variables()[*place].type;
        return true;
    }
    if (const auto type_name = find_type_name(name)) {
        node.kind = NodeKind::Constant;
        node.is_constant = true;
        node.child_count = 0;
        node.value = Value::type(*type_name);
        node.type = Type::type_name();
        return true;
    }
    return false;
}

Type Checker::check_name(NodeId id) {
    const std::string_view name = ast_.node(id).text;
    const bool absolute = ast_.node(id).place != 0;
    if (const LocalVariable* local = absolute ? nullptr : find_local(name)) {
        Node& node = ast_.edit(id);
        node.kind = NodeKind::Local;
        node.place = static_cast<std::uint32_t>(local - locals_.data());
        node.is_constant = local->is_constant;
        return local->type;
    }
    if (resolve_name(id, name)) return type_of(id);
    return unknown_name(id);
}

Type Checker::unknown_name(NodeId id) {
    const std::string_view name = ast_.node(id).text;
    return report(id, "there is no name \"" + shortened(name) + "\" here", name_hint(name));
}

// a.b.c may be a variable of that whole name, or a type; a macro's variable comes before both.
bool Checker::resolve_qualified(NodeId id) {
    if (ast_.node(id).kind != NodeKind::Select) return false;
    std::vector<std::string_view> names;
    NodeId at = id;
    while (ast_.node(at).kind == NodeKind::Select) {
        names.push_back(ast_.node(at).text);
        at = ast_.child(at, 0);
    }
    const Node& base = ast_.node(at);
    if (base.kind != NodeKind::Name) return false;
    if (!has_qualified_ && base.text != "google") return false;
    if (base.place == 0 && find_local(base.text) != nullptr) return false;
    std::string qualified(base.text);
    for (std::size_t i = names.size(); i > 0; --i) qualified.append(1, '.').append(names[i - 1]);
    return resolve_name(id, qualified);
}

Type Checker::check_select(NodeId id) {
    if (resolve_qualified(id)) return type_of(id);
    const NodeId operand = ast_.child(id, 0);
    const Type type = check(operand);
    note_constant(id);
    if (type.is(Type::Tag::Record)) return check_field(id, *type.record_type());
    const bool asks = ast_.node(id).kind == NodeKind::HasKey;
    if (type.is(Type::Tag::Map)) return check_map_key(id, type);
    if (type.is_open()) return asks ? Type::boolean() : type;
    const std::string name(ast_.node(id).text);
    std::string hint;
    if (name == "size" || name == "length") {
        hint = "write size(" + written(operand) + ")";
    }
    return report(id, says(operand) + " and has no field \"" + shortened(name) + "\"",
                  std::move(hint));
}

Type Checker::check_field(NodeId id, const RecordType& record) {
    const std::string_view name = ast_.node(id).text;
    const auto slot = record.find(name);
    if (!slot) {
        return report(id, "there is no " + record.name() + " field \"" + shortened(name) + "\"",
                      field_hint(record, name));
    }
    Node& node = ast_.edit(id);
    const bool asks = node.kind == NodeKind::HasKey;
    node.kind = asks ? NodeKind::HasField : NodeKind::Field;
    node.place = *slot;
    node.is_constant = false;
    return asks ? Type::boolean() : record.field(*slot).type;
}

Type Checker::check_map_key(NodeId id, const Type& map) {
    if (!map.key().is_open() && !map.key().is(Type::Tag::Text)) {
        return report(id, says(ast_.child(id, 0)) + " whose keys are not text",
                      "write the key in square brackets");
    }
    return ast_.node(id).kind == NodeKind::HasKey ? Type::boolean() : map.value();
}

// Collections -------------------------------------------------------------------------------------

// The type that every `step`-th child from `first` on has, or dyn.
Type Checker::join(NodeId id, std::size_t first, std::size_t step) {
    match_numbers(id, first, step);
    const std::size_t count = ast_.children(id).size();
    if (first >= count) return Type::dyn();
    const Type& type = child_type(id, first);
    for (std::size_t i = first + step; i < count; i += step) {
        if (child_type(id, i) != type) return Type::dyn();
    }
    return type;
}

Type Checker::check_list(NodeId id) {
    for (std::size_t i = 0; i < ast_.node(id).child_count; ++i) check_value(ast_.child(id, i));
    note_constant(id);
    return Type::list(join(id, 0, 1));
}

Type Checker::check_map(NodeId id) {
    for (std::size_t i = 0; i < ast_.node(id).child_count; ++i) {
        const NodeId part = ast_.child(id, i);
        const Type type = check_value(part);
        const bool is_key = i % 2 == 0;
        const bool allowed = type.is_open() || type.is(Type::Tag::Bool) ||
                             type.is(Type::Tag::Int) || type.is(Type::Tag::Uint) ||
                             type.is(Type::Tag::Text);
        if (is_key && !allowed) {
            report(part, says(part) + "; " + std::string(to_words(Fault::BadKey)));
        }
    }
    note_constant(id);
    // Keys keep their kind: 1 and 1.0 are looked up alike anyway.
    Type key = ast_.node(id).child_count == 0 ? Type::dyn() : child_type(id, 0);
    for (std::size_t i = 2; i < ast_.node(id).child_count; i += 2) {
        if (child_type(id, i) != key) key = Type::dyn();
    }
    return Type::map(std::move(key), join(id, 1, 2));
}

// Logic -------------------------------------------------------------------------------------------

Type Checker::check_logic(NodeId id) {
    const std::string_view sign = ast_.node(id).kind == NodeKind::And ? "&&" : "||";
    for (std::size_t i = 0; i < ast_.node(id).child_count; ++i) {
        const NodeId operand = ast_.child(id, i);
        check_value(operand);
        require(operand, Type::Tag::Bool, std::string(sign) + " joins what is true or false");
    }
    note_constant(id);
    return Type::boolean();
}

Type Checker::check_conditional(NodeId id) {
    const NodeId condition = ast_.child(id, 0);
    check_value(condition);
    require(condition, Type::Tag::Bool, "before ? stands what is true or false");
    check_value(ast_.child(id, 1));
    check_value(ast_.child(id, 2));
    note_constant(id);
    match_numbers(id, 1, 1);
    const Type& then = child_type(id, 1);
    const Type& otherwise = child_type(id, 2);
    if (then == otherwise) return then;
    if (then.is(Type::Tag::Invalid) || otherwise.is(Type::Tag::Invalid)) return Type::invalid();
    if (then.is_open() || otherwise.is_open()) return Type::dyn();
    if (may_equal(then, otherwise)) return Type::dyn();
    return report(id,
                  says(ast_.child(id, 1)) + " and " + says(ast_.child(id, 2)) +
                      "; both sides of : must be of one kind",
                  mismatch_hint(ast_.child(id, 1), ast_.child(id, 2)));
}

Type Checker::check_macro(NodeId id) {
    const NodeId range = ast_.child(id, 0);
    const Type type = check_value(range);
    const NodeKind kind = ast_.node(id).kind;
    Type element = type.is(Type::Tag::Invalid) ? Type::invalid() : Type::dyn();
    if (type.is(Type::Tag::List)) element = type.element();
    if (type.is(Type::Tag::Map)) element = type.key();
    if (!type.is_open() && !type.is(Type::Tag::List) && !type.is(Type::Tag::Map)) {
        report(range, says(range) + "; only lists and maps are gone through");
        element = Type::invalid();
    }
    Node& node = ast_.edit(id);
    node.place = static_cast<std::uint32_t>(locals_.size());
    locals_.push_back({node.text, element, ast_.node(range).is_constant});
    const std::size_t count = ast_.node(id).child_count;
    for (std::size_t i = 1; i < count; ++i) {
        const NodeId body = ast_.child(id, i);
        check_value(body);
        const bool is_result = kind == NodeKind::Transform && i + 1 == count;
        if (!is_result) {
            require(body, Type::Tag::Bool, "for every element this must be true or false");
        }
    }
    locals_.pop_back();
    note_constant(id);
    if (kind == NodeKind::Filter) return Type::list(element);
    if (kind == NodeKind::Transform) return Type::list(child_type(id, count - 1));
    return Type::boolean();
}

}  // namespace baton::expr
