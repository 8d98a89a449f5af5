// The tables of the embedded house and the numbered steps that lead to them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

// Checks by reading alone that the file is empty, or a Baton database that this version can
// read. Errors: Newer, Foreign, Corrupt, Io.
[[nodiscard]] Result<void> check_readable(Connection& db);

// Sets the connection that writes: write-ahead log, full sync, secure delete, cache.
[[nodiscard]] Result<void> configure_writer(Connection& db);
[[nodiscard]] Result<void> configure_reader(Connection& db);

// Who the database is. Invalid for a schema that is not the present one, which migrate() makes it.
[[nodiscard]] Result<Instance> read_instance(Connection& db);

// Takes every step that the database has not taken yet, each in a transaction, and tells who it is.
// `entropy`: where the id and salt of a new one come from.
// `instance`: who it shall be instead.
[[nodiscard]] Result<Instance> migrate(Connection& db, const std::array<std::uint8_t, 32>& entropy,
                                       const std::optional<Instance>& instance = std::nullopt);

}  // namespace baton::store::sqlite
