#include "deliver/courier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/courier_world_for_tests.hpp"
#include "deliver/planner.hpp"

namespace baton::deliver {
namespace {

using store::DeliveryState;
using ::testing::Contains;
using testing::FakeOutbound;
using ::testing::HasSubstr;
using testing::World;

std::string id_of(const HttpCall& call) { return call.headers.at(0).second; }

std::size_t count(const std::vector<store::DeliveryRow>& rows, DeliveryState state) {
    return static_cast<std::size_t>(
        std::ranges::count(rows, state, [](const auto& row) { return row.state; }));
}

TEST(Courier, DeliversWhatAnEventAsksForOnceOnEachChannel) {
    World world;
    world.happen({"fast slow", "", "fast"});
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 2U);
    EXPECT_EQ(world.outbound.calls_to("slow").size(), 1U);
    const auto rows = world.rows();
    ASSERT_EQ(rows.size(), 3U);
    for (const auto& row : rows) {
        EXPECT_EQ(row.state, DeliveryState::Sent);
        EXPECT_EQ(row.last_status, 200);
        EXPECT_EQ(row.attempts, 1U);
    }
    const Counters counters = world.courier().counters();
    EXPECT_EQ(counters.planned, 3U);
    EXPECT_EQ(counters.sent, 3U);
    EXPECT_EQ(counters.failed, 0U);
    EXPECT_EQ(counters.in_flight, 0U);
    EXPECT_EQ(counters.outstanding, 0U);
    EXPECT_EQ(counters.lag_seconds, 0);
}

TEST(Courier, SendsTheOldestFirst) {
    World world;
    for (int i = 0; i < 10; ++i) {
        world.happen({"fast"});
        world.now = world.now + Duration::seconds(1);
    }
    world.run();
    const auto calls = world.outbound.calls();
    ASSERT_EQ(calls.size(), 10U);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_THAT(calls[i].body, HasSubstr("\"id\":\"" + std::to_string(i + 1) + "\""));
    }
}

TEST(Courier, TriesAgainUnderTheSameIdAfterABackoff) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::failing(); });
    world.happen({"fast"});
    world.run();
    auto row = world.only_row();
    EXPECT_EQ(row.state, DeliveryState::Pending);
    EXPECT_EQ(row.last_status, 500);
    EXPECT_EQ(row.last_error, "answered 500");
    EXPECT_GT(row.next_at, world.now);
    EXPECT_LE(row.next_at, world.now + kFirstDelay);
    EXPECT_EQ(world.next(), row.next_at);
    world.run();
    EXPECT_EQ(world.outbound.calls().size(), 1U);

    world.outbound.set_script({});
    world.advance(kFirstDelay);
    row = world.only_row();
    EXPECT_EQ(row.state, DeliveryState::Sent);
    EXPECT_EQ(row.attempts, 2U);
    const auto calls = world.outbound.calls();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(id_of(calls[0]), id_of(calls[1]));
    EXPECT_EQ(id_of(calls[0]), format_uuid(row.id));
    const Counters counters = world.courier().counters();
    EXPECT_EQ(counters.failed, 1U);
    EXPECT_EQ(counters.retried, 1U);
    EXPECT_EQ(counters.sent, 1U);
}

TEST(Courier, ObeysRetryAfterForTheWholeChannel) {
    World world;
    world.outbound.set_script([](const HttpCall&) {
        Outcome outcome = FakeOutbound::failing(429);
        outcome.retry_after = Duration::minutes(2);
        return outcome;
    });
    world.happen({"fast"});
    world.run();
    world.outbound.set_script({});
    world.happen({"fast"});
    world.advance(Duration::seconds(119));
    EXPECT_EQ(world.outbound.calls().size(), 1U);
    world.advance(Duration::seconds(1));
    EXPECT_EQ(world.outbound.calls().size(), 3U);
}

TEST(Courier, GivesUpOnWhatWillNeverDoAndTellsThoseWhoHearAlerts) {
    World world;
    world.interpreter.channel_names = {"fast", "slow", "alarm"};
    world.interpreter.alert_channels = {"alarm", "slow"};
    world.outbound.set_script([](const HttpCall& call) {
        return call.url.find("slow") != std::string::npos ? FakeOutbound::refused()
                                                          : FakeOutbound::taken();
    });
    world.happen({"slow", "slow"});
    world.run();
    const auto rows = world.rows("slow");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(count(rows, DeliveryState::Dead), 2U);
    EXPECT_EQ(rows[0].last_error, "answered 410");
    EXPECT_EQ(world.courier().counters().dead, 2U);
    // Two are given up, one alert an hour is told, and not over the channel that fails.
    const auto alerts = world.outbound.calls_to("alarm");
    ASSERT_EQ(alerts.size(), 1U);
    EXPECT_THAT(alerts[0].body, HasSubstr("slow: answered 410"));
}

