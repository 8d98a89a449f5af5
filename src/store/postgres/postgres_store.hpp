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
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/archive.hpp"
#include "store/clock_check.hpp"
#include "store/restoring_store.hpp"
#include "store/store.hpp"

namespace baton::store::postgres {

struct OpenOptions {
    // postgresql://user:password@host:port/database?sslmode=…, as libpq takes it.
    std::string url = {};
    // Random bytes: a database that is made now draws its id and salt from them.
    std::array<std::uint8_t, 32> entropy{};
    // Who a database that is made now shall be instead: the one whose copy it becomes.
    std::optional<Instance> instance = {};
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

// The same, to be filled with what another store held.
[[nodiscard]] Result<std::unique_ptr<RestoringStore>> open_to_fill(const OpenOptions& options);

// What a database is filled under before it counts, and how it then begins to: `from` becomes the
// schema `to`, all of it or nothing. Invalid where `to` is there already.
[[nodiscard]] Result<void> rename_schema(const OpenOptions& options, const std::string& to);
// Drops the schema, which is fine where there is none. For one that was never filled to its end.
[[nodiscard]] Result<void> drop_schema(const OpenOptions& options);
// Whether there is anything in the schema.
[[nodiscard]] Result<bool> has_schema(const OpenOptions& options);

// All that the database holds at this moment, in one repeatable-read transaction, beside nodes that
// go on. Of a standby, too. Errors besides: NotFound (no tables), Invalid (an older schema).
[[nodiscard]] Result<std::unique_ptr<Archive>> open_archive(const OpenOptions& options);

}  // namespace baton::store::postgres
