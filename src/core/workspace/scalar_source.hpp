// How a scalar is written in the source, so that a byte of its text can be found there.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/workspace/node.hpp"
#include "core/workspace/source_lines.hpp"

namespace baton::workspace {

struct ScalarSource {
    std::size_t begin = 0;          // past an anchor or a tag
    std::vector<Node::Step> steps;  // Node::steps
    bool is_closed = true;          // false: a quote is opened and never closed
};

// `begin` is the byte at which the node begins in the source, `text` what it was read as.
[[nodiscard]] ScalarSource trace_scalar(const SourceLines& source, std::size_t begin,
                                        std::string_view text);

}  // namespace baton::workspace
