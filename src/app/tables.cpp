#include "app/tables.hpp"

#include "tables/public_suffixes.hpp"
#include "tables/zones.hpp"

namespace baton::app {

Result<LoadedTables> load_tables() {
    auto zones = tables::load_zones();
    if (!zones) return std::unexpected(zones.error());
    auto suffixes = tables::built_in_suffixes();
    if (!suffixes) return std::unexpected(suffixes.error());
    return LoadedTables{std::move(*zones), std::move(*suffixes)};
}

}  // namespace baton::app
