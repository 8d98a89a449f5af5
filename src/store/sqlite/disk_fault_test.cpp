// A full disk, a disk that fails, an fsync that fails, damage: what is answered, and what still
// holds afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "store/sqlite/sqlite_store.hpp"
#include "store/sqlite/testing/fault_vfs.hpp"

namespace baton::store::sqlite {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kSecret = "ann@bigco.test wants a quote";

class DiskFaultTest : public ::testing::Test {
  protected:
    void SetUp() override { reopen(); }

    void reopen() {
        store_.reset();
        auto store = open({.path = "baton.db", .readers = 1, .vfs = vfs_.name()});
        ASSERT_TRUE(store) << store.error().message;
        store_ = std::move(*store);
    }
    // One event after the present head; `bytes` long.
    AppendOutcome append(std::size_t bytes = 10) {
        Append append;
        append.workspace = "acme";
        append.after = head_;
        const std::uint64_t seq = head_.seq + 1;
        append.events.push_back({.seq = seq,
                                 .at = Instant{},
                                 .kind = "k",
                                 .lead = std::nullopt,
                                 .body = std::string(bytes, 'x'),
                                 .hash = sha256(std::to_string(seq))});
        std::promise<AppendOutcome> promise;
        store_->append(std::move(append),
                       [&](AppendOutcome outcome) { promise.set_value(std::move(outcome)); });
        AppendOutcome outcome = promise.get_future().get();
        if (const auto* appended = std::get_if<Appended>(&outcome)) head_ = appended->head;
        return outcome;
    }
    void must_append(std::size_t bytes = 10) {
        const AppendOutcome outcome = append(bytes);
        if (const auto* failed = std::get_if<Failed>(&outcome)) FAIL() << failed->error.message;
        ASSERT_TRUE(std::holds_alternative<Appended>(outcome));
    }
    Failed must_fail(std::size_t bytes = 10) {
        const AppendOutcome outcome = append(bytes);
        EXPECT_TRUE(std::holds_alternative<Failed>(outcome));
        const auto* failed = std::get_if<Failed>(&outcome);
        return failed == nullptr ? Failed{} : *failed;
    }
    testing::FaultDisk& disk() { return vfs_.disk(); }

