// A comparison as JSON: what `baton compare --format json` writes and the API answers.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "scenario/compare.hpp"
#include "scenario/past.hpp"

namespace baton::scenario {

// Appends one object with everything that was counted and the first `moves` of the leads that move.
// `after_each` is called before each of these, so that whoever writes a file can flush `out`.
void append_json(
    std::string& out, const Comparison& comparison, const Past& past, std::size_t moves,
    const std::function<void()>& after_each = [] {});

}  // namespace baton::scenario
