#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/expr/lower.hpp"

namespace baton::expr {

namespace {

bool is_path_step(NodeKind kind) {
    return kind == NodeKind::Field || kind == NodeKind::Select || kind == NodeKind::HasField ||
           kind == NodeKind::HasKey;
}

class UseCollector {
  public:
    explicit UseCollector(Ast& ast) : ast_(ast) {}

    std::vector<FieldUse> run() {
        visit(ast_.root());
        return std::move(uses_);
    }

  private:
    // The whole path that ends at this node, or its operands in turn.
    void visit(NodeId id) {
        std::vector<NodeId> chain = {id};
        while (is_path_step(ast_.node(chain.back()).kind)) {
            chain.push_back(ast_.child(chain.back(), 0));
        }
        if (ast_.node(chain.back()).kind == NodeKind::Variable) {
            std::ranges::reverse(chain);
            note(chain);
            return;
        }
        const std::vector<NodeId> children(ast_.children(id).begin(), ast_.children(id).end());
        for (const NodeId child : children) visit(child);
    }

    void note(const std::vector<NodeId>& chain) {
        const Node& variable = ast_.node(chain.front());
        FieldUse use{variable.place, std::string(variable.text), {}, {}};
        bool records = true;
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const Node& node = ast_.node(chain[i]);
            use.path.append(1, '.').append(node.text);
            const bool field = node.kind == NodeKind::Field || node.kind == NodeKind::HasField;
            if (field) use.slots.push_back(node.place);
            if (!field && records) use.key = node.text;
            records = records && field;
        }
        const auto [found, is_new] =
            places_.try_emplace(use.path, static_cast<std::uint32_t>(uses_.size()));
        for (const NodeId id : chain) ast_.edit(id).use = found->second;
        if (is_new) uses_.push_back(std::move(use));
    }

    Ast& ast_;
    std::vector<FieldUse> uses_;
    std::map<std::string, std::uint32_t> places_;
};

}  // namespace

std::vector<FieldUse> collect_uses(Ast& ast) { return UseCollector(ast).run(); }

}  // namespace baton::expr
