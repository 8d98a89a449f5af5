#include "core/match/walk.hpp"

namespace baton::match {

const workspace::Rule* first_rule(const std::vector<workspace::Rule>& rules,
                                  const expr::Bindings& bindings, expr::Arena& arena) {
    for (const workspace::Rule& rule : rules) {
        if (rule.when && rule.when->holds(bindings, arena) != expr::Truth::True) continue;
        if (rule.rules.empty()) return &rule;
        if (const workspace::Rule* inner = first_rule(rule.rules, bindings, arena)) return inner;
    }
    return nullptr;
}

}  // namespace baton::match
