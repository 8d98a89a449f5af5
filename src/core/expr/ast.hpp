// Ast: the tree of an expression, flat: a node is known by its number. The parser makes it, the
// checker resolves names and writes types into it; immutable once the program is compiled.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/function.hpp"
#include "core/expr/type.hpp"
#include "core/expr/value.hpp"

namespace baton::expr {

using NodeId = std::uint32_t;

enum class NodeKind : std::uint8_t {
    Constant,     // value
    Name,         // text: a name not resolved (never in a checked tree)
    Variable,     // place: which of the scope; text: its name
    Local,        // place: which macro variable, counted from the outermost; text: its name
    Field,        // child: a record; place: the slot; text: the field's name
    Select,       // child: a map; text: the key (also written x["key"])
    HasField,     // has(x.f): as Field
    HasKey,       // has(x.k): as Select
    Call,         // function, children: its operands, receiver first
    List,         // children: the elements
    Map,          // children: key, value, key, value …
    And,          // children: two or more
    Or,           // children: two or more
    Conditional,  // children: condition, then, otherwise
    // macros; children: range, body; place and text: the variable
    All,
    Exists,
    ExistsOne,
    Filter,
    Transform,  // map(x, body): range, body; map(x, keep, body): range, keep, body
};

struct Node {
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    NodeKind kind = NodeKind::Constant;
    Function function = Function::None;
    bool is_constant = false;  // reads no variable: the same at every evaluation
    std::uint16_t height = 1;
    std::uint32_t offset = 0;  // the bytes it was written in
    std::uint32_t length = 0;
    std::uint32_t first_child = 0;  // into the Ast's list of children
    std::uint32_t child_count = 0;
    std::uint32_t place = 0;
    std::uint32_t use = kNone;  // of the path that this is part of, into Program::uses()
    std::string_view text;      // borrowed from the Ast
    Value value;                // of a Constant
    Type type;
};

class Ast {
  public:
    [[nodiscard]] NodeId root() const { return root_; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
    [[nodiscard]] std::span<const NodeId> children(NodeId id) const {
        return {children_.data() + nodes_[id].first_child, nodes_[id].child_count};
    }
    [[nodiscard]] NodeId child(NodeId id, std::size_t i) const {
        return children_[nodes_[id].first_child + i];
    }

    // For the parser and the checker.
    NodeId add(Node node, std::span<const NodeId> children);
    [[nodiscard]] Node& edit(NodeId id) { return nodes_[id]; }
    void set_child(NodeId id, std::size_t i, NodeId child) {
        children_[nodes_[id].first_child + i] = child;
    }
    void set_root(NodeId id) { root_ = id; }
    [[nodiscard]] Arena& texts() { return texts_; }

  private:
    std::vector<Node> nodes_;
    std::vector<NodeId> children_;
    NodeId root_ = 0;
    Arena texts_;  // names, literals
};

}  // namespace baton::expr
