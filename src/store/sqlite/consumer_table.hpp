// The table `consumer`: how far each consumer of a workspace's log has come. Errors of SQLite stick
// to the connection.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "store/delivery.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

[[nodiscard]] std::uint64_t read_cursor(Connection& db, std::string_view consumer,
                                        std::string_view workspace);
// CursorMoved when it does not stand at `from`; Invalid when it would go back. Nothing is written
// then.
[[nodiscard]] Result<void> move_cursor(Connection& db, const CursorMove& move);

}  // namespace baton::store::sqlite
