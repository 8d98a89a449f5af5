#include "core/team/capacity.hpp"

#include <gtest/gtest.h>

#include "core/team/zones_for_tests.hpp"

namespace baton::team {
namespace {

using testing::at;

std::string span_of(Period period, const Zone& zone, std::string_view now) {
    return format_time(period_start(period, zone, at(now))) + " " +
           format_time(period_end(period, zone, at(now)));
}

TEST(Periods, FollowTheZonesCalendar) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(span_of(Period::Hour, zone, "2026-03-03T15:47:10Z"),
              "2026-03-03T15:00:00Z 2026-03-03T16:00:00Z");
    EXPECT_EQ(span_of(Period::Day, zone, "2026-03-04T03:00:00Z"),
              "2026-03-03T05:00:00Z 2026-03-04T05:00:00Z");
    EXPECT_EQ(span_of(Period::Week, zone, "2026-03-04T03:00:00Z"),
              "2026-03-02T05:00:00Z 2026-03-09T04:00:00Z");
    EXPECT_EQ(span_of(Period::Month, zone, "2026-03-04T03:00:00Z"),
              "2026-03-01T05:00:00Z 2026-04-01T04:00:00Z");
    EXPECT_EQ(span_of(Period::Month, zone, "2026-12-31T12:00:00Z"),
              "2026-12-01T05:00:00Z 2027-01-01T05:00:00Z");
}

TEST(Periods, BeginWithTheirFirstMoment) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(span_of(Period::Week, zone, "2026-03-02T05:00:00Z"),
              "2026-03-02T05:00:00Z 2026-03-09T04:00:00Z");
    EXPECT_EQ(span_of(Period::Week, zone, "2026-03-02T04:59:59Z"),
              "2026-02-23T05:00:00Z 2026-03-02T05:00:00Z");
}

TEST(Periods, AreShorterOrLongerWhereClocksChange) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(span_of(Period::Day, zone, "2026-03-08T12:00:00Z"),
              "2026-03-08T05:00:00Z 2026-03-09T04:00:00Z");
    EXPECT_EQ(span_of(Period::Day, zone, "2026-11-01T12:00:00Z"),
              "2026-11-01T04:00:00Z 2026-11-02T05:00:00Z");
    // The hour that is shown twice is two hours.
    EXPECT_EQ(span_of(Period::Hour, zone, "2026-11-01T05:30:00Z"),
              "2026-11-01T05:00:00Z 2026-11-01T06:00:00Z");
    EXPECT_EQ(span_of(Period::Hour, zone, "2026-11-01T06:30:00Z"),
              "2026-11-01T06:00:00Z 2026-11-01T07:00:00Z");
}

TEST(Periods, HoldEveryInstantExactlyOnce) {
    for (const Zone& zone : {testing::new_york(), testing::apia(), testing::back_over_midnight(),
                             testing::half_hour(), Zone{}}) {
        for (const std::string_view from :
             {"2010-11-05", "2011-12-27", "2026-04-02", "2026-10-29"}) {
            for (const Period period : kPeriods) {
                Instant t = at(from);
                for (int i = 0; i < 300; ++i, t = t + Duration::minutes(31)) {
                    const Instant start = period_start(period, zone, t);
                    const Instant end = period_end(period, zone, t);
                    ASSERT_LE(start, t) << zone.name << " " << format_time(t);
                    ASSERT_GT(end, t) << zone.name << " " << format_time(t);
                    ASSERT_EQ(period_start(period, zone, end), end)
                        << zone.name << " " << to_word(period) << " " << format_time(t);
                    ASSERT_EQ(period_end(period, zone, start), end)
                        << zone.name << " " << to_word(period) << " " << format_time(t);
                }
            }
        }
    }
}

TEST(Capacity, SaysWhetherItBindsAtAll) {
    EXPECT_FALSE(Capacity{}.has_any());
    EXPECT_TRUE((Capacity{.open = 0, .per = {}}.has_any()));
    Capacity weekly;
    weekly.per[static_cast<std::size_t>(Period::Week)] = 5;
    EXPECT_TRUE(weekly.has_any());
    EXPECT_EQ(to_word(Period::Week), "week");
}

}  // namespace
}  // namespace baton::team
