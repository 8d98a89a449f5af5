// Int constants as doubles. `lead.employees / 2 > 10` says 2.0 and 10.0: in a workspace, a constant
// of whole numbers that meets a double is turned into one, through + - * / and ?: down to the
// literals; a macro's variable over constants is converted where it stands.
#include <algorithm>

#include "core/expr/checker.hpp"

namespace baton::expr {

namespace {

bool is_arithmetic(const Node& node) {
    return node.kind == NodeKind::Call &&
           (node.function == Function::Add || node.function == Function::Subtract ||
            node.function == Function::Multiply || node.function == Function::Divide ||
            node.function == Function::Negate);
}

}  // namespace

// Also `lead.freemail ? 1 : 2`, whose outcomes are constants though it reads a field.
bool Checker::is_int_constant(NodeId id) const {
    const Node& node = ast_.node(id);
    if (mode_ != Mode::Workspace || !node.type.is(Type::Tag::Int)) return false;
    if (node.is_constant) return true;
    const bool choice = node.kind == NodeKind::Conditional;
    if (!choice && !is_arithmetic(node)) return false;
    const auto operands = ast_.children(id).subspan(choice ? 1 : 0);
    return std::ranges::all_of(operands, [this](NodeId child) { return is_int_constant(child); });
}

NodeId Checker::to_double(NodeId id) {
    const Node& node = ast_.node(id);
    if (node.kind == NodeKind::Constant) {
        Node& literal = ast_.edit(id);
        literal.value = Value::number(static_cast<double>(literal.value.as_int()));
        literal.type = Type::number();
        return id;
    }
    if (is_arithmetic(node) || node.kind == NodeKind::Conditional) {
        const std::size_t first = node.kind == NodeKind::Conditional ? 1 : 0;
        for (std::size_t i = first; i < ast_.node(id).child_count; ++i) {
            coerce_child(id, i, Type::number());
        }
        ast_.edit(id).type = Type::number();
        return id;
    }
    Node conversion;
    conversion.kind = NodeKind::Call;
    conversion.function = Function::ToDouble;
    conversion.is_constant = true;
    conversion.offset = node.offset;
    conversion.length = node.length;
    conversion.text = form_of(Function::ToDouble).name;
    conversion.type = Type::number();
    return ast_.add(conversion, {&id, 1});
}

void Checker::coerce_child(NodeId id, std::size_t i, const Type& target) {
    const NodeId child = ast_.child(id, i);
    if (target.is(Type::Tag::Double) && is_int_constant(child)) {
        ast_.set_child(id, i, to_double(child));
    }
    const bool literal_list = target.is(Type::Tag::List) && ast_.node(child).kind == NodeKind::List;
    if (!literal_list) return;
    for (std::size_t k = 0; k < ast_.node(child).child_count; ++k) {
        coerce_child(child, k, target.element());
    }
    if (target.element().is(Type::Tag::Double) && ast_.node(child).child_count > 0) {
        ast_.edit(child).type = Type::list(join(child, 0, 1));
    }
}

// Where one of these children is a double, int constants among them become doubles.
void Checker::match_numbers(NodeId id, std::size_t first, std::size_t step) {
    if (mode_ != Mode::Workspace) return;
    const std::size_t count = ast_.node(id).child_count;
    bool any_double = false;
    bool any_constant = false;
    for (std::size_t i = first; i < count; i += step) {
        any_double = any_double || child_type(id, i).is(Type::Tag::Double);
        any_constant = any_constant || is_int_constant(ast_.child(id, i));
    }
    if (!any_double || !any_constant) return;
    for (std::size_t i = first; i < count; i += step) coerce_child(id, i, Type::number());
}

}  // namespace baton::expr
