// The write-ahead log stays small: what is in it is moved into the database as it grows, and it
// begins anew, also while somebody reads all the time.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/sqlite_store.hpp"
#include "store/sqlite/testing/fault_vfs.hpp"

namespace baton::store::sqlite {
namespace {

using testing::FaultVfs;

constexpr int kCheckpointPages = 40;
constexpr std::size_t kPageInLog = 4096 + 24;  // with its header
// Readers are held back once the log is twenty times as long as when it is first moved; one commit
// may still come upon that.
constexpr std::size_t kMostPages = 25 * kCheckpointPages;

EventRow event(std::uint64_t seq) {
    EventRow row;
    row.seq = seq;
    row.at = Instant{static_cast<std::int64_t>(seq)};
    row.kind = "received";
    row.body = std::to_string(seq) + std::string(1500, 'b');
    row.hash = sha256(row.body);
    return row;
}

Head append_one(Store& store, const Head& after) {
    Append append;
    append.workspace = "acme";
    append.after = after;
    append.events.push_back(event(after.seq + 1));
    std::promise<AppendOutcome> answered;
    store.append(std::move(append),
                 [&](AppendOutcome outcome) { answered.set_value(std::move(outcome)); });
    const AppendOutcome outcome = answered.get_future().get();
    const auto* appended = std::get_if<Appended>(&outcome);
    EXPECT_NE(appended, nullptr);
    return appended != nullptr ? appended->head : after;
}

// The longest that the log has been over so many appends of a page and more each.
std::size_t longest_log(FaultVfs& vfs, Store& store, int appends) {
    const auto log = vfs.disk().open("baton.db-wal");
    std::size_t longest = 0;
    Head head;
    for (int n = 0; n < appends; ++n) {
        head = append_one(store, head);
        longest = std::max(longest, vfs.disk().size(*log));
    }
    return longest;
}

OpenOptions options(const FaultVfs& vfs) {
    return {
        .path = "baton.db", .readers = 2, .checkpoint_pages = kCheckpointPages, .vfs = vfs.name()};
}

TEST(LogSize, IsBoundedWhileNobodyReads) {
    FaultVfs vfs;
    auto store = open(options(vfs));
    ASSERT_TRUE(store) << store.error().message;
    constexpr int kAppends = 2'000;
    const std::size_t longest = longest_log(vfs, **store, kAppends);
    // Nobody is in the way: soon after it was due, it has been moved.
    EXPECT_LE(longest, 3 * kCheckpointPages * kPageInLog);
    const auto database = vfs.disk().open("baton.db");
    EXPECT_GE(vfs.disk().size(*database), std::size_t{kAppends} * 1500);
}

TEST(LogSize, IsBoundedWhileSomebodyReadsAllTheTime) {
    FaultVfs vfs;
    auto store = open(options(vfs));
    ASSERT_TRUE(store) << store.error().message;
    std::atomic<bool> is_over = false;
    std::atomic<int> failures = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!is_over) {
                if (!(*store)->read("acme", 1, 200)) ++failures;
            }
        });
    }
    constexpr int kAppends = 2'000;
    const std::size_t longest = longest_log(vfs, **store, kAppends);
    is_over = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(failures, 0);
    EXPECT_LE(longest, kMostPages * kPageInLog);
    const auto database = vfs.disk().open("baton.db");
    EXPECT_GE(vfs.disk().size(*database) + longest, std::size_t{kAppends} * 1500);
    const auto head = (*store)->head("acme");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->seq, std::uint64_t{kAppends});
}

}  // namespace
}  // namespace baton::store::sqlite
