// Starting: from a snapshot and the tail, from the log alone, and from a log that is not right.
#include "dispatch/warm.hpp"

#include <gtest/gtest.h>

#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using testing::Server;

std::optional<store::SnapshotRow> latest(Server& server) {
    return server.real_store().snapshot("acme", 1'000'000).value();
}

void put_snapshot(Server& server, store::SnapshotRow row) {
    std::promise<Result<void>> done;
    server.real_store().put_snapshot("acme", std::move(row),
                                     [&](Result<void> result) { done.set_value(result); });
    ASSERT_TRUE(done.get_future().get());
}

// A store that says other things of the log and the documents than it holds.
class TamperedStore final : public testing::TroubledStore {
  public:
    using TroubledStore::TroubledStore;
    std::function<void(std::vector<store::EventRow>&)> tamper;
    bool lose_documents = false;

    Result<std::vector<store::EventRow>> read(std::string_view w, std::uint64_t from,
                                              std::size_t limit) override {
        auto rows = TroubledStore::read(w, from, limit);
        if (rows && tamper) tamper(*rows);
        return rows;
    }
    Result<std::optional<store::Document>> document(std::string_view w,
                                                    std::uint64_t version) override {
        if (lose_documents) return std::optional<store::Document>();
        return TroubledStore::document(w, version);
    }
};

TEST(Warm, SnapshotAndTailEqualTheWholeLog) {
    Server server({.snapshot_every = 10});
    for (int i = 0; i < 65; ++i) {
        const std::string email = "m" + std::to_string(i % 9) + "@x.test";
        if (i % 5 == 0) {
            ASSERT_TRUE(Server::accepted(server.receive(email)));
        } else {
            server.receive_and_win(email);
        }
        if (i == 30) {
            ASSERT_TRUE(Server::accepted(
                server.publish(std::string(testing::kDocument) + "close_after: 90d\n")));
        }
    }
    const auto snapshot = latest(server);
    ASSERT_TRUE(snapshot);
    const std::string bytes = server.bytes();
    // Another start while the first still runs: no snapshot of its close helps it.
    ASSERT_LT(snapshot->at.seq, server.log().back().seq);
    auto other = server.open(server.real_store());
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(Server::bytes((*other)->default_workspace()), bytes);
    EXPECT_EQ(server.replayed(), bytes);
    other->reset();
    server.restart();
    EXPECT_EQ(server.bytes(), bytes);
    EXPECT_EQ(latest(server)->at.seq, server.log().back().seq) << "close writes a snapshot";
    EXPECT_TRUE(Server::accepted(server.receive("new@x.test")));
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Warm, PassesOverASnapshotThatIsDamaged) {
    Server server({.snapshot_every = 5});
    for (int i = 0; i < 20; ++i) server.receive_and_win("");
    const std::string bytes = server.bytes();
    ASSERT_TRUE(latest(server));
    store::SnapshotRow damaged = *latest(server);
    const auto log = server.log();
    damaged.at = {log.back().seq, log.back().hash};
    for (const std::size_t at :
         {std::size_t{0}, damaged.bytes.size() / 2, damaged.bytes.size() - 1}) {
        store::SnapshotRow row = damaged;
        row.bytes[at] = static_cast<char>(row.bytes[at] ^ 0x10);
        put_snapshot(server, row);
        auto other = server.open(server.real_store());
        ASSERT_TRUE(other) << other.error().message;
        EXPECT_EQ(Server::bytes((*other)->default_workspace()), bytes);
    }
}

TEST(Warm, PassesOverASnapshotOfAnotherMomentThanItSays) {
    Server server({.snapshot_every = 5});
    for (int i = 0; i < 20; ++i) server.receive_and_win("");
    const std::string bytes = server.bytes();
    const auto log = server.log();
    const auto earlier = server.real_store().snapshot("acme", log.back().seq - 1).value();
    ASSERT_TRUE(earlier);
    put_snapshot(server, {{log.back().seq, log.back().hash}, earlier->bytes});
    auto other = server.open(server.real_store());
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(Server::bytes((*other)->default_workspace()), bytes);
}

TEST(Warm, RefusesALogThatDoesNotHoldTogether) {
    Server server;
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(Server::accepted(server.receive("")));
    TamperedStore tampered(server.real_store());
    const auto code = [&] {
        const auto opened = server.open(tampered);
        return opened ? 0 : opened.error().code;
    };
    const int broken = static_cast<int>(WarmError::BrokenLog);
    tampered.tamper = [](auto& rows) {
        if (rows.size() > 3) rows[3].body[rows[3].body.size() / 2] ^= 1;
    };
    EXPECT_EQ(code(), broken);
    tampered.tamper = [](auto& rows) {
        if (rows.size() > 3) rows.erase(rows.begin() + 2);
    };
    EXPECT_EQ(code(), broken);
    tampered.tamper = [](auto& rows) {
        if (rows.size() > 3) rows[3].at = rows[3].at + Duration{1};
    };
    EXPECT_EQ(code(), broken);
    tampered.tamper = nullptr;
    EXPECT_EQ(code(), 0);
}

TEST(Warm, SaysWhichDocumentIsMissing) {
    Server server;
    TamperedStore tampered(server.real_store());
    tampered.lose_documents = true;
    const auto opened = server.open(tampered);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, static_cast<int>(WarmError::MissingDocument));
    EXPECT_NE(opened.error().message.find("version 1"), std::string::npos);
}

TEST(Warm, SaysThatTheStoreCannotBeRead) {
    Server server;
    testing::TroubledStore troubled(server.real_store());
    troubled.refuse_reads(true);
    const auto opened = server.open(troubled);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, "the disk has trouble");
}

}  // namespace
}  // namespace baton::dispatch
