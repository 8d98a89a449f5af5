#include "insight/figures.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

Sample sample(std::initializer_list<std::int64_t> seconds) {
    Sample all;
    for (const std::int64_t each : seconds) all.add(Duration::seconds(each));
    return all;
}

TEST(Figures, TheMiddleOfNothingIsNothing) {
    EXPECT_EQ(Sample().median(), std::nullopt);
    EXPECT_EQ(Sample().p90(), std::nullopt);
    EXPECT_EQ(Sample().largest(), std::nullopt);
}

TEST(Figures, AMedianIsTheMiddleOrBetweenTheMiddleTwo) {
    EXPECT_EQ(sample({7}).median(), 7);
    EXPECT_EQ(sample({9, 1, 5}).median(), 5);
    EXPECT_EQ(sample({9, 1, 5, 6}).median(), 5.5);
    EXPECT_EQ(sample({2, 2, 2, 1000}).median(), 2);
}

TEST(Figures, NineTenthsDoNotExceedTheNinetiethPercentile) {
    EXPECT_EQ(sample({3}).p90(), 3);
    EXPECT_EQ(sample({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}).p90(), 9);
    EXPECT_EQ(sample({11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}).p90(), 10);
    EXPECT_EQ(sample({1, 2}).p90(), 2);
    EXPECT_EQ(sample({4, 40}).largest(), 40);
}

TEST(Figures, WilsonsIntervalIsThatOfTheTextbook) {
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    const Interval many = *wilson(81, 263 - 81);
    EXPECT_NEAR(many.low, 0.2553, 5e-5);
    EXPECT_NEAR(many.high, 0.3662, 5e-5);
    const Interval few = *wilson(15, 148 - 15);
    EXPECT_NEAR(few.low, 0.0624, 5e-5);
    EXPECT_NEAR(few.high, 0.1605, 5e-5);
    const Interval none = *wilson(0, 20);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 0.1611, 5e-5);
    EXPECT_EQ(wilson(29, 0)->high, 1);
    EXPECT_EQ(wilson(0, 0), std::nullopt);
}

}  // namespace
}  // namespace baton::insight
