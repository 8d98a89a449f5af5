#include "core/route/turns.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace baton::route {
namespace {

struct Rotation {
    std::vector<Seat> seats;
    std::uint64_t turn = 0;

    std::size_t next(Draw draw) {
        settle_weights(draw);
        const auto shares = shares_of(draw.weights, draw.sharing);
        const std::size_t seat = pick_turn(seats, draw, shares).value();
        for (std::size_t i = 0; i < seats.size(); ++i) seats[i].credit += shares[i];
        seats[seat].credit -= kOneLead;
        seats[seat].last_turn = ++turn;
        ++seats[seat].given;
        return seat;
    }
};

Draw everyone(std::vector<std::int64_t> weights) {
    const std::size_t n = weights.size();
    return {std::vector<bool>(n, true), std::vector<bool>(n, true), std::move(weights)};
}

std::vector<std::int64_t> fixed(const std::vector<double>& weights) {
    std::vector<std::int64_t> out;
    for (const double w : weights) out.push_back(fixed_weight(w));
    return out;
}

TEST(Turns, EqualWeightsAreStrictTurns) {
    Rotation rotation{std::vector<Seat>(5)};
    for (std::size_t k = 0; k < 500; ++k) {
        EXPECT_EQ(rotation.next(everyone(fixed({1, 1, 1, 1, 1}))), k % 5);
    }
}

TEST(Turns, WeightsAreKeptToWithinOneLeadAtEveryMoment) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        const std::size_t n = 2 + random() % 12;
        std::vector<double> weights;
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            weights.push_back(static_cast<double>(1 + random() % 100));
            sum += weights.back();
        }
        Rotation rotation{std::vector<Seat>(n)};
        for (int k = 1; k <= 1000; ++k) {
            rotation.next(everyone(fixed(weights)));
            for (std::size_t i = 0; i < n; ++i) {
                const double owed = k * weights[i] / sum;
                ASSERT_LT(std::abs(static_cast<double>(rotation.seats[i].given) - owed), 1.0 + 1e-9)
                    << "round " << round << " k " << k;
            }
        }
    }
}

TEST(Turns, WhoIsAwayNeitherGainsNorOwes) {
    Rotation rotation{std::vector<Seat>(3)};
    Draw all = everyone(fixed({1, 1, 1}));
    EXPECT_EQ(rotation.next(all), 0U);
    EXPECT_EQ(rotation.next(all), 1U);
    Draw without = all;
    without.eligible[1] = without.sharing[1] = false;
    EXPECT_EQ(rotation.next(without), 2U);
    EXPECT_EQ(rotation.next(without), 0U);
    EXPECT_EQ(rotation.next(without), 2U);
    EXPECT_EQ(rotation.next(without), 0U);
    std::vector<int> count(3);
    for (int k = 0; k < 30; ++k) ++count[rotation.next(all)];
    for (const int c : count) EXPECT_NEAR(c, 10, 1);
}

TEST(Turns, CatchingUpGivesBackWhatWasMissed) {
    Rotation rotation{std::vector<Seat>(2)};
    Draw away = everyone(fixed({1, 1}));
    away.eligible[1] = false;  // seat 1 still shares
    for (int k = 0; k < 4; ++k) EXPECT_EQ(rotation.next(away), 0U);
    int second = 0;
    for (int k = 0; k < 4; ++k) second += rotation.next(everyone(fixed({1, 1}))) == 1 ? 1 : 0;
    EXPECT_EQ(second, 4);
}

TEST(Turns, WhoWeighsNothingIsPickedOnlyWhenNobodyElseIs) {
    Rotation rotation{std::vector<Seat>(3)};
    for (int k = 0; k < 20; ++k) EXPECT_NE(rotation.next(everyone(fixed({2, 0, 1}))), 1U);
    Draw alone = everyone(fixed({2, 0, 1}));
    alone.eligible = {false, true, false};
    alone.sharing = alone.eligible;
    EXPECT_EQ(rotation.next(alone), 1U);
}

TEST(Turns, SharesAddUpToExactlyOneLead) {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        const std::size_t n = 1 + random() % 40;
        std::vector<std::int64_t> weights;
        for (std::size_t i = 0; i < n; ++i)
            weights.push_back(fixed_weight(1.0 + static_cast<double>(random() % 999) / 7.0));
        Credit sum = 0;
        for (const Credit share : shares_of(weights, std::vector<bool>(n, true))) sum += share;
        EXPECT_TRUE(sum == kOneLead);
    }
}

TEST(Turns, OddWeightsCountNothing) {
    EXPECT_EQ(fixed_weight(0), 0);
    EXPECT_EQ(fixed_weight(-3), 0);
    EXPECT_EQ(fixed_weight(std::nan("")), 0);
    EXPECT_GT(fixed_weight(1e300), 0);
    EXPECT_GT(fixed_weight(1e-300), 0);
}

}  // namespace
}  // namespace baton::route
