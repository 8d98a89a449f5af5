// Reading: a condition as alternatives over facets. Conditions are three-valued, so there are two
// readings of each: when is it true, and when is it false; `!` changes from one to the other.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/expr/shape.hpp"
#include "core/match/rows.hpp"

namespace baton::match {

// The alternatives cover every lead for which the condition is so. When `exact`, they cover no
// other.
struct Reading {
    std::vector<Line> lines;
    bool exact = true;

    [[nodiscard]] static Reading always() { return {{{}}, true}; }
    [[nodiscard]] static Reading never() { return {}; }
    // Nothing is known: every lead must be asked.
    [[nodiscard]] static Reading open() { return {{{}}, false}; }
};

// Both, one of them. What would take too many alternatives loses in precision, never a lead.
[[nodiscard]] Reading both(const Reading& a, const Reading& b);
[[nodiscard]] Reading either(std::vector<Reading> readings);

// The answers of a question and the facet they are codes of; nothing where there is none.
struct Asked {
    FacetId facet = 0;
    Answers answers;
};
using AskFacet = std::function<std::optional<Asked>(const expr::Question&)>;

[[nodiscard]] Reading when_true(const expr::Shape& shape, const AskFacet& ask);
[[nodiscard]] Reading when_false(const expr::Shape& shape, const AskFacet& ask);

}  // namespace baton::match
