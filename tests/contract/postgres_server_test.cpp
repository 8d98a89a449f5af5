// What only a shared server can do to its nodes: it is set up unsafely, was written by a newer
// version, crashes and comes back, cuts connections; and several nodes write at once. On a server
// of its own, made and ended by postgres.sh.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "store/postgres/connection.hpp"
#include "store/postgres/postgres_store.hpp"

namespace baton::store::postgres {
namespace {

class Server : public ::testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_EQ(command("start"), 0); }
    static void TearDownTestSuite() { command("stop"); }

    void SetUp() override {
        std::ifstream in(file());
        std::getline(in, url_);
        static int made = 0;
        schema_ = "s" + std::to_string(made++);
    }

    static std::string file() {
        return ::testing::TempDir() + "baton-server-" + std::to_string(getpid()) + ".url";
    }
    static int command(const std::string& action, const std::string& settings = "") {
        return std::system((std::string(BATON_POSTGRES_SCRIPT) + " " + action + " " + file() + " " +
                            settings + " </dev/null")
                               .c_str());
    }

    Result<std::unique_ptr<Store>> try_open() {
        return postgres::open({.url = url_, .entropy = {1}, .schema = schema_});
    }
    std::unique_ptr<Store> open() {
        auto store = try_open();
        EXPECT_TRUE(store) << store.error().message;
        return store ? std::move(*store) : nullptr;
    }
    void run(const std::string& sql) {
        auto db = Connection::open({.url = url_, .schema = schema_, .name = "tests"});
        ASSERT_TRUE(db) << db.error().message;
        const auto done = (*db)->script(sql, "testing");
        EXPECT_TRUE(done) << done.error().message;
    }
    // Ends every connection whose name begins like this, as a network that breaks would.
    void cut(const std::string& names) {
        run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name LIKE '" +
            names + "%'");
    }

    std::string url_;
    std::string schema_;
};

Append event_after(const Head& head, std::string kind) {
    Append append;
    append.workspace = "acme";
    append.after = head;
    EventRow& event = append.events.emplace_back();
    event.seq = head.seq + 1;
    event.kind = std::move(kind);
    event.body = "{}";
    event.hash = sha256(event.kind + std::to_string(event.seq));
    return append;
}

AppendOutcome put(Store& store, Append append) {
    std::promise<AppendOutcome> promise;
    store.append(std::move(append),
                 [&](AppendOutcome outcome) { promise.set_value(std::move(outcome)); });
    return promise.get_future().get();
}

// Appends until it is in, as dispatch does: after a conflict upon the head that was told, after an
// uncertain failure upon the head that is read.
Head put_at_last(Store& store, Head head, const std::string& kind) {
    for (;;) {
        Append append = event_after(head, kind);
        const Head hoped{append.events[0].seq, append.events[0].hash};
        const AppendOutcome outcome = put(store, std::move(append));
        if (const auto* appended = std::get_if<Appended>(&outcome)) return appended->head;
        if (const auto* conflict = std::get_if<Conflict>(&outcome)) {
            head = conflict->head;
            continue;
        }
        const auto present = store.head("acme");
        if (!present) continue;
        // Nobody else writes this kind, so a greater seq with it would be seen by the test.
        const auto written = store.read("acme", hoped.seq, 1);
        if (written && !written->empty() && written->front().hash == hoped.hash) return hoped;
        head = *present;
    }
}

TEST_F(Server, AServerThatForgetsWhatItAcknowledgedIsRefused) {
    for (const auto& [setting, words] : std::map<std::string, std::string>{
             {"fsync=off", "fsync = on"}, {"synchronous_commit=off", "synchronous_commit = on"}}) {
        ASSERT_EQ(command("crash"), 0);
        ASSERT_EQ(command("again", setting), 0);
        const auto store = try_open();
        ASSERT_FALSE(store) << setting;
        EXPECT_TRUE(is(store.error(), StoreError::Unsafe)) << store.error().message;
        EXPECT_NE(store.error().message.find(words), std::string::npos) << store.error().message;
    }
    ASSERT_EQ(command("crash"), 0);
    ASSERT_EQ(command("again"), 0);
    EXPECT_NE(open(), nullptr);
}

TEST_F(Server, ANewerSchemaIsRefusedAndLeftAsItIs) {
    open().reset();
    run("INSERT INTO " + schema_ + ".migration VALUES (900, 'of tomorrow')");
    const auto store = try_open();
    ASSERT_FALSE(store);
    EXPECT_TRUE(is(store.error(), StoreError::Newer)) << store.error().message;
    run("DELETE FROM " + schema_ + ".migration WHERE number = 900");
    EXPECT_NE(open(), nullptr);
}

TEST_F(Server, ASchemaOfAnotherProgramIsRefused) {
    run("CREATE SCHEMA " + schema_ + "; CREATE TABLE " + schema_ + ".theirs (n int4)");
    const auto store = try_open();
    ASSERT_FALSE(store);
    EXPECT_TRUE(is(store.error(), StoreError::Foreign)) << store.error().message;
}

TEST_F(Server, ErrorsShowNoPassword) {
    const auto nobody = postgres::open({.url = "postgresql://u:hidden@127.0.0.1:1/db"});
    ASSERT_FALSE(nobody);
    EXPECT_TRUE(is(nobody.error(), StoreError::Io));
    EXPECT_EQ(nobody.error().message.find("hidden"), std::string::npos) << nobody.error().message;
    const auto unreadable = postgres::open({.url = "postgresql://u:hidden@h:x%/db"});
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(unreadable.error().message.find("hidden"), std::string::npos);
}

