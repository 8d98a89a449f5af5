// Tree: the rows, arranged so that a lead meets few of them. A branch parts rows by what one facet
// must be: the lead's code says which child to go on with; rows that do not care stand apart, in
// the `wild` child, and are looked at too. Where parting does not help any more, a leaf lists its
// rows: one by one when they are few, else as bit vectors, one for each group of codes of a facet,
// that are joined by `and`. Every node knows its lowest rank, so that what cannot win is passed
// over. Immutable; any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/match/code_map.hpp"
#include "core/match/rows.hpp"

namespace baton::match {

using NodeId = std::uint32_t;

inline constexpr Rank kNoRank = 0xFFFF'FFFF;
inline constexpr std::size_t kWordBits = 64;
inline constexpr std::size_t kBlockWords = 4;   // bit vectors are whole blocks of so many words
inline constexpr std::size_t kMaxColumns = 32;  // of a leaf

// A row in a leaf, and the tests that the way to it does not answer.
struct LeafRow {
    Rank rank = 0;
    std::uint32_t first_test = 0;  // into Tree::tests
    std::uint32_t tests = 0;
};

// The lead's code of the facet lies in [from, to), or in Tree::sets[more - 1] where `more` is not
// 0.
struct Test {
    FacetId facet = 0;
    Code from = 0;
    Code to = 0;
    std::uint32_t more = 0;
};

struct Branch {
    FacetId facet = 0;
    NodeId wild = 0;
    CodeMap children;  // to NodeIds
};

// What a facet says of the rows of a leaf.
struct Column {
    FacetId facet = 0;
    CodeMap vectors;                  // to the number of the bit vector for that code
    std::vector<std::uint64_t> bits;  // vector after vector
};

struct Many {
    std::uint32_t words = 0;  // of a bit vector
    std::vector<Column> columns;
};

struct Node {
    enum class Kind : std::uint8_t { Branch, Few, Many };

    Kind kind = Kind::Few;
    Rank lowest = kNoRank;
    std::uint32_t place = 0;  // into branches, or manys
    std::uint32_t first_row = 0;
    std::uint32_t row_count = 0;
};

struct Tree {
    std::vector<Node> nodes;  // node 0 has no rows
    NodeId root = 0;
    std::vector<Branch> branches;
    std::vector<Many> manys;
    std::vector<LeafRow> rows;  // of each leaf ascending by rank
    std::vector<Test> tests;
    std::vector<CodeSet> sets;
};

// Leaves of up to `few` rows list them one by one; nodes of up to `leaf` rows are not parted.
struct Growth {
    std::size_t few = 6;
    std::size_t leaf = 640;
};

// O(rows · log) time and memory, whatever the rows are.
[[nodiscard]] Tree plant(const RowTable& table, Growth growth = {});

}  // namespace baton::match
