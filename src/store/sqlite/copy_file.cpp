#include "store/sqlite/copy_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "store/error.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/errors.hpp"
#include "store/sqlite/schema.hpp"

namespace baton::store::sqlite {
namespace {

namespace fs = std::filesystem;

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, Close>;

std::unexpected<Error> io(const std::string& path, const char* doing) {
    const StoreError kind = errno == ENOSPC ? StoreError::Full : StoreError::Io;
    return fail(kind, fmt::format("{}: cannot {}: {}", path, doing, std::strerror(errno)));
}

std::unexpected<Error> there_already(const std::string& path) {
    return fail(StoreError::Invalid,
                fmt::format("{} is there already, and nothing is written over it", path));
}

// The present scripts and pragmas need no more than this.
Result<void> run(sqlite3* db, const char* sql, const char* doing) {
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(error_of(db, code, doing));
    return {};
}

Result<Database> open(const std::string& path, int access) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX, nullptr);
    Database db(opened);
    if (code != SQLITE_OK) return std::unexpected(error_of(db.get(), code, "opening " + path));
    sqlite3_extended_result_codes(db.get(), 1);
    sqlite3_busy_timeout(db.get(), 5000);
    return db;
}

Result<void> sync(const std::string& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) return io(path, "open it");
    const bool synced = ::fsync(file) == 0;
    if (!synced) {
        const auto failed = io(path, "bring it to the disk");
        ::close(file);
        return failed;
    }
    ::close(file);
    return {};
}

class Throttle {
  public:
    explicit Throttle(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}
    void wait_for(std::uint64_t bytes) const {
        if (rate_ == 0) return;
        const std::chrono::duration<double> due(static_cast<double>(bytes) /
                                                static_cast<double>(rate_));
        std::this_thread::sleep_until(
            begun_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(due));
    }

  private:
    std::uint64_t rate_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

Result<void> copy_pages(sqlite3* from, sqlite3* to, const CopyOptions& options) {
    // One transaction all along: otherwise each commit of the server would have it begin again.
    auto begun = run(from, "BEGIN; SELECT count(*) FROM sqlite_schema", "beginning to read");
    if (!begun) return begun;
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == nullptr) return std::unexpected(error_of(to, sqlite3_errcode(to), "copying"));
    const Throttle throttle(options.bytes_per_second);
    constexpr std::uint64_t kPage = 4096;
    int code = SQLITE_OK;
    while ((code = sqlite3_backup_step(backup, options.pages_at_once)) == SQLITE_OK) {
        const auto all = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup));
        const auto done = all - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup));
        if (options.progress) options.progress(done, all);
        throttle.wait_for(done * kPage);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return std::unexpected(error_of(to, code, "copying the pages"));
    if (finished != SQLITE_OK) return std::unexpected(error_of(to, finished, "copying the pages"));
    return {};
}

Result<void> write_copy(const std::string& from, const std::string& partial,
                        const CopyOptions& options) {
    auto source = open(from, SQLITE_OPEN_READONLY);
    if (!source) return std::unexpected(std::move(source).error());
    sqlite3_db_config(source->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    auto target = open(partial, SQLITE_OPEN_READWRITE);
    if (!target) return std::unexpected(std::move(target).error());
    return copy_pages(source->get(), target->get(), options);
}

Result<void> check_source(const std::string& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        return fail(StoreError::NotFound, fmt::format("{}: there is no such file", path));
    }
    auto db = Connection::open(path, Connection::Mode::Read, {});
    if (!db) return std::unexpected(std::move(db).error());
    auto checked = check_readable(**db);
    if (!checked) checked.error().message = fmt::format("{}: {}", path, checked.error().message);
    return checked;
}

void remove(const std::string& path) {
    std::error_code ignored;
    for (const char* tail : {"", "-wal", "-shm", "-journal", ".lock"}) {
        fs::remove(path + tail, ignored);
    }
}

}  // namespace

Result<void> put_in_place(const std::string& from, const std::string& to) {
    {
        auto db = open(from, SQLITE_OPEN_READWRITE);
        if (!db) return std::unexpected(std::move(db).error());
        auto plain = run(db->get(), "PRAGMA journal_mode = DELETE", "making it one plain file");
        if (!plain) return plain;
    }
    if (auto synced = sync(from, O_RDONLY); !synced) return synced;
    // A link, unlike a renaming, takes nobody's place.
    if (::link(from.c_str(), to.c_str()) != 0) {
        if (errno == EEXIST) return there_already(to);
        return io(to, "make it");
    }
    remove(from);
    const fs::path folder = fs::path(to).parent_path();
    return sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

Result<void> copy_file(const std::string& from, const std::string& to, const CopyOptions& options) {
    std::error_code ignored;
    if (fs::exists(to, ignored) || fs::exists(to + "-wal", ignored)) return there_already(to);
    if (auto checked = check_source(from); !checked) return checked;
    const std::string partial = to + ".partial";
    remove(partial);  // of one that was cut off
    const int made = ::open(partial.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) return io(partial, "make it");
    ::close(made);
    auto done = write_copy(from, partial, options);
    if (done) done = put_in_place(partial, to);
    if (!done) remove(partial);
    return done;
}

}  // namespace baton::store::sqlite
