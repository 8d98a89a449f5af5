// A YAML document as a tree that remembers where each part stands. YAML 1.2 core schema: a plain
// scalar is null, bool, int, float or text by its form (`NO` is text); a quoted one is always text.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/finding.hpp"

namespace baton::workspace {

struct Node {
    enum class Kind : std::uint8_t { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    bool quoted = false;  // a scalar in quotes or a block: text whatever it looks like
    std::string scalar;
    std::vector<Node> items;  // List
    struct Entry;
    std::vector<Entry> entries;  // Map, in file order; keys are scalars, unique
    Place place;

    // A scalar's text from byte `offset` on stands at this line and column of the source. Given
    // where text and source part: after an opening quote, an escape, a line end.
    struct Step {
        std::uint32_t offset = 0;
        std::int32_t line = 0;
        std::int32_t column = 0;
    };
    std::vector<Step> steps;  // ascending by offset; none: as it is written, from `place` on

    // Where the byte at `offset` of a scalar's text stands in the document.
    [[nodiscard]] Place place_of(std::size_t offset) const;
    [[nodiscard]] const Node* find(std::string_view key) const;  // null when absent or no map
};

struct Node::Entry {
    Node key;
    Node value;
};

// Every document of a text (`---` between). Errors: broken syntax, duplicate keys, keys that are
// not scalars, aliases that grow past a bound, depth past a bound — as many as can be told apart,
// each at its place.
[[nodiscard]] std::expected<std::vector<Node>, std::vector<Finding>> parse_yaml(
    std::string_view text, std::string_view file);

// `patch` laid over `base`: maps merge, lists and scalars are replaced, null removes.
[[nodiscard]] Node merge(const Node& base, const Node& patch);

}  // namespace baton::workspace
