// A workspace text as a tree, read as far as it can be: where the syntax breaks, its other sections
// and entries are read on their own, so that one slip hides no other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/finding.hpp"
#include "core/workspace/node.hpp"

namespace baton::workspace {

struct YamlText {
    std::vector<Node> documents;
    std::vector<Finding> findings;
    bool is_broken = false;  // something could not be read and is not in the trees
    // The top-level keys of which something is not in the trees; empty when broken in a way that
    // leaves nothing to rely on.
    std::vector<std::string> broken_sections;
};

[[nodiscard]] YamlText read_text(std::string_view text, std::string_view file);

}  // namespace baton::workspace
