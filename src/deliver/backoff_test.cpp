#include "deliver/backoff.hpp"

#include <gtest/gtest.h>

#include "deliver/circuit.hpp"

namespace baton::deliver {
namespace {

constexpr Instant kNow = Instant::from_seconds(1'772'460'000);

TEST(Backoff, StaysWithinItsBoundsWhateverTheDice) {
    std::uint64_t dice = 88172645463325252;
    for (std::uint32_t attempt = 0; attempt < 200; ++attempt) {
        const std::int64_t power = attempt < 2 ? 1 : attempt > 13 ? 1 << 12 : 1LL << (attempt - 1);
        const Duration whole = std::min(Duration::seconds(power), kLongestDelay);
        for (int i = 0; i < 200; ++i) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            const Duration delay = backoff(attempt, dice);
            EXPECT_LE(delay, whole) << attempt;
            EXPECT_GE(delay.micros, whole.micros / 2) << attempt;
            EXPECT_EQ(delay, backoff(attempt, dice));
        }
    }
    EXPECT_EQ(backoff(4'000'000'000U, ~std::uint64_t{0}).micros > 0, true);
}

TEST(Backoff, ReachesBothEnds) {
    EXPECT_EQ(backoff(1, 0), Duration{500'000});
    EXPECT_EQ(backoff(1, 500'000), Duration::seconds(1));
    EXPECT_EQ(backoff(99, 0), Duration::minutes(30));
    EXPECT_EQ(backoff(99, 1'800'000'000), Duration::hours(1));
}

TEST(Backoff, ObeysWhatTheOtherSideAsksWithinReason) {
    EXPECT_EQ(backoff_or_asked(1, 0, Duration::minutes(5)), Duration::minutes(5));
    EXPECT_EQ(backoff_or_asked(1, 0, Duration::days(3)), kLongestAskedDelay);
    EXPECT_EQ(backoff_or_asked(99, 0, Duration::seconds(1)), Duration::minutes(30));
    EXPECT_EQ(backoff_or_asked(99, 0, std::nullopt), Duration::minutes(30));
}

TEST(Backoff, EndsAfterADayAndTwoHoursOrManyAttempts) {
    EXPECT_FALSE(is_given_up(1, kNow, kNow + Duration::hours(25)));
    EXPECT_TRUE(is_given_up(1, kNow, kNow + Duration::hours(26)));
    EXPECT_FALSE(is_given_up(kMostAttempts - 1, kNow, kNow));
    EXPECT_TRUE(is_given_up(kMostAttempts, kNow, kNow));
}

TEST(Circuit, LetsAllThroughWhileItGoesWell) {
    Circuit circuit;
    EXPECT_EQ(circuit.room(kNow, 4), 4U);
    for (std::uint32_t i = 1; i < kFailuresToOpen; ++i) circuit.failed(kNow, 0, {});
    EXPECT_EQ(circuit.room(kNow, 4), 4U);
    circuit.succeeded();
    circuit.failed(kNow, 0, {});
    EXPECT_FALSE(circuit.is_open());
}

TEST(Circuit, RestsAfterFailuresInARowThenProbesWithOne) {
    Circuit circuit;
    for (std::uint32_t i = 0; i < kFailuresToOpen; ++i) circuit.failed(kNow, 0, {});
    EXPECT_TRUE(circuit.is_open());
    EXPECT_EQ(circuit.room(kNow, 4), 0U);
    const Instant after = kNow + kFirstDelay;
    EXPECT_EQ(circuit.room(after, 4), 1U);
    circuit.failed(after, 1'000'000'000, {});
    EXPECT_EQ(circuit.room(after + Duration::seconds(1) - Duration{1}, 4), 0U);
    EXPECT_EQ(circuit.failing_since(), kNow);
    circuit.succeeded();
    EXPECT_EQ(circuit.room(after, 4), 4U);
    EXPECT_EQ(circuit.failing_since(), std::nullopt);
}

TEST(Circuit, WhatWasUnderWayWhenItOpenedMakesNoRestLonger) {
    Circuit circuit;
    for (int i = 0; i < 16; ++i) circuit.failed(kNow, 1'000'000'000, {});
    EXPECT_EQ(circuit.room(kNow + kFirstDelay, 4), 1U);
    circuit.failed(kNow + kFirstDelay, 1'000'000'000, {});
    EXPECT_EQ(circuit.room(kNow + Duration::seconds(3), 4), 1U)
        << "one probe has failed, not twelve";
    circuit.failed(kNow + kFirstDelay, 0, Duration::seconds(30));
    EXPECT_EQ(circuit.room(kNow + Duration::seconds(30), 4), 0U) << "what is asked for is heard";
}

TEST(Circuit, NeverRestsLongerThanItsBoundUnlessAsked) {
    Circuit circuit;
    Instant now = kNow;
    for (int i = 0; i < 1000; ++i) {
        circuit.failed(now, 12345, {});
        EXPECT_LE(*circuit.rests_until(), now + kLongestRest);
        now = std::max(now, *circuit.rests_until());
    }
    circuit.failed(now, 0, Duration::days(9));
    EXPECT_EQ(*circuit.rests_until(), now + kLongestAskedDelay);
}

TEST(Circuit, OneAskedPauseNeedsNoOpenCircuit) {
    Circuit circuit;
    circuit.failed(kNow, 0, Duration::seconds(30));
    EXPECT_FALSE(circuit.is_open());
    EXPECT_EQ(circuit.room(kNow + Duration::seconds(29), 4), 0U);
    EXPECT_EQ(circuit.room(kNow + Duration::seconds(30), 4), 4U);
}

}  // namespace
}  // namespace baton::deliver
