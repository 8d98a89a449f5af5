#include "dispatch/ticker.hpp"

#include <gtest/gtest.h>

#include <future>

#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using testing::HandClock;
using testing::Server;

// Whoever follows the log until an event of some kind comes.
class Expect {
  public:
    Expect(Directory& directory, std::string kind) : directory_(directory) {
        id_ = directory.subscribe([this, kind](const Committed& committed) {
            for (const auto& event : committed.events) {
                if (event::kind_of(event) == kind && !std::exchange(came_, true)) {
                    promise_.set_value(event);
                }
            }
        });
    }
    ~Expect() { directory_.unsubscribe(id_); }
    event::Event wait() { return promise_.get_future().get(); }

  private:
    Directory& directory_;
    std::uint64_t id_ = 0;
    bool came_ = false;
    std::promise<event::Event> promise_;
};

TEST(Ticker, FiresWhatFallsDueOnTheClock) {
    Server server;
    ASSERT_EQ(Server::body(server.receive("kim@x.test")), "ann");
    const Instant start = server.clock.now();
    EXPECT_EQ(server.writer().next_deadline(), start + Duration::minutes(10));
    {
        Expect escalated(server.directory(), "escalated");
        server.clock.move_by(Duration::minutes(10));
        EXPECT_EQ(escalated.wait().at, start + Duration::minutes(10));
    }
    {
        Expect decided(server.directory(), "decided");
        server.clock.move_by(Duration::minutes(20));
        EXPECT_EQ(decided.wait().at, start + Duration::minutes(30));
    }
    // The answer comes after the followers: a question of ours comes after both.
    EXPECT_EQ(server.bytes(), server.replayed());
    EXPECT_EQ(server.writer().next_deadline(), start + Duration::minutes(40));
    EXPECT_EQ(server.count("escalated"), 1U);
}

TEST(Ticker, AfterARestartWhatFellDueMeanwhileHappens) {
    Server server;
    ASSERT_TRUE(Server::accepted(server.receive("kim@x.test")));
    server.directory().close();
    server.clock.move_by(Duration::hours(2));
    server.restart();
    ASSERT_TRUE(Server::accepted(server.tick()));
    EXPECT_EQ(server.count("escalated"), 1U);
    EXPECT_EQ(server.count("decided"), 1U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Ticker, AWaitingLeadGoesToWhoComesBackAtThatMoment) {
    Server server;
    const Instant back = server.clock.now() + Duration::hours(3);
    const auto out = server.send(server.act([&](const Moment& moment) -> Result<desk::Command> {
        return desk::ChangeAvailability{
            *moment.policy.names.people.find("boss"), event::AvailabilityChange::Out, {}, back};
    }));
    ASSERT_EQ(Server::body(server.receive("kim@x.test", "late")), "held");
    EXPECT_EQ(server.writer().next_deadline(), back);
    Expect decided(server.directory(), "decided");
    server.clock.move_to(back);
    const event::Event event = decided.wait();
    EXPECT_EQ(event.at, back);
    EXPECT_EQ(event.cause, event::Cause::Waiting);
}

TEST(Ticker, FiresOnceAtATimeAndTriesAgainAfterAFailure) {
    HandClock clock;
    std::mutex mutex;
    std::condition_variable fired;
    std::vector<std::function<void(bool)>> under_way;
    const auto next = [&](std::size_t n) {
        std::unique_lock lock(mutex);
        fired.wait(lock, [&] { return under_way.size() >= n; });
        return under_way[n - 1];
    };
    std::unique_ptr<Ticker> ticker;
    Alarm alarm(
        clock,
        [&](const std::string& workspace, std::function<void(bool)> done) {
            EXPECT_EQ(workspace, "acme");
            const std::lock_guard lock(mutex);
            under_way.push_back(std::move(done));
            fired.notify_all();
        },
        [&] { ticker->wake(); });
    ticker = std::make_unique<Ticker>(clock, [&] { return alarm.step(); });
    ticker->start();
    alarm.set("acme", clock.now());
    const auto first = next(1);
    alarm.set("acme", clock.now() - Duration::seconds(1));  // sooner, while one is under way
    alarm.set("idle", Instant::never());
    first(false);
    {
        const std::lock_guard lock(mutex);
        EXPECT_EQ(under_way.size(), 1U) << "a second has to pass first";
    }
    clock.move_by(Duration::seconds(1));
    alarm.set("acme", clock.now() - Duration::seconds(5));
    const auto second = next(2);
    alarm.set("acme", Instant::never());
    second(true);
    const std::lock_guard lock(mutex);
    EXPECT_EQ(under_way.size(), 2U);
}

}  // namespace
}  // namespace baton::dispatch
