#include "store/sqlite/hash_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/test_database.hpp"

namespace baton::store::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Sql kInsert{
    "INSERT INTO identity (n, hash, workspace, identity, lead) VALUES (?1, ?2, 'w', 0, x'00')",
    "inserting"};
constexpr Sql kDelete{"DELETE FROM identity WHERE n <= ?1", "deleting"};
constexpr Sql kCountChunks{"SELECT count(*) FROM hash_chunk", "counting"};
constexpr Sql kCountRuns{"SELECT count(*) FROM hash_run", "counting"};

// A uniform hash of a small number.
std::uint64_t hash_of(std::uint64_t number) { return number * 0x9e3779b97f4a7c15; }

class HashIndexTest : public ::testing::Test {
  protected:
    void SetUp() override {
        db_ = database_.migrated();
        load();
    }

    // Begins anew with what the database holds.
    void load(std::size_t run_entries = 100) {
        HashIndex::Table table = identity_index();
        table.run_entries = run_entries;
        index_ = std::make_unique<HashIndex>(table);
        ASSERT_TRUE(index_->load(*db_));
    }
    std::uint64_t add(std::uint64_t hash) {
        const std::uint64_t row = index_->add(hash);
        db_->run(kInsert, row, hash);
        return row;
    }
    void add_many(std::uint64_t from, std::uint64_t to) {
        db_->run_script("BEGIN", "beginning");
        for (std::uint64_t i = from; i < to; ++i) add(hash_of(i));
        db_->run_script("COMMIT", "finishing");
        index_->commit();
    }
    void work_all() {
        for (int i = 0; i < 1000 && index_->has_work(); ++i) {
            const auto worked = index_->work(*db_);
            ASSERT_TRUE(worked) << worked.error().message;
        }
        ASSERT_FALSE(index_->has_work());
    }
    std::vector<std::uint64_t> find(std::uint64_t hash, std::size_t limit = 100) {
        std::vector<std::uint64_t> rows;
        index_->find(*db_, hash, limit, rows);
        EXPECT_TRUE(db_->take_status());
        return rows;
    }
    std::int64_t count(const Sql& sql) {
        Rows rows = db_->query(sql);
        return rows.next() ? rows.integer(0) : -1;
    }

    TestDatabase database_;
    std::unique_ptr<Connection> db_;
    std::unique_ptr<HashIndex> index_;
};

TEST_F(HashIndexTest, FindsInMemoryAndInRunsAlike) {
    add_many(1, 1001);
    EXPECT_THAT(find(hash_of(500)), ElementsAre(500));
    work_all();
    EXPECT_GT(count(kCountRuns), 0);
    add_many(1001, 1051);
    for (std::uint64_t i = 1; i <= 1050; ++i) EXPECT_THAT(find(hash_of(i)), ElementsAre(i));
    EXPECT_THAT(find(hash_of(5000)), IsEmpty());
}

TEST_F(HashIndexTest, FindsWhileARunIsBeingWritten) {
    add_many(1, 151);
    for (int slice = 0; slice < 8; ++slice) {
        ASSERT_TRUE(index_->work(*db_));
        add_many(151 + static_cast<std::uint64_t>(slice) * 10,
                 161 + static_cast<std::uint64_t>(slice) * 10);
    }
    for (std::uint64_t i = 1; i <= 230; ++i) EXPECT_THAT(find(hash_of(i)), ElementsAre(i));
}

TEST_F(HashIndexTest, FindsInHundredsOfRuns) {
    db_->run_script("PRAGMA synchronous = OFF", "a power cut is not asked about here");
    constexpr std::uint64_t kRuns = 200;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
        add_many(1 + 100 * run, 101 + 100 * run);
        work_all();
        if (run % 90 == 40) load();
    }
    ASSERT_EQ(count(kCountRuns), kRuns);
    for (std::uint64_t i = 1; i <= 100 * kRuns; i += 7) {
        ASSERT_THAT(find(hash_of(i)), ElementsAre(i));
    }
    EXPECT_THAT(find(hash_of(100 * kRuns + 1)), IsEmpty());
    // The first runs are taken away, one after another.
    constexpr std::uint64_t kGone = 15'050;
    db_->run(kDelete, kGone);
    index_->expect_expired();
    work_all();
    EXPECT_EQ(count(kCountRuns), kRuns - kGone / 100);
    for (std::uint64_t i = kGone + 51; i <= 100 * kRuns; i += 7) {
        ASSERT_THAT(find(hash_of(i)), ElementsAre(i));
    }
    EXPECT_THAT(find(hash_of(300)), IsEmpty());
}

