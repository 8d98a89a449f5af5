// Rows: the rules of a policy as a table that can be searched. Each rule becomes one row or a few
// (alternatives joined by ||), a row being sets of codes, one a facet, that a lead's codes must all
// lie in. A row never says less than its rule: where it says more (a condition of a kind that no
// facet has), the program itself is still to be asked.
#pragma once

#include <cstdint>
#include <vector>

#include "core/match/code_set.hpp"
#include "core/match/facet.hpp"
#include "core/workspace/policy.hpp"

namespace baton::match {

using FacetId = std::uint32_t;
using Rank = std::uint32_t;  // of a rule that routes, in the order in which people read the file

struct Constraint {
    FacetId facet = 0;
    CodeSet codes;
};

using Line = std::vector<Constraint>;  // all must hold; by facet, each once

struct Row {
    Rank rank = 0;
    Line line;
};

// A rule that routes. It takes a lead whose codes fit a row of its rank, provided that what its
// rows do not say holds too.
struct Taker {
    const workspace::Rule* rule = nullptr;
    bool asks_own = false;              // its own `when` must still be asked
    std::vector<std::uint32_t> groups;  // whose `when` must be asked before, into RowTable::groups

    [[nodiscard]] bool asks() const { return asks_own || !groups.empty(); }
};

struct RowTable {
    std::vector<Facet> facets;
    std::vector<Row> rows;      // ascending by rank; a rule that can never hold has none
    std::vector<Taker> takers;  // by rank
    std::vector<const workspace::Rule*> groups;  // those with a condition
};

// Borrows the rules. O(their text · log).
[[nodiscard]] RowTable tabulate(const std::vector<workspace::Rule>& rules);

}  // namespace baton::match
