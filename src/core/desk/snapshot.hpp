// A desk's state as bytes: what a start begins from instead of the whole log, and what tells
// whether two states are the same. Equal states give equal bytes. The last 32 bytes are the SHA-256
// of those before: a damaged snapshot is refused, and the log read instead.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/desk/desk.hpp"
#include "core/desk/state.hpp"

namespace baton::desk {

enum class SnapshotError : int { Broken = 1, Newer = 2, MissingDocument = 3 };

[[nodiscard]] std::string encode_snapshot(const State& state);

// `policies` is asked for the live version and those that running ladders follow.
[[nodiscard]] Result<State> decode_snapshot(std::string_view bytes, const PolicySource& policies);

}  // namespace baton::desk
