// Session: a connection that is fit for the store: to a server that keeps what it acknowledges,
// with time limits on both sides, so that neither a dead server nor a dead node holds up anybody.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "store/postgres/connection.hpp"

namespace baton::store::postgres {

enum class Role : std::uint8_t { Write, Read };

// Connects, asks the server how it is set up, and sets up the session.
// Errors: Unsafe (fsync or synchronous_commit is off), Io (not there; a standby, where it is to
// write), Foreign (older than PostgreSQL 14, or not UTF-8).
[[nodiscard]] Result<std::unique_ptr<Connection>> open_session(const Target& target, Role role);

// Ends what an earlier connection of ours has under way on the server, so that from then on it is
// certain what of it was committed. False: not known; the server cannot be asked, or does not end.
[[nodiscard]] bool end_process(Connection& connection, int process, const std::string& name);

}  // namespace baton::store::postgres
