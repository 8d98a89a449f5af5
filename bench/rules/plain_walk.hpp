// The naive C++ walk that the index is measured beside: each rule's predicates in their order, on
// the texts and numbers of the lead, from the first rule on. No expression language, no index.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rules/workload.hpp"

namespace baton::bench {

class PlainWalk {
  public:
    // Borrows the rules, which must be of predicates only.
    explicit PlainWalk(const std::vector<RuleText>& rules);

    // By the place of a field among those that the rules ask about; null: the lead has none.
    using Values = std::vector<const FieldValue*>;
    [[nodiscard]] Values values(const LeadText& lead) const;

    // The place of the first rule all of whose predicates hold; -1: none.
    [[nodiscard]] int first(const Values& lead) const;

  private:
    struct Question {
        std::size_t field = 0;
        const Predicate* predicate = nullptr;
    };

    std::vector<std::string_view> fields_;
    std::vector<std::vector<Question>> rules_;
};

}  // namespace baton::bench
