#include "api/form_limiter.hpp"

#include <gtest/gtest.h>

namespace baton::api {
namespace {

constexpr Instant kStart = Instant::from_seconds(1'000'000);

TEST(FormLimiter, GivesABurstThenAsTimeGoes) {
    FormLimiter limiter(2, 0.5, 7);
    EXPECT_FALSE(limiter.take("203.0.113.1", kStart));
    EXPECT_FALSE(limiter.take("203.0.113.1", kStart));
    EXPECT_EQ(limiter.take("203.0.113.1", kStart), 2);
    EXPECT_EQ(limiter.take("203.0.113.1", kStart + Duration::seconds(1)), 1);
    EXPECT_FALSE(limiter.take("203.0.113.1", kStart + Duration::seconds(2)));
}

TEST(FormLimiter, KeepsAddressesApart) {
    FormLimiter limiter(1, 1, 7);
    EXPECT_FALSE(limiter.take("203.0.113.1", kStart));
    EXPECT_FALSE(limiter.take("203.0.113.2", kStart));
    EXPECT_TRUE(limiter.take("203.0.113.1", kStart));
}

TEST(FormLimiter, CountsIPv6ByItsNetwork) {
    FormLimiter limiter(1, 1, 7);
    EXPECT_FALSE(limiter.take("2001:db8:1:2:3::4", kStart));
    EXPECT_TRUE(limiter.take("2001:db8:1:2:9::9", kStart));
    EXPECT_FALSE(limiter.take("2001:db8:1:3::1", kStart));
    EXPECT_FALSE(limiter.take("::1", kStart));
}

TEST(FormLimiter, AClockThatStepsBackGivesNothing) {
    FormLimiter limiter(1, 1, 7);
    EXPECT_FALSE(limiter.take("203.0.113.1", kStart));
    EXPECT_TRUE(limiter.take("203.0.113.1", kStart - Duration::hours(1)));
}

}  // namespace
}  // namespace baton::api
