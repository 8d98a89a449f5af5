#include "store/sqlite/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "store/error.hpp"
#include "store/sqlite/test_database.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kMake{"CREATE TABLE t (a, b)", "making t"};
constexpr Sql kInsert{"INSERT INTO t VALUES (?1, ?2)", "inserting into t"};
constexpr Sql kSelect{"SELECT a, b FROM t ORDER BY rowid", "reading t"};
constexpr Sql kBroken{"SELECT nonsense FROM nowhere", "trying nonsense"};

class ConnectionTest : public ::testing::Test {
  protected:
    void SetUp() override {
        db_ = database_.connect(Connection::Mode::Write);
        db_->run(kMake);
    }

    TestDatabase database_;
    std::unique_ptr<Connection> db_;
};

TEST_F(ConnectionTest, BindsAndReadsEveryType) {
    const Digest digest = sha256("x");
    const Uuid uuid = make_uuid_v7(5, {});
    db_->run(kInsert, std::int64_t{-5}, std::string("t\0ext", 5));
    db_->run(kInsert, std::optional<double>{}, 2.5);
    db_->run(kInsert, digest, uuid);
    db_->run(kInsert, Instant{7}, ~std::uint64_t{0});
    db_->run(kInsert, std::string_view{}, Blob{});
    Rows rows = db_->query(kSelect);
    std::int64_t integer = 0;
    std::string text;
    ASSERT_TRUE(rows.next());
    rows.read(integer, text);
    EXPECT_EQ(integer, -5);
    EXPECT_EQ(text, std::string("t\0ext", 5));
    std::optional<double> none = 1.0;
    double real = 0;
    ASSERT_TRUE(rows.next());
    rows.read(none, real);
    EXPECT_FALSE(none);
    EXPECT_EQ(real, 2.5);
    Digest digest_read{};
    Uuid uuid_read{};
    ASSERT_TRUE(rows.next());
    rows.read(digest_read, uuid_read);
    EXPECT_EQ(digest_read, digest);
    EXPECT_EQ(uuid_read, uuid);
    Instant instant;
    std::uint64_t large = 0;
    ASSERT_TRUE(rows.next());
    rows.read(instant, large);
    EXPECT_EQ(instant, Instant{7});
    EXPECT_EQ(large, ~std::uint64_t{0});
    ASSERT_TRUE(rows.next());
    EXPECT_FALSE(rows.is_null(0));
    EXPECT_FALSE(rows.is_null(1));
    EXPECT_FALSE(rows.next());
    EXPECT_TRUE(db_->take_status());
}

TEST_F(ConnectionTest, TheFirstErrorSticksUntilTaken) {
    EXPECT_FALSE(db_->query(kBroken).next());
    db_->run(kInsert, std::int64_t{1}, std::int64_t{2});  // does nothing any more
    EXPECT_FALSE(db_->is_ok());
    const auto status = db_->take_status();
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message, ::testing::HasSubstr("while trying nonsense"));
    EXPECT_TRUE(db_->is_ok());
    EXPECT_FALSE(db_->query(kSelect).next());
    EXPECT_TRUE(db_->take_status());
}

TEST_F(ConnectionTest, AReadingConnectionNeedsAFileAndDoesNotWrite) {
    EXPECT_FALSE(Connection::open("missing.db", Connection::Mode::Read, database_.vfs()));
    const auto reader = database_.connect(Connection::Mode::Read);
    reader->run(kInsert, std::int64_t{1}, std::int64_t{2});
    EXPECT_FALSE(reader->take_status());
}

TEST_F(ConnectionTest, ErrorsOfTheDiskAreToldApart) {
    database_.disk().set_capacity(database_.disk().used_bytes());
    const std::string large(100'000, 'x');
    db_->run(kInsert, large, std::int64_t{0});
    EXPECT_TRUE(is(db_->take_status().error(), StoreError::Full));
    database_.disk().set_capacity(std::nullopt);
    database_.disk().fail_syncs(true);
    db_->run(kInsert, large, std::int64_t{0});
    EXPECT_TRUE(is(db_->take_status().error(), StoreError::Latched));
    database_.disk().fail_syncs(false);
    database_.disk().fail_writes(true);
    db_->run(kInsert, large, std::int64_t{0});
    EXPECT_TRUE(is(db_->take_status().error(), StoreError::Io));
}

// A reader that comes upon the log's index while it is being written has the writer's lock for a
// moment.
TEST_F(ConnectionTest, AWriterWaitsForWhoHasTheLockForAMoment) {
    const auto other = database_.connect(Connection::Mode::Write);
    ASSERT_TRUE(configure_writer(*db_));
    ASSERT_TRUE(configure_writer(*other));
    other->run_script("BEGIN IMMEDIATE", "taking the lock");
    ASSERT_TRUE(other->take_status());
    std::latch begins(1);
    std::thread writes([&] {
        begins.count_down();
        db_->run_script("BEGIN IMMEDIATE; INSERT INTO t VALUES (1, 2); COMMIT", "writing");
    });
    begins.wait();
    std::this_thread::yield();
    other->run_script("ROLLBACK", "giving the lock back");
    writes.join();
    const auto written = db_->take_status();
    EXPECT_TRUE(written) << written.error().message;
}

}  // namespace
}  // namespace baton::store::sqlite
