#include "core/route/turns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

// The bound itself, in integers: |n_i * sum(w) - k * w_i| < sum(w) at every lead.
void expect_bound(const std::vector<std::int64_t>& weights, int leads) {
    Rotation rotation{std::vector<Seat>(weights.size())};
    std::vector<std::int64_t> units;
    std::int64_t sum = 0;
    for (const std::int64_t w : weights) {
        units.push_back(fixed_weight(static_cast<double>(w)));
        sum += w;
    }
    const Draw draw = everyone(units);
    for (std::int64_t k = 1; k <= leads; ++k) {
        rotation.next(draw);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const auto given = static_cast<std::int64_t>(rotation.seats[i].given);
            ASSERT_LT(std::abs(given * sum - k * weights[i]), sum)
                << "seat " << i << " of " << weights.size() << " at lead " << k;
        }
    }
}

TEST(Turns, TheBoundHoldsExactlyAtEveryLead) {
    std::mt19937 random(11);
    const std::vector<std::int64_t> most{1, 2, 3, 10, 1000, 100'000};
    for (const std::int64_t top : most) {
        for (int round = 0; round < 12; ++round) {
            std::vector<std::int64_t> weights(2 + random() % 30);
            for (auto& w : weights) w = 1 + static_cast<std::int64_t>(random()) % top;
            ASSERT_NO_FATAL_FAILURE(expect_bound(weights, 400));
        }
    }
    // One who weighs as much as many together, and many alike beside one.
    expect_bound({1'000'000, 1, 1, 1}, 2000);
    expect_bound(std::vector<std::int64_t>(97, 7), 500);
    std::vector<std::int64_t> steps(40);
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = std::int64_t{1} << (i / 3);
    expect_bound(steps, 1000);
}

// Weights as people write them, 0.1 to 9.9, which no binary fraction is: the bound is held in
// tenths.
TEST(Turns, TheBoundHoldsForTenthsOverManyLeads) {
    std::mt19937 random(13);
    for (int round = 0; round < 12; ++round) {
        const std::size_t n = 2 + random() % 9;
        std::vector<std::int64_t> tenths;
        std::vector<double> weights;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            tenths.push_back(1 + static_cast<std::int64_t>(random() % 99));
            weights.push_back(static_cast<double>(tenths.back()) / 10);
            sum += tenths.back();
        }
        Rotation rotation{std::vector<Seat>(n)};
        const Draw draw = everyone(fixed(weights));
        for (std::int64_t k = 1; k <= 20'000; ++k) {
            rotation.next(draw);
            for (std::size_t i = 0; i < n; ++i) {
                const auto given = static_cast<std::int64_t>(rotation.seats[i].given);
                ASSERT_LT(std::abs(given * sum - k * tenths[i]), sum)
                    << "round " << round << ", seat " << i << " of " << n << " at lead " << k;
            }
        }
    }
}

TEST(Turns, EqualsOfAnyNumberTakeStrictTurns) {
    for (std::size_t n = 1; n <= 40; n += 3) {
        Rotation rotation{std::vector<Seat>(n)};
        const Draw draw = everyone(std::vector<std::int64_t>(n, fixed_weight(3)));
        for (std::size_t k = 0; k < 5 * n + 3; ++k) ASSERT_EQ(rotation.next(draw), k % n) << n;
    }
}

TEST(Turns, TheOrderBeginsWithWhomThePickTakes) {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        const std::size_t n = 1 + random() % 9;
        Rotation rotation{std::vector<Seat>(n)};
        for (int k = 0; k < 30; ++k) {
            Draw draw = everyone({});
            for (std::size_t i = 0; i < n; ++i) {
                draw.weights.push_back(fixed_weight(static_cast<double>(random() % 4)));
                draw.eligible.push_back(random() % 4 != 0);
                draw.sharing.push_back(draw.eligible[i] || random() % 3 == 0);
            }
            if (std::ranges::count(draw.eligible, true) == 0) continue;
            Draw settled = draw;
            settle_weights(settled);
            const auto order =
                turn_order(rotation.seats, settled, shares_of(settled.weights, settled.sharing));
            ASSERT_EQ(order.size(),
                      static_cast<std::size_t>(std::ranges::count(settled.eligible, true)));
            ASSERT_EQ(order.front(), rotation.next(draw));
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

TEST(Turns, ATieIsOneOfWeightsNotOfRoundedShares) {
    // Deadlines (1/2 - credit) * 3/2 and (1/2 - credit) * 3/1 that are the same, though 2/3 and 1/3
    // were rounded apart: who waited longer has it.
    const Draw draw = everyone(fixed({2, 1}));
    const auto shares = shares_of(draw.weights, draw.sharing);
    ASSERT_GT(shares[0], 2 * shares[1]) << "rounded";
    std::vector<Seat> seats(2);
    seats[0].credit = -shares[0];
    seats[1].credit = kOneLead / 4 - shares[1];
    seats[0].last_turn = 5;
    seats[1].last_turn = 3;
    EXPECT_EQ(pick_turn(seats, draw, shares), 1U);
    seats[1].last_turn = 7;
    EXPECT_EQ(pick_turn(seats, draw, shares), 0U);
}

}  // namespace
}  // namespace baton::route
