// The one door to the YAML library: a piece of text becomes trees and findings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/finding.hpp"
#include "core/workspace/node.hpp"
#include "core/workspace/source_lines.hpp"

namespace baton::workspace {

inline constexpr std::size_t kMaxDocumentBytes = 10 * 1024 * 1024;
inline constexpr std::size_t kMaxNesting = 100;            // lists and maps inside one another
inline constexpr std::size_t kMaxNodes = 2'000'000;        // values of a document, keys too
inline constexpr std::size_t kMaxAliasNodes = 100'000;     // what aliases may add in all
inline constexpr std::size_t kMaxAliasBytes = 10'000'000;  // and how much text
inline constexpr std::size_t kMaxAnchorNodes = 1'000'000;  // what is kept for aliases in all
inline constexpr std::size_t kMaxAnchorBytes = 50'000'000;
inline constexpr int kMaxEmptiesAtOnePlace = 8;    // values of nothing, told of there
inline constexpr std::size_t kMaxPieces = 10'000;  // of a broken document, read on their own

struct Weight {
    std::size_t nodes = 0;
    std::size_t bytes = 0;  // of the scalars

    Weight& operator+=(const Weight& other) {
        nodes += other.nodes;
        bytes += other.bytes;
        return *this;
    }
};

struct YamlPiece {
    std::vector<Node> documents;
    std::vector<Finding> findings;  // what is wrong, kMaxFindings at most; the trees go on past it
    Weight weight;                  // of the trees
    bool is_broken = false;         // the last finding is broken syntax: nothing was read after it
    bool is_unknown_alias = false;  // and it is an alias whose anchor is not in this piece
};

// Reads lines `first` to `last` (from 0, `last` not included) as YAML documents.
[[nodiscard]] YamlPiece read_yaml(const SourceLines& source, std::size_t first, std::size_t last,
                                  std::string_view file);

}  // namespace baton::workspace
