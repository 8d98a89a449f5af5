// The JSON-lines mode of `baton eval`: each line is {"expr", "bindings"?, "unchecked"?} and gets
// one answer. CEL to the letter: no lead is given.
#pragma once

#include <string>
#include <string_view>

#include "core/expr/zones.hpp"

namespace baton::evaluate {

// A line may be this long; its bindings may nest this deep.
inline constexpr std::size_t kMaxLineBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxBindingDepth = 64;

// The answer to one line, without line end. Bindings are typed as answers are. `zones` may be
// absent: then only UTC and fixed offsets are known. Other keys of the line are passed over.
[[nodiscard]] std::string answer_line(std::string_view line, const expr::ZoneOffsets* zones);

}  // namespace baton::evaluate
