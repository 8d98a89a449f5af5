// The embedded house: one SQLite file, one process. One connection writes and checkpoints on a
// thread of its own and commits whatever has arrived in one transaction (WAL, synchronous=FULL); a
// few read-only connections serve reads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/restoring_store.hpp"
#include "store/store.hpp"

namespace baton::store::sqlite {

struct OpenOptions {
    std::string path = {};  // of the database; "-wal", "-shm" and ".lock" stand beside it
    // Random bytes: a database that is made now draws its id and salt from them.
    std::array<std::uint8_t, 32> entropy{};
    // Who a database that is made now shall be instead: the one whose copy it becomes.
    std::optional<Instance> instance = {};
    std::size_t readers = 4;
    std::size_t max_queued_writes = 65'536;
    std::size_t max_queued_bytes = std::size_t{256} << 20;
    // Pages of write-ahead log from which on it is moved into the database: 4 MB.
    int checkpoint_pages = 1000;
    // Identities and idempotency keys become a sorted run by so many. Smaller ones for tests.
    std::size_t run_entries = std::size_t{1} << 17;
    std::string vfs = {};  // SQLite's name of the file system; empty: the usual one. For tests.
};

// Opens the database, or makes it, and brings it up to the present schema.
// Errors: InUse (another process has it), Newer (untouched), Foreign, Full, Io, Corrupt.
[[nodiscard]] Result<std::unique_ptr<Store>> open(const OpenOptions& options);
// The same, to be filled with what another store held.
[[nodiscard]] Result<std::unique_ptr<RestoringStore>> open_to_fill(const OpenOptions& options);

}  // namespace baton::store::sqlite