TEST_F(HashIndexTest, ReadsBackFromRunsAndTail) {
    add_many(1, 301);
    work_all();
    add_many(301, 351);
    load();
    for (std::uint64_t i = 1; i <= 350; ++i) EXPECT_THAT(find(hash_of(i)), ElementsAre(i));
    EXPECT_EQ(add(hash_of(351)), 351U);
}

TEST_F(HashIndexTest, RowsOfOneHashComeLatestFirst) {
    for (int i = 0; i < 700; ++i) add(77);  // more than a chunk holds
    index_->commit();
    work_all();
    for (int i = 0; i < 3; ++i) add(77);
    index_->commit();
    const auto rows = find(77, 1000);
    ASSERT_EQ(rows.size(), 703U);
    EXPECT_TRUE(std::ranges::is_sorted(rows, std::greater{}));
    EXPECT_THAT(find(77, 5), ElementsAre(703, 702, 701, 700, 699));
}

TEST_F(HashIndexTest, RollingBackTakesBackItsOwnOnly) {
    add_many(1, 11);
    EXPECT_EQ(index_->add(hash_of(11)), 11U);
    EXPECT_THAT(find(hash_of(11)), ElementsAre(11));
    index_->roll_back();
    EXPECT_THAT(find(hash_of(11)), IsEmpty());
    EXPECT_THAT(find(hash_of(10)), ElementsAre(10));
    EXPECT_EQ(index_->add(hash_of(12)), 11U);
}

TEST_F(HashIndexTest, ForgetsInMemoryAndInRuns) {
    add_many(1, 301);
    work_all();
    add_many(301, 311);
    index_->forget(*db_, {hash_of(5), 5});
    index_->forget(*db_, {hash_of(305), 305});
    EXPECT_THAT(find(hash_of(305)), ElementsAre(305));  // until the commit
    index_->commit();
    EXPECT_THAT(find(hash_of(5)), IsEmpty());
    EXPECT_THAT(find(hash_of(305)), IsEmpty());
    EXPECT_THAT(find(hash_of(6)), ElementsAre(6));
    add_many(311, 411);
    work_all();
    EXPECT_THAT(find(hash_of(305)), IsEmpty());
    EXPECT_THAT(find(hash_of(306)), ElementsAre(306));
}

TEST_F(HashIndexTest, ForgettingWhileARunIsWrittenBeginsItAnew) {
    add_many(1, 151);
    for (int slice = 0; slice < 10; ++slice) ASSERT_TRUE(index_->work(*db_));
    for (std::uint64_t i = 1; i <= 150; i += 3) index_->forget(*db_, {hash_of(i), i});
    index_->commit();
    work_all();
    load();
    db_->run(kDelete, std::int64_t{0});
    for (std::uint64_t i = 1; i <= 150; ++i) {
        EXPECT_EQ(find(hash_of(i)).size(), i % 3 == 1 ? 0U : 1U) << i;
    }
}

TEST_F(HashIndexTest, RunsOfDeletedRowsAreDropped) {
    for (std::uint64_t from = 1; from <= 401; from += 100) {
        add_many(from, from + 100);
        work_all();
    }
    EXPECT_EQ(count(kCountRuns), 5);
    const std::int64_t chunks = count(kCountChunks);
    db_->run(kDelete, std::int64_t{250});
    index_->expect_expired();
    work_all();
    EXPECT_EQ(count(kCountRuns), 3);
    EXPECT_LT(count(kCountChunks), chunks);
    EXPECT_THAT(find(hash_of(350)), ElementsAre(350));

    db_->run(kDelete, std::int64_t{500});
    index_->expect_expired();
    work_all();
    EXPECT_EQ(count(kCountRuns), 1);  // numbering goes on from it
    load();
    EXPECT_EQ(index_->add(hash_of(1)), 501U);
}

TEST_F(HashIndexTest, AFailedSliceIsTriedAgain) {
    add_many(1, 151);
    ASSERT_TRUE(index_->work(*db_));
    database_.disk().fail_writes(true);
    EXPECT_FALSE(index_->work(*db_));
    EXPECT_FALSE(db_->is_in_transaction());
    database_.disk().fail_writes(false);
    work_all();
    for (std::uint64_t i = 1; i <= 150; ++i) EXPECT_THAT(find(hash_of(i)), ElementsAre(i));
    EXPECT_EQ(count(kCountRuns), 1);
}

}  // namespace
}  // namespace baton::store::sqlite
