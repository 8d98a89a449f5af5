// For planting: which rows of a node constrain which facet, and the bit vectors of a leaf.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/match/rows.hpp"
#include "core/match/tree.hpp"

namespace baton::match {

// A row on its way down the tree: the constraints that no branch above has answered, a bit each.
struct Item {
    std::uint32_t row = 0;  // into RowTable::rows
    std::uint64_t pending = 0;
};

// The items that constrain a facet, by their places among the node's items.
struct Constrained {
    FacetId facet = 0;
    std::vector<std::pair<std::uint32_t, const CodeSet*>> rows;
};

// By facet, the one with the most rows first.
[[nodiscard]] std::vector<Constrained> constrained(const RowTable& table,
                                                   std::span<const Item> items);
// The place of the row's pending constraint of that facet in its line.
[[nodiscard]] std::optional<std::size_t> pending_constraint(const RowTable& table, const Item& item,
                                                            FacetId facet);

// Where intervals begin or end, ascending, 0 left out: the segments of codes between them are told
// apart by some row, the codes inside one by none.
[[nodiscard]] std::vector<Code> marks_of(const Constrained& facet);
[[nodiscard]] std::size_t segment_of(Code code, std::span<const Code> marks);
// How many segments lie in the set, all of whose ends must be marks.
[[nodiscard]] std::size_t segments_in(const CodeSet& codes, std::span<const Code> marks);

// The bit vectors of a leaf, for the facets where they spare enough. What they say exactly is no
// longer pending.
[[nodiscard]] Many columns_of(const RowTable& table, std::vector<Item>& items);

}  // namespace baton::match
