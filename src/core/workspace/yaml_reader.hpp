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
inline constexpr std::size_t kMaxAliasNodes = 100'000;     // what aliases may add in all
inline constexpr std::size_t kMaxAliasBytes = 10'000'000;  // and how much text

struct YamlPiece {
    std::vector<Node> documents;
    std::vector<Finding> findings;  // what is wrong; the trees go on past it
    bool is_broken = false;         // the last finding is broken syntax: nothing was read after it
    bool is_unknown_alias = false;  // and it is an alias whose anchor is not in this piece
};

// Reads lines `first` to `last` (from 0, `last` not included) as YAML documents.
[[nodiscard]] YamlPiece read_yaml(const SourceLines& source, std::size_t first, std::size_t last,
                                  std::string_view file);

}  // namespace baton::workspace
