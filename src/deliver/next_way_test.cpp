// Whoever chose several channels is told over the next one when the first does not get through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/courier_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using testing::FakeOutbound;
using ::testing::SizeIs;
using testing::World;

TEST(NextWay, IsTakenAtOnceWhenAMessageIsGivenUp) {
    World world;
    world.interpreter.next_channels = {{"fast", "slow"}};
    world.outbound.set_script([](const HttpCall& call) {
        return call.url.find("fast") == std::string::npos ? FakeOutbound::taken()
                                                          : FakeOutbound::refused();
    });
    world.happen({"fast"});
    world.run();
    EXPECT_EQ(world.rows("fast").at(0).state, store::DeliveryState::Dead);
    const auto next = world.rows("slow");
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_EQ(next[0].state, store::DeliveryState::Sent);
    EXPECT_EQ(next[0].recipient, "sarah");
    EXPECT_EQ(next[0].event_seq, 1U);
}

TEST(NextWay, IsTakenOnceAfterTwoMinutesOfTrying) {
    World world;
    world.interpreter.next_channels = {{"fast", "slow"}};
    bool is_away = true;
    world.outbound.set_script([&](const HttpCall& call) {
        return is_away && call.url.find("fast") != std::string::npos ? FakeOutbound::failing()
                                                                     : FakeOutbound::taken();
    });
    world.happen({"fast"});
    world.run();
    EXPECT_THAT(world.rows("slow"), SizeIs(0));
    for (int i = 0; i < 40; ++i) world.advance(Duration::seconds(30));
    EXPECT_THAT(world.rows("slow"), SizeIs(1)) << "however often the first was tried";
    is_away = false;
    for (int i = 0; i < 60; ++i) world.advance(Duration::minutes(1));
    EXPECT_EQ(world.rows("fast").at(0).state, store::DeliveryState::Sent);
    EXPECT_THAT(world.rows("slow"), SizeIs(1));
}

TEST(NextWay, TheLastOneIsTheLast) {
    World world;
    world.outbound.set_script([](const HttpCall&) { return FakeOutbound::refused(); });
    world.happen({"fast"});
    world.run();
    EXPECT_THAT(world.rows(), SizeIs(1));
}

}  // namespace
}  // namespace baton::deliver