TEST(Courier, AnAlertThatFailsIsNotToldAgain) {
    World world;
    world.interpreter.channel_names = {"fast", "alarm"};
    world.interpreter.alert_channels = {"alarm", "fast"};
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::refused(); });
    world.happen({"fast"});
    world.run();
    EXPECT_EQ(world.rows().size(), 2U);
    EXPECT_EQ(world.courier().counters().dead, 2U);
}

TEST(Courier, WhatWasGivenUpGoesOutWhenSomebodyAsksForIt) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::refused(); });
    world.happen({"fast"});
    world.run();
    world.outbound.set_script({});
    world.retry(world.only_row());
    world.run();
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
    EXPECT_EQ(world.only_row().attempts, 2U);
}

TEST(Courier, GivesUpAfterADayAndTwoHours) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::failing(); });
    world.happen({"fast"});
    const Instant start = world.now;
    world.run();
    while (world.only_row().state == DeliveryState::Pending) {
        ASSERT_LT(world.now - start, Duration::hours(30));
        world.advance(Duration::minutes(10));
    }
    EXPECT_EQ(world.only_row().state, DeliveryState::Dead);
    EXPECT_GE(world.now - start, kGiveUpAfter);
    EXPECT_LT(world.only_row().attempts, kMostAttempts);
    EXPECT_GT(world.only_row().attempts, 20U);
}

TEST(Courier, DropsWhatNoLongerHolds) {
    World world;
    world.interpreter.moved_on = {1};
    world.happen({"fast", "fast"});
    world.run();
    const auto rows = world.rows();
    EXPECT_EQ(count(rows, DeliveryState::Superseded), 1U);
    EXPECT_EQ(count(rows, DeliveryState::Sent), 1U);
    EXPECT_EQ(world.outbound.calls().size(), 1U);
    EXPECT_EQ(world.courier().counters().superseded, 1U);
}

TEST(Courier, AnAnswerAfterTheLeaseChangesNothing) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen({"fast"});
    world.run();
    world.now = world.now + kLease;
    world.outbound.set_script({});

    std::atomic<bool> woken = false;
    Courier second(world.config("node-2"), world.store(), world.outbound, world.interpreter,
                   [&] { woken = true; });
    world.run(second, woken);
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
    EXPECT_EQ(world.only_row().fence, 2U);

    world.outbound.answer_held(FakeOutbound::refused());
    world.run();
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
    EXPECT_EQ(world.courier().counters().stale, 1U);
}

TEST(Courier, TwoNodesSendEachMessageOnce) {
    World world;
    std::atomic<bool> woken = false;
    Courier second(world.config("node-2"), world.store(), world.outbound, world.interpreter,
                   [&] { woken = true; });
    world.happen(std::vector<std::string>(50, "fast slow"));
    for (int i = 0; i < 10; ++i) {
        (void)world.courier().step();
        (void)second.step();
        world.wait_for_store();
    }
    world.run();
    world.run(second, woken);
    world.run();
    EXPECT_EQ(world.rows().size(), 100U);
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 100U);
    EXPECT_EQ(world.outbound.calls().size(), 100U);
}

TEST(Courier, AfterARestartWhatWasUnderWayGoesOutAgainUnderItsId) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen({"fast"});
    world.run();
    ASSERT_EQ(world.outbound.calls().size(), 1U);

    world.outbound.set_script({});
    world.start();
    world.run();
    EXPECT_EQ(world.outbound.calls().size(), 1U);  // its lease still runs
    world.advance(kLease);
    const auto calls = world.outbound.calls();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(id_of(calls[0]), id_of(calls[1]));
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
    world.outbound.answer_held(FakeOutbound::taken());  // the dead courier's: nobody listens
}

TEST(Courier, WhatADeadProcessHadTakenGoesOutAtOnce) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen({"fast slow"});
    world.run();
    ASSERT_EQ(world.outbound.calls().size(), 2U);

    world.outbound.set_script({});
    world.restart("node-2");
    world.run();
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 2U);
    const auto calls = world.outbound.calls_to("fast");
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(id_of(calls[0]), id_of(calls[1]));
    world.outbound.answer_held(FakeOutbound::taken());  // the dead courier's: nobody listens
}

TEST(Courier, ARestartPlansNothingTwice) {
    World world;
    world.happen({"fast", "slow", "", "fast slow"});
    world.run();
    world.start();
    world.happen({"slow"});
    world.run();
    EXPECT_EQ(world.rows().size(), 5U);
    EXPECT_EQ(world.outbound.calls().size(), 5U);
}

