#include "store/clock_check.hpp"

#include <gtest/gtest.h>

namespace baton::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Clocks : public ::testing::Test {
  protected:
    static constexpr Instant kNoon = Instant::from_seconds(1'772'452'800);
    const ClockCheck::Moment start{seconds(1000)};
    Instant ours = kNoon;
    ClockCheck check{[this] { return ours; }};
};

TEST_F(Clocks, NothingIsSaidBeforeTheServerWasAsked) {
    EXPECT_EQ(check.complaint(start), "");
    EXPECT_TRUE(check.should_ask(start));
}

TEST_F(Clocks, ThatGoTogetherAreFine) {
    check.note(kNoon, start, start);
    for (const int passed : {0, 10, 59}) {
        ours = kNoon + Duration::seconds(passed);
        EXPECT_EQ(check.complaint(start + seconds(passed)), "");
        EXPECT_FALSE(check.should_ask(start + seconds(passed)));
    }
    EXPECT_TRUE(check.should_ask(start + seconds(61)));
}

TEST_F(Clocks, AJumpIsSeenAtOnceBothWays) {
    check.note(kNoon, start, start);
    ours = kNoon + Duration::hours(3) + Duration::seconds(5);
    EXPECT_NE(check.complaint(start + seconds(5)).find("3h ahead of"), std::string::npos)
        << check.complaint(start + seconds(5));
    EXPECT_TRUE(check.should_ask(start + seconds(5)));
    ours = kNoon - Duration::minutes(2) + Duration::seconds(5);
    EXPECT_NE(check.complaint(start + seconds(5)).find("2m behind"), std::string::npos);
    ours = kNoon + Duration::seconds(5);
    EXPECT_EQ(check.complaint(start + seconds(5)), "");
}

TEST_F(Clocks, ASecondIsNothing) {
    check.note(kNoon, start, start);
    ours = kNoon + Duration::seconds(1);
    EXPECT_EQ(check.complaint(start), "");
    ours = kNoon - Duration::seconds(1);
    EXPECT_EQ(check.complaint(start), "");
    ours = kNoon + Duration{1'000'001};
    EXPECT_NE(check.complaint(start), "");
}

// The server answered at some moment of the four seconds: it may have been at either end.
TEST_F(Clocks, WhatAskingTookIsAllowedFor) {
    check.note(kNoon, start, start + seconds(4));
    ours = kNoon + Duration::seconds(2) + Duration::seconds(3);
    EXPECT_EQ(check.complaint(start + seconds(4)), "");
    ours = ours + Duration{1};
    EXPECT_NE(check.complaint(start + seconds(4)), "");
    // Asked again, in less time.
    check.note(kNoon + Duration::seconds(5), start + seconds(5), start + seconds(5));
    ours = kNoon + Duration::seconds(7);
    EXPECT_NE(check.complaint(start + seconds(5) + milliseconds(1)), "");
}

}  // namespace
}  // namespace baton::store
