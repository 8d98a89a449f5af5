#include "store/sqlite/errors.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

namespace baton::store::sqlite {
namespace {

StoreError class_of(int extended) {
    switch (extended) {
        case SQLITE_IOERR_FSYNC:
        case SQLITE_IOERR_DIR_FSYNC:
            return StoreError::Latched;
        case SQLITE_IOERR_SHMSIZE:  // the wal-index could not grow
            return StoreError::Full;
        default:
            break;
    }
    switch (extended & 0xff) {
        case SQLITE_FULL:
            return StoreError::Full;
        case SQLITE_CORRUPT:
            return StoreError::Corrupt;
        case SQLITE_NOTADB:
            return StoreError::Foreign;
        case SQLITE_TOOBIG:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
            return StoreError::Invalid;
        default:
            return StoreError::Io;
    }
}

std::string_view words_of(StoreError code) {
    switch (code) {
        case StoreError::Full:
            return "the disk is full; nothing was written, and writing goes on when space returns";
        case StoreError::Latched:
            return "the disk did not confirm a write (fsync failed); no more is written until the "
                   "server is restarted on a sound disk";
        case StoreError::Corrupt:
            return "the database is damaged; restore a backup, or look at it with `PRAGMA "
                   "integrity_check`";
        case StoreError::Foreign:
            return "the file is not a database";
        case StoreError::Invalid:
            return "the database refused the row";
        case StoreError::Io:
        case StoreError::Newer:
        case StoreError::InUse:
        case StoreError::NotFound:
        case StoreError::StaleFence:
        case StoreError::CursorMoved:
        case StoreError::Busy:
        case StoreError::Closed:
        case StoreError::NotRetryable:
        case StoreError::Unsafe:
            return "the database could not be read or written";
    }
    return "";
}

}  // namespace

Error error_of(sqlite3* db, int code, std::string_view doing) {
    const int extended =
        db != nullptr && code == (sqlite3_errcode(db) & 0xff) ? sqlite3_extended_errcode(db) : code;
    const StoreError kind = class_of(extended);
    const char* detail = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return Error{static_cast<int>(kind), fmt::format("{} (while {}: {}, code {})", words_of(kind),
                                                     doing, detail, extended)};
}

bool concerns_transaction(const Error& error) {
    return is(error, StoreError::Full) || is(error, StoreError::Latched) ||
           is(error, StoreError::Io) || is(error, StoreError::Corrupt) ||
           is(error, StoreError::Foreign);
}

bool latches(const Error& error) {
    return is(error, StoreError::Latched) || is(error, StoreError::Corrupt) ||
           is(error, StoreError::Foreign);
}

}  // namespace baton::store::sqlite
