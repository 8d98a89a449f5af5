// The sums over all lanes are what a walk over them would find.
#include "deliver/lanes.hpp"

#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

constexpr Instant kNow = Instant::from_seconds(1'000'000);

std::size_t rows_of(const Lanes& lanes) {
    std::size_t rows = 0;
    for (const auto& [key, lane] : lanes.all()) rows += lane.outstanding;
    return rows;
}

TEST(Lanes, SumUpWhatWaits) {
    Lanes lanes;
    std::uint64_t dice = 7;
    for (int i = 0; i < 2'000; ++i) {
        dice = dice * 6364136223846793005U + 1442695040888963407U;
        Lane& lane = lanes.at("w" + std::to_string(dice >> 60U), "channel");
        if ((dice >> 32U & 1U) == 0) {
            lanes.add(lane, dice >> 40U & 7U);
        } else {
            lanes.take(lane, dice >> 40U & 15U);  // more than there may be
        }
        ASSERT_EQ(lanes.outstanding(), rows_of(lanes));
    }
    EXPECT_GT(lanes.outstanding(), 0U);
}

TEST(Lanes, CountThoseThatRestAsTimeGoes) {
    Lanes lanes;
    Lane& one = lanes.at("acme", "one");
    Lane& two = lanes.at("acme", "two");
    lanes.failed(one, kNow, 0, Duration::seconds(10));
    EXPECT_EQ(lanes.resting(kNow), 1U);
    lanes.failed(two, kNow, 0, std::nullopt);
    EXPECT_EQ(lanes.resting(kNow), 1U) << "one failure is none to rest for";
    EXPECT_EQ(lanes.resting(kNow + Duration::seconds(10)), 0U);
    for (std::uint32_t i = 0; i < kFailuresToOpen; ++i) lanes.failed(two, kNow, ~0ULL, {});
    EXPECT_EQ(lanes.resting(kNow), 2U);
    lanes.succeeded(one);
    lanes.succeeded(two);
    EXPECT_EQ(lanes.resting(kNow), 0U);
}

}  // namespace
}  // namespace baton::deliver
