// Boxes: sets of leads as sets of codes, one a facet (core/match/facet.hpp), all of which must
// hold. A rule is a few boxes; whether earlier rules leave anything of it is cut out piece by
// piece.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/match/rows.hpp"
#include "core/workspace/policy.hpp"

namespace baton::review {

using match::CodeSet;
using match::Line;

// Everything that a facet can be asked about and that a lead of this document can have there: no
// number where a text belongs, no tier that is not among the tiers.
[[nodiscard]] std::vector<CodeSet> universes(const match::RowTable& table,
                                             const workspace::Policy& policy);

// What both boxes hold; nothing when a facet is left without a code.
[[nodiscard]] std::optional<Line> meet(const Line& a, const Line& b,
                                       const std::vector<CodeSet>& universes);

// Whether that is anything, `a` being of something itself. Makes nothing.
[[nodiscard]] bool touch(const Line& a, const Line& b, const std::vector<CodeSet>& universes);

// The codes of a facet within a box.
[[nodiscard]] const CodeSet& codes_of(const Line& box, match::FacetId facet,
                                      const std::vector<CodeSet>& universes);

// What cutting is allowed: counts down.
struct Allowance {
    std::size_t pieces = 0;
    [[nodiscard]] bool spend() { return pieces != 0 && pieces-- != 0; }
};

enum class Cover { Whole, Not, Unknown };

// Whether the boxes `by` hold all of `box`; Unknown when the allowance ran out. `rest` becomes a
// piece that none of them holds. `used` marks, by place in `by`, who took a piece.
[[nodiscard]] Cover covers(const std::vector<const Line*>& by, const Line& box,
                           const std::vector<CodeSet>& universes, Allowance& allowance, Line& rest,
                           std::vector<bool>& used);

}  // namespace baton::review
