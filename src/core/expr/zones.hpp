// ZoneOffsets: what the evaluator must know of time zones, handed in as a value, so that the core
// reads no system table and a decision can be replayed with the tables of its day.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.hpp"

namespace baton::expr {

class ZoneOffsets {
  public:
    // Seconds east of UTC in `zone` (an IANA name) at that instant; nothing for an unknown zone.
    // "UTC" and fixed offsets ("+05:30") are never asked for.
    [[nodiscard]] virtual std::optional<std::int32_t> offset_seconds(std::string_view zone,
                                                                     Instant at) const = 0;
    [[nodiscard]] virtual bool known(std::string_view zone) const = 0;

  protected:
    ~ZoneOffsets() = default;  // never owned through this interface
};

}  // namespace baton::expr
