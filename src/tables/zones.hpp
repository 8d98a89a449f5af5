// The system's time-zone tables as values for the core.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "core/team/zone.hpp"

namespace baton::tables {

enum class ZonesError : int {
    Unreadable = 1,  // the system has no tables, or they cannot be read
};

// Lists the zones of the system's tzdata; each is read when first asked for (about 0.1 ms) and
// kept. The result may be used from any thread.
[[nodiscard]] Result<std::unique_ptr<team::Zones>> load_zones();

}  // namespace baton::tables
