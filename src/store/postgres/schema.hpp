// The schema in the database, and how it is brought up to date: numbered migrations under an
// advisory lock, so that nodes which start at once migrate once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/postgres/connection.hpp"
#include "store/rows.hpp"

namespace baton::store::postgres {

// A schema's name: 1 to 48 of a-z, 0-9 and _, not beginning with a digit.
[[nodiscard]] bool is_schema_name(std::string_view name);

// Who the database is, by reading alone. NotFound where there are no tables; Newer, Foreign;
// Invalid for an older schema, which migrate() brings up to date.
[[nodiscard]] Result<Instance> read_instance(Connection& db, const std::string& schema);

// Makes the tables or brings them up to date; draws the id and salt of a new database from
// `entropy`, or takes those of `instance`. Errors: Newer and Foreign, with nothing changed; Io.
[[nodiscard]] Result<Instance> migrate(Connection& db, const std::string& schema,
                                       const std::array<std::uint8_t, 32>& entropy,
                                       const std::optional<Instance>& instance = std::nullopt);

}  // namespace baton::store::postgres
