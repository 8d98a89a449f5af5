// LockFile: one process at a time may hold a database. The lock goes with the process, however it
// ends.
#pragma once

#include <string>

#include "base/result.hpp"

namespace baton::store::sqlite {

class LockFile {
  public:
    // Takes the lock at `path` (made where it is missing; it stays when the lock is given up).
    // InUse, naming the holder's process id, when somebody has it; Io.
    static Result<LockFile> take(const std::string& path);

    LockFile() = default;  // holds nothing
    ~LockFile();
    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&& other) noexcept;

  private:
    explicit LockFile(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace baton::store::sqlite
