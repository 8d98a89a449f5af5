// In what two texts differ, line by line: for whoever has to put a change on top of somebody
// else's.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::api {

// Lines that stand together, and those that stand in their place.
struct LineChange {
    int line = 1;                           // where it begins in the second text; from 1
    std::vector<std::string_view> gone;     // borrowed from the first text …
    std::vector<std::string_view> instead;  // … and from the second
};

// In their order; none where the texts are the same. The fewest lines that can be, where the texts
// differ over no more than a few thousand; over more it is one change. Cost: the product of the
// lines between the first and the last that differ.
[[nodiscard]] std::vector<LineChange> difference(std::string_view before, std::string_view after);

// "- was\n+ is", cut off after so many lines.
[[nodiscard]] std::string to_text(const LineChange& change, std::size_t most_lines);

}  // namespace baton::api
