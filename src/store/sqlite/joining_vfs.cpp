#include "store/sqlite/joining_vfs.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/check.hpp"

namespace baton::store::sqlite {
namespace {

// SQLite's own VFS hands the system no more at once.
constexpr std::size_t kMostAtOnce = 0x1ffff;

// SQLite allocates one of these for each open file, and room for the file of the VFS behind it.
struct File {
    sqlite3_file base{};
    sqlite3_file* inner = nullptr;
    // Of a database:
    File* log = nullptr;  // while that is open
    // Of a log:
    File* database = nullptr;
    std::string waiting = {};  // to be written …
    sqlite3_int64 at = 0;      // … here
    int failure = SQLITE_OK;   // of a write that nobody could be told of yet
};

constexpr std::size_t kInnerAt = (sizeof(File) + 15) / 16 * 16;

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
const sqlite3_io_methods& methods_of(const File& file) { return *file.inner->pMethods; }
sqlite3_vfs* next_of(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int write_waiting(File& file) {
    if (file.failure != SQLITE_OK) return std::exchange(file.failure, SQLITE_OK);
    if (file.waiting.empty()) return SQLITE_OK;
    const int code = methods_of(file).xWrite(file.inner, file.waiting.data(),
                                             static_cast<int>(file.waiting.size()), file.at);
    file.waiting.clear();
    return code;
}

// ---- files --------------------------------------------------------------------------------------

int close_file(sqlite3_file* base) {
    File& file = file_of(base);
    const int written = write_waiting(file);
    const int closed = methods_of(file).xClose(file.inner);
    if (file.database != nullptr) file.database->log = nullptr;
    std::destroy_at(&file);
    return written != SQLITE_OK ? written : closed;
}

int read_file(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
    File& file = file_of(base);
    const auto end = file.at + static_cast<sqlite3_int64>(file.waiting.size());
    if (offset < end && file.at < offset + size) {
        if (const int code = write_waiting(file); code != SQLITE_OK) return code;
    }
    return methods_of(file).xRead(file.inner, to, size, offset);
}

int write_file(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
    File& file = file_of(base);
    // A checkpoint that readers stop half-way has its last page counted as written with no call
    // between that could tell of an error.
    if (file.database == nullptr) return methods_of(file).xWrite(file.inner, from, size, offset);
    const auto end = file.at + static_cast<sqlite3_int64>(file.waiting.size());
    const auto bytes = static_cast<std::size_t>(size);
    if (offset != end || file.waiting.size() + bytes > kMostAtOnce) {
        if (const int code = write_waiting(file); code != SQLITE_OK) return code;
        file.at = offset;
    }
    file.waiting.append(static_cast<const char*>(from), bytes);
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
    File& file = file_of(base);
    if (const int code = write_waiting(file); code != SQLITE_OK) return code;
    return methods_of(file).xTruncate(file.inner, size);
}

int sync_file(sqlite3_file* base, int flags) {
    File& file = file_of(base);
    if (const int code = write_waiting(file); code != SQLITE_OK) return code;
    return methods_of(file).xSync(file.inner, flags);
}

int size_of_file(sqlite3_file* base, sqlite3_int64* size) {
    File& file = file_of(base);
    if (const int code = write_waiting(file); code != SQLITE_OK) return code;
    return methods_of(file).xFileSize(file.inner, size);
}

int lock_file(sqlite3_file* base, int level) {
    return methods_of(file_of(base)).xLock(file_of(base).inner, level);
}

int unlock_file(sqlite3_file* base, int level) {
    return methods_of(file_of(base)).xUnlock(file_of(base).inner, level);
}

int check_reserved_lock(sqlite3_file* base, int* is_reserved) {
    return methods_of(file_of(base)).xCheckReservedLock(file_of(base).inner, is_reserved);
}

int control_file(sqlite3_file* base, int operation, void* argument) {
    return methods_of(file_of(base)).xFileControl(file_of(base).inner, operation, argument);
}

int sector_size(sqlite3_file* base) {
    return methods_of(file_of(base)).xSectorSize(file_of(base).inner);
}

int device_characteristics(sqlite3_file* base) {
    return methods_of(file_of(base)).xDeviceCharacteristics(file_of(base).inner);
}

// ---- the wal-index ------------------------------------------------------------------------------

int map_shm(sqlite3_file* base, int region, int size, int extends, void volatile** memory) {
    return methods_of(file_of(base)).xShmMap(file_of(base).inner, region, size, extends, memory);
}

int lock_shm(sqlite3_file* base, int offset, int count, int flags) {
    return methods_of(file_of(base)).xShmLock(file_of(base).inner, offset, count, flags);
}

// Comes between the two copies of the index's head, of which readers want both to be the same: what
// is in the log by the second of them is in the file. Mostly nothing waits, as it was synced.
void order_shm(sqlite3_file* base) {
    File& file = file_of(base);
    if (file.log != nullptr && file.log->failure == SQLITE_OK) {
        file.log->failure = write_waiting(*file.log);
    }
    methods_of(file).xShmBarrier(file.inner);
}

int unmap_shm(sqlite3_file* base, int is_deleted) {
    return methods_of(file_of(base)).xShmUnmap(file_of(base).inner, is_deleted);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,  // no memory mapping, which is switched off
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_shm,
    .xShmLock = lock_shm,
    .xShmBarrier = order_shm,
    .xShmUnmap = unmap_shm,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// ---- the file system ----------------------------------------------------------------------------

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out_flags) {
    sqlite3_vfs* next = next_of(vfs);
    const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
    if (!is_log && (flags & SQLITE_OPEN_MAIN_DB) == 0) {
        return next->xOpen(next, name, base, flags, out_flags);
    }
    base->pMethods = nullptr;
    auto* inner = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(base) + kInnerAt);
    inner->pMethods = nullptr;
    if (const int code = next->xOpen(next, name, inner, flags, out_flags); code != SQLITE_OK) {
        if (inner->pMethods != nullptr) inner->pMethods->xClose(inner);
        return code;
    }
    auto* file = new (base) File{};
    file->inner = inner;
    file->base.pMethods = &kMethods;
    if (is_log) {
        file->database = &file_of(sqlite3_database_file_object(name));
        file->database->log = file;
    }
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int syncs_folder) {
    return next_of(vfs)->xDelete(next_of(vfs), name, syncs_folder);
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* is_there) {
    return next_of(vfs)->xAccess(next_of(vfs), name, flags, is_there);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    return next_of(vfs)->xFullPathname(next_of(vfs), name, size, out);
}

int fill_randomly(sqlite3_vfs* vfs, int size, char* out) {
    return next_of(vfs)->xRandomness(next_of(vfs), size, out);
}

int sleep_micros(sqlite3_vfs* vfs, int micros) {
    return next_of(vfs)->xSleep(next_of(vfs), micros);
}

int last_error(sqlite3_vfs* vfs, int size, char* out) {
    return next_of(vfs)->xGetLastError(next_of(vfs), size, out);
}

int current_time(sqlite3_vfs* vfs, sqlite3_int64* millis_of_julian_day) {
    return next_of(vfs)->xCurrentTimeInt64(next_of(vfs), millis_of_julian_day);
}

std::string next_name() {
    static std::atomic<int> count = 0;
    return fmt::format("baton-joining-{}", ++count);
}

}  // namespace

struct JoiningVfs::Inside {
    std::string name = next_name();
    sqlite3_vfs vfs{};
};

JoiningVfs::JoiningVfs(const std::string& before) : inside_(std::make_unique<Inside>()) {
    sqlite3_vfs* next = sqlite3_vfs_find(before.empty() ? nullptr : before.c_str());
    if (next == nullptr) {
        inside_->name = before;  // opening says that there is none
        return;
    }
    sqlite3_vfs& vfs = inside_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = static_cast<int>(kInnerAt) + next->szOsFile;
    vfs.mxPathname = next->mxPathname;
    vfs.zName = inside_->name.c_str();
    vfs.pAppData = next;
    vfs.xOpen = open_file;
    vfs.xDelete = remove_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = fill_randomly;
    vfs.xSleep = sleep_micros;
    vfs.xGetLastError = last_error;
    vfs.xCurrentTimeInt64 = current_time;
    BATON_CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

JoiningVfs::~JoiningVfs() {
    if (inside_->vfs.pAppData != nullptr) sqlite3_vfs_unregister(&inside_->vfs);
}

const char* JoiningVfs::name() const { return inside_->name.c_str(); }

}  // namespace baton::store::sqlite