TEST_F(Server, NodesThatStartAtOnceMigrateOnce) {
    std::vector<std::thread> nodes;
    std::atomic<int> opened = 0;
    for (int i = 0; i < 6; ++i) {
        nodes.emplace_back([&] {
            if (open() != nullptr) ++opened;
        });
    }
    for (std::thread& node : nodes) node.join();
    EXPECT_EQ(opened, 6);
}

TEST_F(Server, NodesLoseAndDoubleNothing) {
    constexpr int kNodes = 3;
    constexpr int kEach = 40;
    std::vector<std::unique_ptr<Store>> stores;
    for (int i = 0; i < kNodes; ++i) stores.push_back(open());
    std::vector<std::thread> nodes;
    for (int i = 0; i < kNodes; ++i) {
        nodes.emplace_back([&, i] {
            Head head;
            for (int n = 0; n < kEach; ++n) {
                head = put_at_last(*stores[static_cast<std::size_t>(i)], head,
                                   std::to_string(i) + "/" + std::to_string(n));
            }
        });
    }
    for (std::thread& node : nodes) node.join();
    std::map<std::string, int> seen;
    const auto events = stores[0]->read("acme", 1, 1000);
    for (const EventRow& event : events.value()) ++seen[event.kind];
    EXPECT_EQ(seen.size(), std::size_t{kNodes * kEach});
    for (const auto& [kind, times] : seen) EXPECT_EQ(times, 1) << kind;
}

TEST_F(Server, CutConnectionsLoseAndDoubleNothing) {
    constexpr int kEvents = 300;
    const auto store = open();
    std::atomic<bool> is_over = false;
    std::thread cutter([&] {
        while (!is_over) cut("baton");
    });
    Head head;
    for (int n = 0; n < kEvents; ++n) head = put_at_last(*store, head, std::to_string(n));
    is_over = true;
    cutter.join();
    const auto events = store->read("acme", 1, 1000).value();
    ASSERT_EQ(events.size(), std::size_t{kEvents});
    for (int n = 0; n < kEvents; ++n) {
        EXPECT_EQ(events[static_cast<std::size_t>(n)].kind, std::to_string(n));
    }
}

TEST_F(Server, ACrashedServerIsFoundAgain) {
    const auto store = open();
    const Head first = put_at_last(*store, {}, "before");
    ASSERT_EQ(command("crash"), 0);
    const AppendOutcome outcome = put(*store, event_after(first, "meanwhile"));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    EXPECT_TRUE(is(std::get<Failed>(outcome).error, StoreError::Io));
    EXPECT_FALSE(store->head("acme"));
    ASSERT_EQ(command("again"), 0);
    const Head second = put_at_last(*store, first, "after");
    EXPECT_EQ(second.seq, 2U);
    EXPECT_EQ(store->head("acme").value(), second);
}

TEST_F(Server, NodesHearOfEachOther) {
    const auto one = open();
    const auto other = open();
    std::promise<void> is_listening;
    std::promise<std::string> heard;
    std::atomic<bool> is_first = true;
    other->follow([&](std::string_view workspace) {
        if (workspace.empty() && is_first.exchange(false)) is_listening.set_value();
        if (!workspace.empty()) heard.set_value(std::string(workspace));
    });
    is_listening.get_future().wait();
    put_at_last(*other, {}, "its own, which it knows");
    Append theirs = event_after({}, "of another node");
    theirs.workspace = "bolt";
    ASSERT_TRUE(std::holds_alternative<Appended>(put(*one, std::move(theirs))));
    EXPECT_EQ(heard.get_future().get(), "bolt");
    other->follow({});
}

TEST_F(Server, LeasesOfAnotherNodeStand) {
    const auto one = open();
    const auto other = open();
    DeliveryRow row;
    row.workspace = "acme";
    row.id = make_uuid_v7(1, {});
    row.channel = "slack";
    row.kind = "assigned";
    std::promise<Result<void>> is_put;
    one->put_deliveries({.cursor = {"notify", "acme", 0, 1}, .rows = {row}},
                        [&](Result<void> done) { is_put.set_value(std::move(done)); });
    ASSERT_TRUE(is_put.get_future().get());
    const auto lease = [](Store& store, std::int64_t seconds) {
        std::promise<Result<std::vector<DeliveryRow>>> promise;
        store.lease_deliveries({.owner = "somebody",
                                .now = Instant::from_seconds(seconds),
                                .until = Instant::from_seconds(seconds + 60)},
                               [&](auto leased) { promise.set_value(std::move(leased)); });
        return promise.get_future().get().value().size();
    };
    const auto free_dead = [](Store& store, std::int64_t seconds) {
        std::promise<Result<std::size_t>> promise;
        store.free_dead_leases(Instant::from_seconds(seconds),
                               [&](auto freed) { promise.set_value(std::move(freed)); });
        return promise.get_future().get().value();
    };
    EXPECT_EQ(lease(*one, 10), 1U);
    EXPECT_EQ(free_dead(*other, 11), 0U) << "its node lives";
    EXPECT_EQ(lease(*other, 12), 0U);
    EXPECT_EQ(lease(*other, 70), 1U) << "it has run out";
}

}  // namespace
}  // namespace baton::store::postgres