    testing::FaultVfs vfs_;
    std::unique_ptr<Store> store_;
    Head head_;
};

TEST_F(DiskFaultTest, AFullDiskRefusesUntilSpaceReturns) {
    must_append();
    disk().set_capacity(disk().used_bytes() + 1000);
    for (int i = 0; i < 3; ++i) {
        const Failed failed = must_fail(50'000);
        EXPECT_TRUE(failed.is_full()) << failed.error.message;
        EXPECT_FALSE(failed.uncertain);
        EXPECT_THAT(failed.error.message, HasSubstr("the disk is full"));
    }
    EXPECT_EQ(store_->head("acme").value(), head_);
    EXPECT_EQ(store_->stats().failed_commits, 3U);
    EXPECT_FALSE(store_->stats().latched);
    disk().set_capacity(std::nullopt);
    must_append(50'000);
    reopen();
    EXPECT_EQ(store_->head("acme").value(), head_);
    EXPECT_EQ(store_->read("acme", 0, 10).value().size(), 2U);
}

TEST_F(DiskFaultTest, ADiskFullInMidCheckpointLosesNothing) {
    // The log fits, the database does not.
    while (disk().used_bytes() < (3 << 20)) must_append(100'000);
    disk().set_capacity(disk().used_bytes() + (2 << 20));
    while (std::holds_alternative<Appended>(append(100'000))) {
    }
    disk().set_capacity(std::nullopt);
    for (int i = 0; i < 30; ++i) must_append(100'000);
    reopen();
    EXPECT_EQ(store_->head("acme").value(), head_);
    EXPECT_EQ(store_->read("acme", head_.seq, 1).value().at(0).seq, head_.seq);
}

TEST_F(DiskFaultTest, AFailedWriteIsRefusedAndTheNextOneTried) {
    must_append();
    disk().fail_writes(true);
    const Failed failed = must_fail();
    EXPECT_TRUE(is(failed.error, StoreError::Io));
    EXPECT_FALSE(failed.uncertain);
    disk().fail_writes(false);
    must_append();
    EXPECT_EQ(store_->head("acme").value().seq, 2U);
}

TEST_F(DiskFaultTest, AFailedSyncLatchesUntilReopened) {
    must_append();
    disk().fail_syncs(true);
    const Failed failed = must_fail();
    EXPECT_TRUE(failed.is_latched());
    EXPECT_TRUE(failed.uncertain);
    EXPECT_THAT(failed.error.message, HasSubstr("fsync failed"));
    disk().fail_syncs(false);
    EXPECT_TRUE(must_fail().is_latched());  // the disk works again, but is not trusted
    EXPECT_TRUE(store_->stats().latched);
    EXPECT_EQ(store_->head("acme").value(), head_);  // reading goes on
    reopen();
    // Settled by the tail: the append whose sync failed is there whole, or not at all.
    head_ = store_->head("acme").value();
    EXPECT_LE(head_.seq, 2U);
    must_append();
    EXPECT_EQ(store_->read("acme", 0, 10).value().size(), head_.seq);
}

TEST_F(DiskFaultTest, AllWritesOfAFailedGroupAreTold) {
    must_append();
    disk().fail_writes(true);
    std::promise<Result<void>> moved;
    std::promise<Result<std::vector<DeliveryRow>>> leased;
    store_->move_cursor({"notify", "acme", 0, 1},
                        [&](Result<void> done) { moved.set_value(std::move(done)); });
    EXPECT_TRUE(is(moved.get_future().get().error(), StoreError::Io));
    disk().fail_writes(false);
    store_->lease_deliveries({.owner = "n", .now = {}, .until = {}},
                             [&](auto done) { leased.set_value(std::move(done)); });
    EXPECT_TRUE(leased.get_future().get());
    EXPECT_EQ(store_->cursor("notify", "acme").value(), 0U);
}

TEST_F(DiskFaultTest, AFailedReadIsAnError) {
    must_append(100'000);
    reopen();
    disk().fail_reads(true);
    EXPECT_FALSE(store_->read("acme", 0, 10));
    disk().fail_reads(false);
    EXPECT_TRUE(store_->read("acme", 0, 10));
}

TEST_F(DiskFaultTest, DamageIsNoticedAndNamed) {
    for (int i = 0; i < 20; ++i) must_append(5'000);
    store_.reset();  // all is in the database now
    // The kind byte of every page but the first is overwritten.
    for (std::size_t page = 1; page * 4096 < disk().used_bytes(); ++page) {
        disk().damage("baton.db", page * 4096);
    }
    auto store = open({.path = "baton.db", .readers = 1, .vfs = vfs_.name()});
    ASSERT_FALSE(store);
    EXPECT_TRUE(is(store.error(), StoreError::Corrupt)) << store.error().message;
    EXPECT_THAT(store.error().message, HasSubstr("damaged"));
}

TEST_F(DiskFaultTest, ErasedBytesAreNowhereOnTheDisk) {
    Append append;
    append.workspace = "acme";
    LeadRow& lead = append.leads.emplace_back();
    lead.id = make_uuid_v7(1, {});
    lead.state = "assigned";
    lead.content = LeadContent{.salt = {},
                               .body = std::string(kSecret),
                               .search_text = std::string(kSecret),
                               .identities = {0x1122334455667788}};
    IdempotencyRow& key = append.keys.emplace_back();
    key.key = "k";
    key.lead = lead.id;
    key.response = std::string(kSecret);
    const LeadKey id = lead.id;
    std::promise<void> appended;
    store_->append(std::move(append), [&](AppendOutcome) { appended.set_value(); });
    appended.get_future().wait();
    ASSERT_TRUE(disk().contains(kSecret));

    std::promise<Result<void>> erased;
    store_->erase_lead("acme", id, Instant{}, [&](auto done) { erased.set_value(done); });
    ASSERT_TRUE(erased.get_future().get());
    reopen();  // the log of the file is emptied right after the answer
    EXPECT_FALSE(disk().contains(kSecret));
    EXPECT_FALSE(disk().contains("\x11\x22\x33\x44\x55\x66\x77\x88"));
    EXPECT_FALSE(disk().contains("\x88\x77\x66\x55\x44\x33\x22\x11"));
}

TEST_F(DiskFaultTest, TooManyWaitingWritesAreRefusedAtOnce) {
    store_.reset();
    auto store = open({.path = "baton.db", .max_queued_writes = 2, .vfs = vfs_.name()});
    ASSERT_TRUE(store);
    // The first one's completion holds the writing thread, so the others wait in the queue.
    std::promise<void> holds;
    std::promise<void> go_on;
    (*store)->move_cursor({"a", "acme", 0, 1}, [&](Result<void>) {
        holds.set_value();
        go_on.get_future().wait();
    });
    holds.get_future().wait();
    int answered = 0;
    (*store)->move_cursor({"b", "acme", 0, 1}, [&](Result<void>) { ++answered; });
    (*store)->move_cursor({"c", "acme", 0, 1}, [&](Result<void>) { ++answered; });
    bool is_busy = false;
    (*store)->move_cursor({"d", "acme", 0, 1},
                          [&](Result<void> done) { is_busy = is(done.error(), StoreError::Busy); });
    EXPECT_TRUE(is_busy);
    EXPECT_EQ((*store)->stats().queued_writes, 2U);
    go_on.set_value();
    store->reset();
    EXPECT_EQ(answered, 2);
}

}  // namespace
}  // namespace baton::store::sqlite
