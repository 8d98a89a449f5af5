// Time zones as an expression writes them: "UTC", a fixed offset, or a name that the tables know.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/expr/zones.hpp"

namespace baton::expr {

// Seconds east of UTC of "UTC", "", "Z", "+05:30", "-02:30", "05:30"; nothing for a name.
[[nodiscard]] std::optional<std::int32_t> fixed_zone_offset(std::string_view zone);

// Seconds east of UTC at that second; nothing for an unknown zone. `zones` may be absent.
[[nodiscard]] std::optional<std::int32_t> zone_offset(std::string_view zone, std::int64_t seconds,
                                                      const ZoneOffsets* zones);

}  // namespace baton::expr
