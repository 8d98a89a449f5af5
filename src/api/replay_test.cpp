// Replay over HTTP: what a webhook was sent becomes rows that are sent again, by lead or by time.
#include <gtest/gtest.h>

#include <future>

#include "api/api_world_for_test.hpp"
#include "deliver/planner.hpp"
#include "deliver/replay.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

class Replay : public ::testing::Test {
  protected:
    Replay()
        : document_(std::string(testing::kDocument) + R"(
channels:
  audit: { type: webhook, url: "https://hooks.acme.test/leads" }
  chat: { type: slack, webhook: "https://hooks.slack.test/x" }
)"),
          world_({.document = document_}) {}

    // A delivery that was sent for an event of this moment.
    void sent(int n, Duration after) {
        const Instant at = world_.clock.now() + after;
        store::DeliveryRow row = deliver::make_row("acme", static_cast<std::uint64_t>(n), at,
                                                   {"audit", "assigned", "", lead(n), ""}, at);
        const auto wait = [&](const auto& write) {
            std::promise<bool> done;
            write([&](const auto& result) { done.set_value(result.has_value()); });
            EXPECT_TRUE(done.get_future().get());
        };
        store::Store& store = world_.store();
        wait([&](auto done) { store.put_deliveries({{"test", "acme", 0, 0}, {row}}, done); });
        store::LeaseRequest lease;
        lease.owner = "test";
        lease.now = at;
        lease.until = at + Duration::minutes(1);
        wait([&](auto done) { store.lease_deliveries(lease, done); });
        wait([&](auto done) {
            store.settle_deliveries({{"acme", row.id, 1, store::Sent{at, 200}}}, done);
        });
    }
    static Uuid lead(int n) { return make_uuid_v7(1'000 + n, UuidRandom{}); }
    Answer replay(const std::string& body) { return world_.post("/v1/deliveries/replay", body); }
    std::vector<store::DeliveryRow> waiting() {
        store::DeliveryQuery query;
        query.states = {store::DeliveryState::Pending};
        return world_.store().deliveries("acme", query)->deliveries;
    }

    const std::string document_;
    World world_;
};

TEST_F(Replay, SendsAgainWhatOneLeadHad) {
    sent(1, {});
    sent(2, {});
    const Answer answer = replay(R"({"channel":"audit","lead":")" + format_uuid(lead(2)) + R"("})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.text("/replayed"), "1");
    EXPECT_EQ(world_.retries, 1);
    const auto rows = waiting();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].event_seq, 2U);
    EXPECT_TRUE(deliver::is_replay(rows[0]));
    EXPECT_NE(deliver::wire_id(rows[0]), format_uuid(rows[0].id));
}

TEST_F(Replay, KnowsNoCrmThatTheDocumentDoesNot) {
    const Answer answer = replay(R"({"channel":"crm:main","from":"2026-03-03T00:00:00Z"})");
    EXPECT_EQ(answer.status, 422);
}

TEST_F(Replay, SendsAgainWhatATimeHad) {
    for (int n = 1; n <= 5; ++n) sent(n, Duration::minutes(n));
    // The third and the fourth: from is in it, to is not.
    const Answer answer = replay(
        R"({"channel":"audit","from":"2026-03-02T15:03:00Z","to":"2026-03-02T10:05:00-05:00"})");
    EXPECT_EQ(answer.text("/replayed"), "2");
    EXPECT_EQ(waiting().size(), 2U);
    EXPECT_EQ(replay(R"({"channel":"audit","from":"2026-03-03T00:00:00Z"})").text("/replayed"),
              "0");
    EXPECT_EQ(replay(R"({"channel":"audit","from":"2026-03-02T15:05:00Z"})").text("/replayed"),
              "1");
}

TEST_F(Replay, SaysWhatItDoesNotKnow) {
    EXPECT_EQ(replay(R"({"channel":"none","from":"2026-03-02T15:05:00Z"})").text("/field"),
              "channel");
    EXPECT_EQ(replay(R"({"channel":"chat","from":"2026-03-02T15:05:00Z"})").status, 422);
    EXPECT_EQ(replay(R"({"channel":"audit"})").text("/field"), "from");
    EXPECT_EQ(replay(R"({"channel":"audit","lead":"x"})").text("/field"), "lead");
    EXPECT_EQ(replay(R"({"channel":"audit","from":"soon"})").text("/field"), "from");
    EXPECT_EQ(replay(R"({"channel":"audit","from":"2026-03-02T15:05:00Z",
                         "to":"2026-03-02T15:05:00Z"})")
                  .text("/field"),
              "to");
    EXPECT_EQ(replay("[]").status, 400);
}

}  // namespace
}  // namespace baton::api
