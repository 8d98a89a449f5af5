#include "store/sqlite/testing/fault_vfs.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.hpp"

namespace baton::store::sqlite::testing {
namespace {

constexpr std::size_t kShmLocks = SQLITE_SHM_NLOCK;

// What the connections to one file share in memory; gone with the power.
struct Shared {
    // --- locks of the file itself ---
    int shared_locks = 0;
    const void* reserved = nullptr;  // who holds them
    const void* exclusive = nullptr;
    // --- wal-index ---
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, kShmLocks> shm_shared{};
    std::array<const void*, kShmLocks> shm_exclusive{};
    int shm_users = 0;
};

struct Disk {
    FaultDisk disk;
    std::mutex mutex;                                                // guards `shared`
    std::map<std::pair<std::string, std::uint64_t>, Shared> shared;  // by file and power cycle
    std::atomic<std::uint64_t> randomness = 1;
};

// SQLite allocates one of these for each open file.
struct File {
    sqlite3_file base;
    Disk* disk;
    Shared* shared;
    std::shared_ptr<DiskFile>* content;
    std::string* name;
    std::uint64_t cycle;
    bool is_deleted_on_close;
    int lock;
    bool uses_shm;
    std::array<bool, kShmLocks> shm_shared;
    std::array<bool, kShmLocks> shm_exclusive;
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int code_of(DiskResult result, int failure) {
    switch (result) {
        case DiskResult::Ok:
            return SQLITE_OK;
        case DiskResult::Full:
            return SQLITE_FULL;
        case DiskResult::Failed:
            return failure;
    }
    return failure;
}

// ---- files --------------------------------------------------------------------------------------

int close_file(sqlite3_file* base) {
    File& file = file_of(base);
    if (file.is_deleted_on_close) file.disk->disk.remove(*file.name);
    delete file.content;
    delete file.name;
    return SQLITE_OK;
}

int read_file(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
    const File& file = file_of(base);
    bool is_short = false;
    const DiskResult result =
        file.disk->disk.read(**file.content, file.cycle, static_cast<std::size_t>(offset),
                             static_cast<char*>(to), static_cast<std::size_t>(size), is_short);
    if (result == DiskResult::Ok && is_short) return SQLITE_IOERR_SHORT_READ;
    return code_of(result, SQLITE_IOERR_READ);
}

int write_file(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
    const File& file = file_of(base);
    return code_of(
        file.disk->disk.write(**file.content, file.cycle, static_cast<std::size_t>(offset),
                              {static_cast<const char*>(from), static_cast<std::size_t>(size)}),
        SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
    const File& file = file_of(base);
    return code_of(
        file.disk->disk.truncate(**file.content, file.cycle, static_cast<std::size_t>(size)),
        SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* base, int /*flags*/) {
    const File& file = file_of(base);
    return code_of(file.disk->disk.sync(**file.content, file.cycle), SQLITE_IOERR_FSYNC);
}

int size_of_file(sqlite3_file* base, sqlite3_int64* size) {
    const File& file = file_of(base);
    *size = static_cast<sqlite3_int64>(file.disk->disk.size(**file.content));
    return SQLITE_OK;
}

// ---- locks: SHARED by many, RESERVED and EXCLUSIVE by one
// -----------------------------------------

int lock_file(sqlite3_file* base, int level) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    Shared& shared = *file.shared;
    if (file.lock >= level) return SQLITE_OK;
    const bool others_exclude = shared.exclusive != nullptr && shared.exclusive != &file;
    if (others_exclude) return SQLITE_BUSY;
    if (file.lock == SQLITE_LOCK_NONE) {
        ++shared.shared_locks;
        file.lock = SQLITE_LOCK_SHARED;
    }
    if (level >= SQLITE_LOCK_RESERVED) {
        if (shared.reserved != nullptr && shared.reserved != &file) return SQLITE_BUSY;
        shared.reserved = &file;
        file.lock = SQLITE_LOCK_RESERVED;
    }
    if (level >= SQLITE_LOCK_PENDING) {
        if (shared.shared_locks > 1) return SQLITE_BUSY;
        shared.exclusive = &file;
        file.lock = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* base, int level) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    Shared& shared = *file.shared;
    if (file.lock <= level) return SQLITE_OK;
    if (shared.exclusive == &file) shared.exclusive = nullptr;
    if (shared.reserved == &file) shared.reserved = nullptr;
    if (level == SQLITE_LOCK_NONE) --shared.shared_locks;
    file.lock = level;
    return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* base, int* is_reserved) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    *is_reserved = file.shared->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
}

int control_file(sqlite3_file* /*base*/, int /*operation*/, void* /*argument*/) {
    return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file* /*base*/) { return 4096; }
int device_characteristics(sqlite3_file* /*base*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// ---- the wal-index
// --------------------------------------------------------------------------------

int map_shm(sqlite3_file* base, int region, int size, int extends, void volatile** memory) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    Shared& shared = *file.shared;
    if (!file.uses_shm) {
        file.uses_shm = true;
        ++shared.shm_users;
    }
    *memory = nullptr;
    const auto wanted = static_cast<std::size_t>(region) + 1;
    if (shared.regions.size() < wanted && extends == 0) return SQLITE_OK;
    while (shared.regions.size() < wanted) {
        shared.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *memory = shared.regions[static_cast<std::size_t>(region)].get();
    return SQLITE_OK;
}

void release_shm(File& file, std::size_t slot) {
    Shared& shared = *file.shared;
    if (file.shm_shared[slot]) --shared.shm_shared[slot];
    if (file.shm_exclusive[slot]) shared.shm_exclusive[slot] = nullptr;
    file.shm_shared[slot] = false;
    file.shm_exclusive[slot] = false;
}

bool can_take_shm(const File& file, std::size_t slot, bool exclusively) {
    const Shared& shared = *file.shared;
    if (shared.shm_exclusive[slot] != nullptr && shared.shm_exclusive[slot] != &file) return false;
    const int others = shared.shm_shared[slot] - (file.shm_shared[slot] ? 1 : 0);
    return !exclusively || others == 0;
}

void take_shm(File& file, std::size_t slot, bool exclusively) {
    Shared& shared = *file.shared;
    if (exclusively) {
        shared.shm_exclusive[slot] = &file;
        file.shm_exclusive[slot] = true;
    } else if (!file.shm_shared[slot]) {
        ++shared.shm_shared[slot];
        file.shm_shared[slot] = true;
    }
}

int lock_shm(sqlite3_file* base, int offset, int count, int flags) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    const auto first = static_cast<std::size_t>(offset);
    const std::size_t end = first + static_cast<std::size_t>(count);
    const bool exclusively = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        for (std::size_t slot = first; slot < end; ++slot) release_shm(file, slot);
        return SQLITE_OK;
    }
    for (std::size_t slot = first; slot < end; ++slot) {
        if (!can_take_shm(file, slot, exclusively)) return SQLITE_BUSY;
    }
    for (std::size_t slot = first; slot < end; ++slot) take_shm(file, slot, exclusively);
    return SQLITE_OK;
}

void order_shm(sqlite3_file* base) {
    // Taking a mutex orders the memory of the threads that share the index.
    const std::lock_guard guard(file_of(base).disk->mutex);
}

int unmap_shm(sqlite3_file* base, int /*is_deleted*/) {
    File& file = file_of(base);
    const std::lock_guard guard(file.disk->mutex);
    if (!file.uses_shm) return SQLITE_OK;
    for (std::size_t slot = 0; slot < kShmLocks; ++slot) release_shm(file, slot);
    file.uses_shm = false;
    // The last user takes the index with it: whoever comes next reads the log.
    if (--file.shared->shm_users == 0) file.shared->regions.clear();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
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

// ---- the file system
// ------------------------------------------------------------------------------

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out_flags) {
    Disk& disk = disk_of(vfs);
    base->pMethods = nullptr;
    if (!disk.disk.has_power()) return SQLITE_CANTOPEN;
    const std::string path =
        name != nullptr ? std::string(name) : fmt::format("unnamed-{}", disk.randomness++);
    if ((flags & SQLITE_OPEN_CREATE) == 0 && !disk.disk.exists(path)) return SQLITE_CANTOPEN;
    const std::uint64_t cycle = disk.disk.power_cycle();
    const std::lock_guard guard(disk.mutex);
    auto* file = new (base) File{};
    file->disk = &disk;
    file->shared = &disk.shared[{path, cycle}];
    file->content = new std::shared_ptr<DiskFile>(disk.disk.open(path));
    file->name = new std::string(path);
    file->cycle = cycle;
    file->is_deleted_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    file->lock = SQLITE_LOCK_NONE;
    file->base.pMethods = &kMethods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int /*syncs_folder*/) {
    disk_of(vfs).disk.remove(name);
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* is_there) {
    *is_there = disk_of(vfs).disk.exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int fill_randomly(sqlite3_vfs* vfs, int size, char* out) {
    for (int i = 0; i < size; ++i) {
        const std::uint64_t next =
            disk_of(vfs).randomness.fetch_add(1) * 6364136223846793005U + 1442695040888963407U;
        out[i] = static_cast<char>(next >> 56);
    }
    return size;
}

// In earnest: SQLite counts its tries for a reader's lock and gives up after a hundred of them, so
// the thread that holds it has to get its turn in between.
int sleep_micros(sqlite3_vfs* /*vfs*/, int micros) {
    std::this_thread::sleep_for(std::chrono::microseconds(micros));
    return micros;
}

int current_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* millis_of_julian_day) {
    *millis_of_julian_day = 210866760000000;  // 1970-01-01, always
    return SQLITE_OK;
}

int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*out*/) { return 0; }

std::string next_name() {
    static std::atomic<int> count = 0;
    return fmt::format("baton-faults-{}", ++count);
}

}  // namespace

struct FaultVfs::Inside {
    Disk disk;
    std::string name = next_name();
    sqlite3_vfs vfs{};
};

FaultVfs::FaultVfs() : inside_(std::make_unique<Inside>()) {
    sqlite3_vfs& vfs = inside_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 512;
    vfs.zName = inside_->name.c_str();
    vfs.pAppData = &inside_->disk;
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

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&inside_->vfs); }

const std::string& FaultVfs::name() const { return inside_->name; }
FaultDisk& FaultVfs::disk() { return inside_->disk.disk; }

}  // namespace baton::store::sqlite::testing
