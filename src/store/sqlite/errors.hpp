// SQLite's result codes in the store's words.
#pragma once

#include <string_view>

#include "store/error.hpp"

struct sqlite3;

namespace baton::store::sqlite {

// The error of a call on `db` that returned `code` (extended); `doing` says in a few words what was
// attempted. `db` may be null where opening failed so early that there is none.
[[nodiscard]] Error error_of(sqlite3* db, int code, std::string_view doing);

// True for errors of the disk and the connection, which concern a whole transaction; false for
// those that are one request's own fault.
[[nodiscard]] bool concerns_transaction(const Error& error);

// True when nothing more may be written until the file was closed, opened and recovered.
[[nodiscard]] bool latches(const Error& error);

}  // namespace baton::store::sqlite