TEST(Courier, AStoppedCallIsDueAgainAtOnce) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen({"fast"});
    world.run();
    Outcome stopped;
    stopped.stopped = true;
    stopped.message = "the server was stopped";
    world.courier().stop_leasing();
    world.outbound.answer_held(stopped);
    world.run();
    EXPECT_TRUE(world.courier().is_idle());
    EXPECT_EQ(world.only_row().state, DeliveryState::Pending);
    EXPECT_EQ(world.only_row().next_at, world.now);
    EXPECT_EQ(world.courier().counters().failed, 0U);
}

TEST(Courier, AChannelThatHangsHoldsUpNoOther) {
    World world;
    world.outbound.set_script([](const HttpCall& call) -> std::optional<Outcome> {
        if (call.url.find("slow") != std::string::npos) return std::nullopt;
        return FakeOutbound::taken();
    });
    world.happen(std::vector<std::string>(200, "slow fast"));
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 200U);
    EXPECT_EQ(world.outbound.calls_to("slow").size(), kMostInFlightOfChannel);
    EXPECT_EQ(world.courier().counters().in_flight, kMostInFlightOfChannel);
}

TEST(Courier, AChannelThatKeepsFailingRestsAndIsProbed) {
    World world;
    world.outbound.set_script([](const HttpCall& call) -> std::optional<Outcome> {
        if (call.url.find("slow") != std::string::npos) return FakeOutbound::failing();
        return FakeOutbound::taken();
    });
    world.happen(std::vector<std::string>(100, "slow"));
    for (int i = 0; i < 60; ++i) world.advance(Duration::minutes(1));
    // An hour of a hundred waiting messages: some at first, then a probe every few minutes.
    EXPECT_LT(world.outbound.calls_to("slow").size(), 60U);
    EXPECT_EQ(world.courier().counters().resting, 1U);
    EXPECT_EQ(world.courier().counters().dead, 0U);
    EXPECT_GT(world.courier().counters().lag_seconds, 3000);
    EXPECT_THAT(world.problems, Contains("answered 500"));

    world.outbound.set_script({});
    world.advance(kLongestRest);
    for (int i = 0; i < 90; ++i) world.advance(Duration::minutes(1));
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 100U);
    EXPECT_EQ(world.courier().counters().resting, 0U);
}

// What is under way beside the first failures fails with them, and is no probe.
TEST(Courier, AChannelThatFailsManyAtOnceIsProbedAfterASecond) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen(std::vector<std::string>(20, "slow"));
    world.run();
    EXPECT_EQ(world.outbound.calls_to("slow").size(), kMostInFlightOfChannel);
    world.outbound.answer_held(FakeOutbound::failing());
    world.run();
    const std::size_t failed = world.outbound.calls_to("slow").size();
    world.outbound.set_script({});
    world.advance(Duration::seconds(1));
    EXPECT_GT(world.outbound.calls_to("slow").size(), failed);
    world.advance(Duration::seconds(2));
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 20U);
}

TEST(Courier, AChannelThatFailsForLongIsToldEveryHour) {
    World world;
    world.interpreter.channel_names = {"slow", "alarm"};
    world.interpreter.alert_channels = {"alarm"};
    world.outbound.set_script([](const HttpCall& call) -> std::optional<Outcome> {
        if (call.url.find("slow") != std::string::npos) return FakeOutbound::failing();
        return FakeOutbound::taken();
    });
    world.happen(std::vector<std::string>(10, "slow"));
    world.run();
    EXPECT_EQ(world.outbound.calls_to("alarm").size(), 0U);
    for (int i = 0; i < 180; ++i) world.advance(Duration::minutes(1));
    EXPECT_GE(world.outbound.calls_to("alarm").size(), 3U);
    EXPECT_LE(world.outbound.calls_to("alarm").size(), 4U);
}

TEST(Courier, ReadsNoFurtherAheadThanItsBound) {
    World world;
    world.outbound.set_script([](const HttpCall& call) -> std::optional<Outcome> {
        if (call.url.find("slow") != std::string::npos) return std::nullopt;
        return FakeOutbound::taken();
    });
    world.happen(std::vector<std::string>(1400, "slow fast"));
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 1400U);
    const std::size_t waiting = world.rows("slow").size();
    EXPECT_GE(waiting, kMostOutstanding);
    EXPECT_LT(waiting, kMostOutstanding + kEventsPerSlice);

    world.outbound.set_script({});
    world.outbound.answer_held(FakeOutbound::taken());
    world.run();
    EXPECT_EQ(count(world.rows("slow"), DeliveryState::Sent), 1400U);
}

TEST(Courier, AnEventThatCannotBeReadIsToldAndNotSkipped) {
    World world;
    world.interpreter.is_broken = true;
    world.happen({"fast"});
    world.run();
    EXPECT_THAT(world.problems, Contains(HasSubstr("event 1 of the log cannot be delivered")));
    world.interpreter.is_broken = false;
    world.advance(Duration::seconds(5));
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
}

