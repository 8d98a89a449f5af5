// The outside tables, loaded once a process: time zones and public suffixes.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"

namespace baton::app {

struct LoadedTables {
    std::unique_ptr<const team::Zones> zones;
    std::unique_ptr<const lead::Suffixes> suffixes;
};

[[nodiscard]] Result<LoadedTables> load_tables();

}  // namespace baton::app
