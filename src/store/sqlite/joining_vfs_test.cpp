// What SQLite writes through the joining VFS, and what the disk sees of it.
#include <gtest/gtest.h>

#include <string>

#include "store/error.hpp"
#include "store/sqlite/test_database.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kMake{"CREATE TABLE note (n INTEGER PRIMARY KEY, text TEXT NOT NULL)", "making"};
constexpr Sql kBegin{"BEGIN IMMEDIATE", "beginning"};
constexpr Sql kWrite{"INSERT INTO note (text) VALUES (?1)", "writing"};
constexpr Sql kCommit{"COMMIT", "committing"};
constexpr Sql kRollBack{"ROLLBACK", "rolling back"};
constexpr Sql kCount{"SELECT count(*), coalesce(sum(length(text)), 0) FROM note", "counting"};
constexpr std::int64_t kNoteBytes = 4'000;  // a page each

class JoiningVfsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        db_ = database_.connect(Connection::Mode::Write);
        ASSERT_TRUE(configure_writer(*db_));
        db_->run(kMake);
        ASSERT_TRUE(db_->is_ok());
    }
    void write(int notes) {
        for (int i = 0; i < notes; ++i) db_->run(kWrite, std::string(kNoteBytes, 'x'));
    }
    void write_and_commit(int notes) {
        db_->run(kBegin);
        write(notes);
        db_->run(kCommit);
    }
    static std::int64_t count(Connection& db) {
        Rows rows = db.query(kCount);
        EXPECT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(1), rows.integer(0) * kNoteBytes);
        return rows.integer(0);
    }
    testing::FaultDisk& disk() { return database_.disk(); }

    TestDatabase database_;
    std::unique_ptr<Connection> db_;
};

TEST_F(JoiningVfsTest, ACommitIsAFewWritesAndEverybodySeesIt) {
    const auto reader = database_.connect(Connection::Mode::Read);
    EXPECT_EQ(count(*reader), 0);
    const std::uint64_t before = disk().writes();
    write_and_commit(300);
    ASSERT_TRUE(db_->is_ok());
    // 300 pages and more, 128 KiB at once; each with its head they were over 600 writes.
    EXPECT_LE(disk().writes() - before, 15U);
    EXPECT_EQ(count(*reader), 300);
    EXPECT_EQ(count(*db_), 300);
}

// More than the cache holds goes into the log before the commit, and is read from there.
TEST_F(JoiningVfsTest, WhatWaitsIsReadBack) {
    db_->run_script("PRAGMA cache_size = 10", "making the cache small");
    const auto reader = database_.connect(Connection::Mode::Read);
    db_->run(kBegin);
    for (int i = 1; i <= 20; ++i) {
        write(10);
        ASSERT_EQ(count(*db_), 10 * i);
        ASSERT_EQ(count(*reader), 0);
    }
    db_->run(kCommit);
    ASSERT_TRUE(db_->is_ok());
    EXPECT_EQ(count(*reader), 200);
}

TEST_F(JoiningVfsTest, WhatWasCommittedOutlivesAPowerCut) {
    for (int i = 1; i <= 5; ++i) {
        write_and_commit(40);
        ASSERT_TRUE(db_->is_ok());
        if (i != 3) continue;
        ASSERT_TRUE(db_->checkpoint(false));
    }
    db_->run(kBegin);
    write(40);  // not committed
    disk().cut_power();
    db_.reset();
    disk().restore_power(0);
    const auto after = database_.connect(Connection::Mode::Write);
    EXPECT_EQ(count(*after), 200);
}

TEST_F(JoiningVfsTest, AFullDiskFailsTheCommitAndNothingElse) {
    write_and_commit(10);
    disk().set_capacity(disk().used_bytes() + 300'000);
    write_and_commit(200);
    ASSERT_TRUE(db_->error());
    EXPECT_TRUE(is(*db_->error(), StoreError::Full)) << db_->error()->message;
    EXPECT_FALSE(db_->take_status());
    if (db_->is_in_transaction()) db_->run(kRollBack);
    EXPECT_EQ(count(*db_), 10);
    disk().set_capacity({});
    write_and_commit(200);
    ASSERT_TRUE(db_->take_status());
    EXPECT_EQ(count(*db_), 210);
}

TEST_F(JoiningVfsTest, ACheckpointThatFailsIsMadeAgain) {
    write_and_commit(100);
    disk().fail_writes(true);
    EXPECT_FALSE(db_->checkpoint(false));
    disk().fail_writes(false);
    EXPECT_EQ(count(*db_), 100);
    ASSERT_TRUE(db_->checkpoint(true));
    EXPECT_EQ(count(*db_), 100);
    db_.reset();
    const auto after = database_.connect(Connection::Mode::Write);
    EXPECT_EQ(count(*after), 100);
}

TEST(JoiningVfs, WithoutTheVfsBeforeItThereIsNoConnection) {
    EXPECT_FALSE(Connection::open("baton.db", Connection::Mode::Write, "no such vfs"));
}

}  // namespace
}  // namespace baton::store::sqlite
