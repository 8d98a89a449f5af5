// RuleFinder: which rule takes a lead, for a policy that carries one. The folder that matches leads
// stands above this one, so that whoever loads a document hands in how (LoadContext::index_rules).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/program.hpp"

namespace baton::workspace {

struct Rule;

class RuleFinder {
  public:
    RuleFinder() = default;
    RuleFinder(const RuleFinder&) = delete;
    RuleFinder& operator=(const RuleFinder&) = delete;
    virtual ~RuleFinder() = default;

    // The first rule with a route, in the order of the file, whose own condition and those of the
    // groups around it hold; null when there is none. Any number of threads at once.
    [[nodiscard]] virtual const Rule* first(const expr::Bindings& bindings,
                                            expr::Arena& arena) const = 0;
};

// Makes one for these rules, which it may borrow: they stay where they are as long as it lives.
using IndexRules = std::function<std::unique_ptr<const RuleFinder>(const std::vector<Rule>&)>;

}  // namespace baton::workspace
