// A raw value as JSON text, for what is kept of values that could not be read.
#pragma once

#include <cstddef>
#include <string>

#include "core/lead/raw.hpp"

namespace baton::lead {

// JSON of at most about `limit` bytes: of what is longer, or nested too deeply, the beginning is
// kept as a JSON string.
[[nodiscard]] std::string to_json(const RawValue& value, std::size_t limit);

}  // namespace baton::lead
