// The shared house: one PostgreSQL, any number of nodes. One connection a node writes, on a thread
// of its own, whatever has arrived in one transaction; a few others serve reads; one listens for
// what the other nodes write. Correctness rests on PostgreSQL alone: an append holds its
// workspace's row from the check of its head to its commit, a lease is taken with SKIP LOCKED and
// settled under its fence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/clock_check.hpp"
#include "store/store.hpp"

namespace baton::store::postgres {

struct OpenOptions {
    // postgresql://user:password@host:port/database?sslmode=…, as libpq takes it.
    std::string url = {};
    // Random bytes: a database that is made now draws its id and salt from them.
    std::array<std::uint8_t, 32> entropy{};
    std::size_t readers = 4;
    std::size_t max_queued_writes = 65'536;
    std::size_t max_queued_bytes = std::size_t{256} << 20;
    std::string schema = "baton";  // made where it is missing
    // Null: whatever this machine's clock says is written. Otherwise nothing is written while it is
    // off the server's; has to outlive the store.
    ClockCheck* clock_check = nullptr;
};

// Connects, makes the tables where they are missing and brings them up to the present schema.
// Errors: Unsafe (fsync or synchronous_commit is off), Newer and Foreign (untouched), Io (cannot be
// reached, or does not let the user in), Invalid (no URL). No message holds the password.
[[nodiscard]] Result<std::unique_ptr<Store>> open(const OpenOptions& options);

}  // namespace baton::store::postgres
