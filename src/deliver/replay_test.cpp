#include "deliver/replay.hpp"

#include <gtest/gtest.h>

#include "deliver/courier_world_for_tests.hpp"
#include "deliver/planner.hpp"

namespace baton::deliver {
namespace {

using testing::FakeOutbound;
using testing::World;

store::DeliveryRow original() {
    const Instant made = Instant::from_seconds(1'772'460'000);
    return make_row("acme", 7, made, {"audit", "assigned", "", Uuid{1}, ""}, made);
}

TEST(Replay, IsAnotherRowUnderTheFirstOnesId) {
    const store::DeliveryRow first = original();
    const Instant asked = Instant::from_seconds(1'772'500'000);
    const store::DeliveryRow again = replay_of(first, asked);
    EXPECT_NE(again.id, first.id);
    EXPECT_EQ(wire_id(again), format_uuid(first.id));
    EXPECT_EQ(wire_id(first), format_uuid(first.id));
    EXPECT_TRUE(is_replay(again));
    EXPECT_FALSE(is_replay(first));
    EXPECT_EQ(again.event_seq, 7U);
    EXPECT_EQ(again.lead, first.lead);
    EXPECT_EQ(again.next_at, asked);
    EXPECT_EQ(millis_of(again.id), millis_of(first.id));
    EXPECT_EQ(again.id, replay_of(first, asked).id);
    EXPECT_NE(again.id, replay_of(first, asked + Duration{1}).id);
}

TEST(Replay, GoesOutUnderTheFirstOnesId) {
    World world;
    world.interpreter.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    world.happen({"fast"});
    world.run();
    const store::DeliveryRow first = world.only_row();
    std::promise<bool> done;
    world.store().put_deliveries({{"replay", "acme", 0, 0}, {replay_of(first, world.now)}},
                                 [&](Result<void> put) { done.set_value(put.has_value()); });
    ASSERT_TRUE(done.get_future().get());
    world.courier().notify("acme");
    world.run();
    const auto calls = world.outbound.calls();
    ASSERT_EQ(calls.size(), 2U);
    for (const HttpCall& call : calls) {
        EXPECT_EQ(call.headers.at(0),
                  (std::pair<std::string, std::string>("webhook-id", format_uuid(first.id))));
    }
}

}  // namespace
}  // namespace baton::deliver
