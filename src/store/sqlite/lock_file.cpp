#include "store/sqlite/lock_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "store/error.hpp"

namespace baton::store::sqlite {
namespace {

std::string read_holder(int descriptor) {
    char text[32];
    const ssize_t size = pread(descriptor, text, sizeof text, 0);
    if (size <= 0) return "unknown";
    return std::string(trim(std::string_view(text, static_cast<std::size_t>(size))));
}

}  // namespace

Result<LockFile> LockFile::take(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(StoreError::Io,
                    fmt::format("cannot open the lock file {}: {}", path, std::strerror(errno)));
    }
    LockFile lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return fail(StoreError::Io,
                        fmt::format("cannot lock {}: {}", path, std::strerror(errno)));
        }
        return fail(StoreError::InUse,
                    fmt::format("another process (pid {}) is using this database (it holds {}); "
                                "stop it, or give this one a database of its own",
                                read_holder(descriptor), path));
    }
    // The number is for the message above only; a disk too full to take it does no harm.
    const std::string holder = fmt::format("{}\n", getpid());
    if (ftruncate(descriptor, 0) == 0) {
        [[maybe_unused]] const ssize_t written =
            pwrite(descriptor, holder.data(), holder.size(), 0);
    }
    return lock;
}

LockFile::~LockFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

}  // namespace baton::store::sqlite
