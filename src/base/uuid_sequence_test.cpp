#include "base/uuid_sequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace baton {
namespace {

constexpr UuidRandom kOnes = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr Instant kNow{1'772'460'000'123'456};

TEST(UuidSequence, CarriesTheMicrosecondBelowTheMillisecond) {
    UuidSequence sequence;
    const auto made = sequence.next(kNow, kOnes);
    EXPECT_EQ(millis_of(made.id), kNow.micros / 1000);
    EXPECT_EQ(made.at, kNow);
    // 456 × 4 = 0x720.
    EXPECT_EQ(format_uuid(made.id).substr(14), "7720-bfff-ffffffffffff");
}

TEST(UuidSequence, GrowsWithinOneMicrosecond) {
    UuidSequence sequence;
    Uuid last{};
    for (int i = 0; i < 10'000; ++i) {
        // What is random goes down; the ids go up all the same.
        const auto made = sequence.next(kNow, i == 0 ? kOnes : UuidRandom{});
        ASSERT_GT(made.id, last);
        ASSERT_EQ(made.id[6] >> 4U, 7);
        ASSERT_GE(made.at, kNow);
        ASSERT_EQ(millis_of(made.id), made.at.micros / 1000);
        last = made.id;
    }
    EXPECT_EQ(millis_of(last), kNow.micros / 1000 + 2) << "a full millisecond runs into the next";
}

TEST(UuidSequence, LaterMicrosecondsCompareGreaterInOthersToo) {
    UuidSequence one;
    UuidSequence other;
    EXPECT_LT(one.next(kNow, kOnes).id, other.next({kNow.micros + 1}, {}).id);
}

TEST(UuidSequence, GrowsWhenTheClockGoesBack) {
    UuidSequence sequence;
    const auto before = sequence.next(kNow, kOnes);
    const auto after = sequence.next({kNow.micros - 3'600'000'000}, {});
    EXPECT_GT(after.id, before.id);
    EXPECT_EQ(after.at.micros, kNow.micros / 1000 * 1000) << "the time is the id's";
    EXPECT_GT(sequence.next({-1}, {}).id, after.id);
}

TEST(UuidSequence, ThreadsGetNoneTwice) {
    UuidSequence sequence;
    constexpr std::size_t kEach = 5'000;
    std::vector<std::vector<Uuid>> made(4);
    std::vector<std::jthread> threads;
    for (auto& own : made) {
        threads.emplace_back([&sequence, &own] {
            for (std::size_t i = 0; i < kEach; ++i) own.push_back(sequence.next(kNow, {}).id);
        });
    }
    threads.clear();
    std::vector<Uuid> all;
    for (const auto& own : made) {
        EXPECT_TRUE(std::ranges::is_sorted(own));
        all.insert(all.end(), own.begin(), own.end());
    }
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
    EXPECT_EQ(all.size(), 4 * kEach);
}

}  // namespace
}  // namespace baton
