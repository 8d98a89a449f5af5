// A database in memory, on a disk with faults, for tests of the parts of this folder.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/testing/fault_vfs.hpp"

namespace baton::store::sqlite {

class TestDatabase {
  public:
    [[nodiscard]] std::unique_ptr<Connection> connect(Connection::Mode mode) {
        auto db = Connection::open("baton.db", mode, vfs_.name());
        EXPECT_TRUE(db) << db.error().message;
        return db ? std::move(*db) : nullptr;
    }
    // With all its tables.
    [[nodiscard]] std::unique_ptr<Connection> migrated() {
        auto db = connect(Connection::Mode::Write);
        EXPECT_TRUE(configure_writer(*db));
        EXPECT_TRUE(migrate(*db, {}));
        return db;
    }
    [[nodiscard]] testing::FaultDisk& disk() { return vfs_.disk(); }
    [[nodiscard]] const std::string& vfs() const { return vfs_.name(); }

  private:
    testing::FaultVfs vfs_;
};

}  // namespace baton::store::sqlite
