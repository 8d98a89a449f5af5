// What is leased ahead of its place, and what becomes of it when no place comes free.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/courier.hpp"
#include "deliver/courier_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using store::DeliveryState;
using testing::FakeOutbound;
using testing::World;

std::size_t count(const std::vector<store::DeliveryRow>& rows, DeliveryState state) {
    return static_cast<std::size_t>(
        std::ranges::count(rows, state, [](const auto& row) { return row.state; }));
}

TEST(CourierLease, ManyAreLeasedAndComposedAtOnceAndAFewUnderWay) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen(std::vector<std::string>(100, "fast"));
    world.run();
    EXPECT_EQ(world.outbound.calls().size(), kMostInFlightOfChannel);
    EXPECT_EQ(count(world.rows(), DeliveryState::Leased), kMostLeasedOfChannel);
    EXPECT_EQ(world.interpreter.most_composed, kMostInFlightOfChannel);
    world.outbound.set_script({});
    world.outbound.answer_held(FakeOutbound::taken());
    world.run();
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 100U);
    EXPECT_EQ(world.outbound.calls().size(), 100U);
    EXPECT_EQ(world.courier().counters().stale, 0U);
}

TEST(CourierLease, WhatWaitsForAChannelThatRestsIsGivenBackUntried) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::failing(); });
    world.happen(std::vector<std::string>(40, "fast"));
    world.run();
    const std::size_t calls = world.outbound.calls().size();
    EXPECT_LE(calls, kMostInFlightOfChannel);
    const auto rows = world.rows();
    EXPECT_EQ(count(rows, DeliveryState::Pending), 40U);
    const auto untried = static_cast<std::size_t>(
        std::ranges::count(rows, 0U, [](const auto& row) { return row.attempts; }));
    EXPECT_EQ(untried, 40U - calls);
    for (const auto& row : rows) EXPECT_GT(row.next_at, world.now);
    world.outbound.set_script({});
    for (int i = 0; i < 10; ++i) world.advance(kLongestRest);
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 40U);
}

TEST(CourierLease, WhatWaitsForLongBehindAChannelThatHangsIsGivenBack) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen(std::vector<std::string>(20, "fast"));
    world.run();
    const Instant leased_until = world.now + kLease;
    world.advance(Duration::seconds(9));
    for (const auto& row : world.rows()) EXPECT_EQ(row.next_at, leased_until);
    world.advance(Duration::seconds(1));
    world.advance(Duration{10'000});  // what is under way may have brought more to settle
    // Nobody else wants them: they are leased anew, and none counts as tried for that.
    std::size_t again = 0;
    for (const auto& row : world.rows()) {
        EXPECT_EQ(row.attempts, 1U);
        again += row.fence == 2 ? 1 : 0;
    }
    EXPECT_EQ(again, 20U - kMostInFlightOfChannel);
    EXPECT_EQ(world.courier().counters().stale, 0U);
}

TEST(CourierLease, WhoStopsGivesBackWhatWaits) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen(std::vector<std::string>(20, "fast"));
    world.run();
    world.courier().stop_leasing();
    world.run();
    const auto rows = world.rows();
    EXPECT_EQ(count(rows, DeliveryState::Leased), kMostInFlightOfChannel);
    EXPECT_EQ(count(rows, DeliveryState::Pending), 20U - kMostInFlightOfChannel);
    for (const auto& row : rows) {
        if (row.state != DeliveryState::Pending) continue;
        EXPECT_EQ(row.attempts, 0U);
        EXPECT_EQ(row.next_at, world.now);
    }
    EXPECT_FALSE(world.courier().is_idle());
    world.outbound.answer_held(FakeOutbound::taken());
    world.run();
    EXPECT_TRUE(world.courier().is_idle());
}

TEST(CourierLease, AChannelThatIsFullIsNotLeasedForAtEachCommit) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return std::nullopt; });
    world.happen(std::vector<std::string>(100, "fast"));
    world.run();
    const std::uint64_t before = world.writes();
    constexpr std::uint64_t kCommits = 5;
    for (std::uint64_t i = 0; i < kCommits; ++i) {
        world.happen({"fast"});
        world.run();
    }
    EXPECT_EQ(world.writes() - before, 2 * kCommits);  // each appended and planned
    // Another channel does not wait for it.
    world.outbound.set_script({});
    world.happen({"slow"});
    world.run();
    EXPECT_EQ(world.outbound.calls_to("slow").size(), 1U);
    world.outbound.answer_held(FakeOutbound::taken());
    world.run();
    EXPECT_EQ(count(world.rows(), DeliveryState::Sent), 106U);
}

TEST(CourierLease, WhatCameOfAFewWaitsABitForMoreThatIsUnderWay) {
    World world;
    world.outbound.set_script([](const HttpCall& call) -> std::optional<Outcome> {
        if (call.url.find("slow") != std::string::npos) return std::nullopt;
        return FakeOutbound::taken();
    });
    world.happen({"slow"});
    world.run();
    world.happen(std::vector<std::string>(24, "fast"));
    world.run();
    EXPECT_EQ(world.outbound.calls_to("fast").size(), 24U);
    EXPECT_EQ(count(world.rows("fast"), DeliveryState::Leased), 24U);
    EXPECT_EQ(world.next(), world.now + Duration{10'000});
    const std::uint64_t before = world.writes();
    world.advance(Duration{10'000});
    EXPECT_EQ(count(world.rows("fast"), DeliveryState::Sent), 24U);
    EXPECT_EQ(world.writes() - before, 1U);
    // The last that is under way waits for nobody.
    world.outbound.answer_held(FakeOutbound::taken());
    world.run();
    EXPECT_EQ(count(world.rows("slow"), DeliveryState::Sent), 1U);
}

}  // namespace
}  // namespace baton::deliver
