#include "deliver/courier_thread.hpp"

#include <chrono>
#include <latch>

#include <gtest/gtest.h>

#include "deliver/courier_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using testing::FakeOutbound;
using testing::World;

TEST(CourierThread, SendsWhatItIsToldOfAndStops) {
    World world;
    world.stop();
    std::latch sent(20);
    world.outbound.set_script([&](const HttpCall&) {
        sent.count_down();
        return FakeOutbound::taken();
    });
    {
        CourierThread thread(world.config("node-1"), world.store(), world.outbound,
                             world.interpreter);
        for (int i = 0; i < 10; ++i) {
            world.happen({"fast slow"});
            thread.notify("acme");
        }
        sent.wait();
    }
    for (const auto& row : world.rows()) EXPECT_EQ(row.state, store::DeliveryState::Sent);
    EXPECT_EQ(world.rows().size(), 20U);
}

TEST(CourierThread, StopsThoughAnAnswerNeverComes) {
    World world;
    world.stop();
    std::latch called(1);
    world.outbound.set_script([&](const HttpCall&) {
        called.count_down();
        return std::nullopt;
    });
    world.happen({"fast"});
    {
        CourierThread thread(world.config("node-1"), world.store(), world.outbound,
                             world.interpreter, Duration{50'000});
        called.wait();
    }
    world.outbound.answer_held(FakeOutbound::taken());  // nobody listens any more
    EXPECT_EQ(world.only_row().state, store::DeliveryState::Leased);
}

}  // namespace
}  // namespace baton::deliver