TEST(Courier, AMessageThatCannotBeComposedWaits) {
    World world;
    world.interpreter.cannot_compose = true;
    world.happen({"fast"});
    world.run();
    EXPECT_EQ(world.only_row().state, DeliveryState::Pending);
    EXPECT_EQ(world.only_row().last_error, "the store is away");
    world.interpreter.cannot_compose = false;
    world.advance(kFirstDelay);
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
}

TEST(Courier, AMissingSecretIsNamedAndCanBeMended) {
    World world;
    world.interpreter.secret = "${AUDIT_SECRET}";
    world.happen({"fast"});
    world.run();
    EXPECT_EQ(world.only_row().state, DeliveryState::Pending);
    EXPECT_THAT(world.only_row().last_error, HasSubstr("AUDIT_SECRET is not set"));
    EXPECT_THAT(world.problems, Contains(HasSubstr("AUDIT_SECRET is not set")));
    EXPECT_TRUE(world.outbound.calls().empty());
    world.environment["AUDIT_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    world.advance(kFirstDelay);
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
    EXPECT_EQ(world.outbound.calls().at(0).headers.size(), 3U);
}

TEST(Courier, AChannelThatIsNewReadsTheLogOnce) {
    World world;
    world.happen({"fast late", "fast"});
    world.run();
    EXPECT_EQ(world.rows().size(), 2U);
    world.interpreter.channel_names.push_back("late");
    world.happen({"late"});
    world.run();
    EXPECT_EQ(world.rows("late").size(), 2U);
    EXPECT_EQ(world.rows("fast").size(), 2U);
}

TEST(Courier, AChannelThatIsNewToALongLogBeginsWhereItWasPublished) {
    World world;
    world.interpreter.channel_names = {"fast"};
    world.happen({"fast late", "late", "late"});
    world.run();
    EXPECT_EQ(world.outbound.calls_to("late").size(), 0U);
    world.interpreter.channel_names = {"fast", "late"};
    world.interpreter.since["late"] = 3;
    world.happen({"late"});
    world.run();
    EXPECT_EQ(world.outbound.calls_to("late").size(), 2U);
    EXPECT_EQ(world.store().cursor("deliver/late", "acme").value(), 4U);
    // Where it stands counts from then on.
    world.stop();
    world.interpreter.since["late"] = 5;
    world.happen({"late"});
    world.start();
    world.run();
    EXPECT_EQ(world.outbound.calls_to("late").size(), 3U);
}

TEST(Courier, AChannelWithMuchToCatchUpOnKeepsNobodyWaiting) {
    World world;
    world.happen(std::vector<std::string>(5000, ""));
    world.run();
    world.interpreter.channel_names.push_back("late");
    world.happen({"fast late"});
    (void)world.courier().step();  // the new channel reads its first slice, and the other its news
    world.wait_for_store();
    (void)world.courier().step();
    world.wait_for_store();
    (void)world.courier().step();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 1U);
    EXPECT_EQ(world.outbound.calls_to("late").size(), 0U);
    world.run();
    EXPECT_EQ(world.outbound.calls_to("late").size(), 1U);
}

TEST(Courier, FindsWhatNobodyTold) {
    World world;
    world.run();
    world.stop();
    world.happen({"fast"});
    world.start();
    world.run();
    EXPECT_EQ(world.only_row().state, DeliveryState::Sent);
}

TEST(Courier, AWorkspaceAtRestIsNotAskedAbout) {
    World world;
    for (const char* workspace : {"acme", "beta", "gamma"}) world.happen({"fast"}, workspace);
    world.run();
    // What came to rest is noted when it is looked at again.
    for (int i = 0; i < 2; ++i) world.advance(Duration::seconds(5));
    EXPECT_EQ(world.store().cursor(kPlanned, "beta").value(), 1U);
    world.stop();
    world.happen({"fast"}, "gamma");
    world.interpreter.asked.clear();
    world.start();
    world.run();
    for (int i = 0; i < 3; ++i) world.advance(Duration::seconds(5));
    EXPECT_EQ(world.interpreter.asked["beta"], 0);
    EXPECT_GT(world.interpreter.asked["gamma"], 0);
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 4U);
    world.happen({"fast"}, "beta");
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 5U);
}

TEST(Courier, ManyWorkspacesAreAllLookedThroughAtTheStart) {
    World world;
    world.stop();
    for (int i = 0; i < 700; ++i) world.happen({i % 100 == 99 ? "fast" : ""}, std::to_string(i));
    world.start();
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 7U);
}

}  // namespace
}  // namespace baton::deliver
