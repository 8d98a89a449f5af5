#include "core/match/rule_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <utility>

#include "core/match/walk.hpp"

namespace baton::match {

namespace {

// So few rules are read faster than looked up.
constexpr std::size_t kReadThrough = 3;

std::vector<const workspace::Rule*> asked_of_all(const RowTable& table) {
    std::vector<const workspace::Rule*> rules;
    for (const Row& row : table.rows) {
        const Taker& taker = table.takers[row.rank];
        const bool is_known = !rules.empty() && rules.back() == taker.rule;
        if (row.line.empty() && taker.asks() && !is_known) rules.push_back(taker.rule);
    }
    return rules;
}

}  // namespace

// One lead's way through the tree.
class Search {
  public:
    Search(const RuleIndex& index, const expr::Bindings& bindings, expr::Arena& arena)
        : index_(index),
          tree_(index.tree_),
          bindings_(bindings),
          arena_(arena),
          codes_(arena.array<Code>(index.facets_.size())) {}

    // The lowest rank that takes the lead, or kNoRank. Nothing where a value has no code.
    [[nodiscard]] std::optional<Rank> run() {
        visit(tree_.root);
        if (is_lost_) return std::nullopt;
        return best_;
    }

  private:
    void visit(NodeId id) {
        while (true) {
            const Node& node = tree_.nodes[id];
            if (node.lowest >= best_) return;
            if (node.kind != Node::Kind::Branch) return visit_leaf(node);
            const Branch& branch = tree_.branches[node.place];
            NodeId sooner = branch.children[code(branch.facet)];
            NodeId later = branch.wild;
            if (tree_.nodes[later].lowest < tree_.nodes[sooner].lowest) std::swap(sooner, later);
            visit(sooner);
            id = later;
        }
    }

    void visit_leaf(const Node& node) {
        const std::span rows(tree_.rows.data() + node.first_row, node.row_count);
        if (node.kind == Node::Kind::Many) {
            visit_many(tree_.manys[node.place], rows);
            return;
        }
        for (const LeafRow& row : rows) {
            if (tries(row)) return;
        }
    }

    void visit_many(const Many& many, std::span<const LeafRow> rows) {
        std::array<const std::uint64_t*, kMaxColumns> vectors;
        const std::size_t count = many.columns.size();
        for (std::size_t i = 0; i < count; ++i) {
            const Column& column = many.columns[i];
            const std::size_t number = column.vectors[code(column.facet)];
            vectors[i] = column.bits.data() + number * many.words;
        }
        for (std::size_t word = 0; word < many.words; word += kBlockWords) {
            if (rows[word * kWordBits].rank >= best_) return;
            std::array<std::uint64_t, kBlockWords> left;
            left.fill(~std::uint64_t{0});
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t k = 0; k < kBlockWords; ++k) left[k] &= vectors[i][word + k];
            }
            if ((left[0] | left[1] | left[2] | left[3]) == 0) continue;
            if (try_block(left, rows.subspan(word * kWordBits))) return;
        }
    }

    bool try_block(const std::array<std::uint64_t, kBlockWords>& left,
                   std::span<const LeafRow> rows) {
        for (std::size_t k = 0; k < kBlockWords; ++k) {
            for (std::uint64_t bits = left[k]; bits != 0; bits &= bits - 1) {
                const auto place = k * kWordBits + static_cast<std::size_t>(std::countr_zero(bits));
                if (place >= rows.size()) return true;
                if (tries(rows[place])) return true;
            }
        }
        return false;
    }

    // True when no later row of the leaf can win any more.
    bool tries(const LeafRow& row) {
        if (row.rank >= best_) return true;
        const std::span tests(tree_.tests.data() + row.first_test, row.tests);
        if (!std::ranges::all_of(tests, [this](const Test& test) { return passes(test); })) {
            return is_lost_;
        }
        if (!accepts(index_.takers_[row.rank])) return false;
        best_ = row.rank;
        return true;
    }

    bool passes(const Test& test) {
        const Code code = this->code(test.facet);
        if (code >= test.from && code < test.to) return true;
        return test.more != 0 && tree_.sets[test.more - 1].contains(code);
    }

    bool accepts(const Taker& taker) {
        if (!std::ranges::all_of(taker.groups, [this](auto group) { return group_holds(group); })) {
            return false;
        }
        return !taker.asks_own || holds(*taker.rule);
    }

    // Asked once a lead, however many of its rules are looked at.
    bool group_holds(std::uint32_t group) {
        if (groups_.empty()) groups_ = arena_.array<Known>(index_.groups_.size());
        if (groups_[group] == Known::NotYet) {
            groups_[group] = holds(*index_.groups_[group]) ? Known::Holds : Known::Fails;
        }
        return groups_[group] == Known::Holds;
    }

    bool holds(const workspace::Rule& rule) {
        return rule.when->holds(bindings_, arena_) == expr::Truth::True;
    }

    Code code(FacetId facet) {
        if (codes_[facet] == Facet::kNotRead) look_up(facet);
        return codes_[facet];
    }

    void look_up(FacetId id) {
        const Facet& facet = index_.facets_[id];
        if (facet.key().aspect == Aspect::Member) {
            if (list_of(id).look_up(bindings_, arena_, codes_)) return;
        } else if (const auto code = facet.code_of(bindings_, arena_)) {
            codes_[id] = *code;
            return;
        }
        codes_[id] = Facet::kMissing;
        is_lost_ = true;
        best_ = 0;  // ends the search
    }

    const Members& list_of(FacetId member) const {
        return *std::prev(std::ranges::upper_bound(index_.lists_, member, {}, &Members::first));
    }

    enum class Known : std::uint8_t { NotYet, Holds, Fails };

    const RuleIndex& index_;
    const Tree& tree_;
    const expr::Bindings& bindings_;
    expr::Arena& arena_;
    std::span<Code> codes_;
    std::span<Known> groups_;
    Rank best_ = kNoRank;
    bool is_lost_ = false;
};

RuleIndex::RuleIndex(const std::vector<workspace::Rule>& rules, RowTable table, Growth growth)
    : rules_(rules), unhelped_(asked_of_all(table)), tree_(plant(table, growth)) {
    facets_ = std::move(table.facets);
    takers_ = std::move(table.takers);
    groups_ = std::move(table.groups);
    lists_ = lists_of(facets_);
}

const workspace::Rule* RuleIndex::first(const expr::Bindings& bindings, expr::Arena& arena) const {
    if (takers_.size() <= kReadThrough) return first_rule(rules_, bindings, arena);
    const auto rank = Search(*this, bindings, arena).run();
    if (!rank) return first_rule(rules_, bindings, arena);
    return *rank == kNoRank ? nullptr : takers_[*rank].rule;
}

std::unique_ptr<const workspace::RuleFinder> index_rules(
    const std::vector<workspace::Rule>& rules) {
    return std::make_unique<const RuleIndex>(rules);
}

const workspace::Rule* find_rule(const workspace::Policy& policy, const expr::Bindings& bindings,
                                 expr::Arena& arena) {
    if (policy.rule_finder) return policy.rule_finder->first(bindings, arena);
    return first_rule(policy.rules, bindings, arena);
}

}  // namespace baton::match
