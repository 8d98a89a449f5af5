// RuleIndex: the first rule that takes a lead, found without reading them all. What it gives is
// exactly what first_rule (walk.hpp) gives, whatever is missing or unknown. Rules become rows over
// facets (rows.hpp), rows a tree (tree.hpp); a lead's values are looked up as codes, each at most
// once and only when a row asks. Conditions that no facet holds are evaluated, but only of rules
// that everything else lets through. Immutable; any number of threads, each with its own arena.
#pragma once

#include <memory>
#include <vector>

#include "core/match/members.hpp"
#include "core/match/rows.hpp"
#include "core/match/tree.hpp"
#include "core/workspace/policy.hpp"
#include "core/workspace/rule_finder.hpp"

namespace baton::match {

class RuleIndex final : public workspace::RuleFinder {
  public:
    // Borrows the rules, which must stay where they are. 10,000 rules take some tens of
    // milliseconds.
    explicit RuleIndex(const std::vector<workspace::Rule>& rules)
        : RuleIndex(rules, tabulate(rules)) {}
    RuleIndex(const std::vector<workspace::Rule>& rules, RowTable table, Growth growth = {});

    [[nodiscard]] const workspace::Rule* first(const expr::Bindings& bindings,
                                               expr::Arena& arena) const override;

    // Rules that the index does nothing for, in the order of the file: their conditions are
    // evaluated for every lead that no rule before them took.
    [[nodiscard]] const std::vector<const workspace::Rule*>& unhelped() const { return unhelped_; }

  private:
    friend class Search;

    const std::vector<workspace::Rule>& rules_;
    std::vector<Facet> facets_;
    std::vector<Members> lists_;
    std::vector<Taker> takers_;
    std::vector<const workspace::Rule*> groups_;
    std::vector<const workspace::Rule*> unhelped_;
    Tree tree_;
};

// An index of these rules, as a policy carries it (workspace::LoadContext::index_rules).
[[nodiscard]] std::unique_ptr<const workspace::RuleFinder> index_rules(
    const std::vector<workspace::Rule>& rules);

// The rule of the policy that takes the lead; null when none does. By the index that the policy
// carries, or by reading where it carries none.
[[nodiscard]] const workspace::Rule* find_rule(const workspace::Policy& policy,
                                               const expr::Bindings& bindings, expr::Arena& arena);

}  // namespace baton::match
