// FaultVfs: lets SQLite work on a FaultDisk, under a name for OpenOptions::vfs. Locks and the
// wal-index work among the connections of this process.
#pragma once

#include <memory>
#include <string>

#include "store/sqlite/testing/fault_disk.hpp"

namespace baton::store::sqlite::testing {

class FaultVfs {
  public:
    FaultVfs();
    // No file may be open any more.
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] FaultDisk& disk();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace baton::store::sqlite::testing
