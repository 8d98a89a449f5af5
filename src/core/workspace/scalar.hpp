// What a scalar is by the core schema of YAML 1.2: true, 5 and 0.5 are values, "5" in quotes and NO
// are text.
#pragma once

#include <optional>
#include <string>

#include "core/workspace/node.hpp"

namespace baton::workspace {

[[nodiscard]] std::optional<bool> as_bool(const Node& node);
[[nodiscard]] std::optional<double> as_number(const Node& node);  // finite

// For messages: "a list", "nothing", `"many"`.
[[nodiscard]] std::string in_words(const Node& node);
// In quotes, cut to about 60 bytes, on one line.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace baton::workspace
