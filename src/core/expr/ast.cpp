#include "core/expr/ast.hpp"

#include <algorithm>
#include <utility>

namespace baton::expr {

NodeId Ast::add(Node node, std::span<const NodeId> children) {
    node.first_child = static_cast<std::uint32_t>(children_.size());
    node.child_count = static_cast<std::uint32_t>(children.size());
    node.height = 1;
    for (const NodeId child : children) {
        node.height = std::max(node.height, static_cast<std::uint16_t>(nodes_[child].height + 1));
    }
    children_.insert(children_.end(), children.begin(), children.end());
    nodes_.push_back(std::move(node));
    return static_cast<NodeId>(nodes_.size() - 1);
}

}  // namespace baton::expr
