// Members: all the facets that ask whether one list (or the keys of one map) includes something,
// answered together: the list is read once, however many members rules ask about. Immutable; any
// number of threads.
#pragma once

#include <span>
#include <vector>

#include "core/match/facet.hpp"
#include "core/match/rows.hpp"
#include "core/match/text_table.hpp"

namespace baton::match {

class Members {
  public:
    // The facets from `first` on that ask the same list as that one; they stand side by side.
    Members(std::span<const Facet> facets, FacetId first);

    [[nodiscard]] FacetId first() const { return first_; }
    [[nodiscard]] std::size_t count() const { return count_; }

    // Writes the codes of its facets into `codes`, which are those of all facets. False, and
    // nothing written, for what has no code: a list of extraordinary length.
    [[nodiscard]] bool look_up(const expr::Bindings& bindings, expr::Arena& arena,
                               std::span<Code> codes) const;

  private:
    expr::FieldPath path_;
    FacetId first_;
    std::size_t count_ = 0;
    TextTable places_;  // from a member to its facet, counted from the first
};

// Every list that facets ask about, in their order.
[[nodiscard]] std::vector<Members> lists_of(std::span<const Facet> facets);

}  // namespace baton::match
