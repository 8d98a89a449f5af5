// What can go wrong behind the store's door. The numbers are fixed: logs and tests name them.
#pragma once

#include "base/result.hpp"

namespace baton::store {

enum class StoreError : int {
    Full = 1,           // no space left; the next write tries again
    Latched = 2,        // an fsync failed or the file is corrupt: no more writes until reopened
    Io = 3,             // the disk or the connection failed; nothing of this call was written
    Corrupt = 4,        // what was read is damaged; the message names where
    Newer = 5,          // written by a newer version of Baton; left untouched
    Foreign = 6,        // not a Baton database
    InUse = 7,          // another process holds it
    Invalid = 8,        // the request contradicts itself or the store's limits
    NotFound = 9,       // no such row
    StaleFence = 10,    // the lease was lost to somebody else, or is settled already
    CursorMoved = 11,   // the cursor is not where the caller thought
    Busy = 12,          // the queue of writes is full
    Closed = 13,        // the store is being closed
    NotRetryable = 14,  // the delivery is not in a state from which it can be sent again
    Unsafe = 15         // the server is set up to lose what it acknowledged
};

[[nodiscard]] inline bool is(const Error& error, StoreError code) {
    return error.code == static_cast<int>(code);
}

}  // namespace baton::store
