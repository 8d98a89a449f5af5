#include "insight/period.hpp"

#include <gtest/gtest.h>

#include "core/team/zones_for_tests.hpp"
#include "insight/error.hpp"
#include "insight/groups.hpp"

namespace baton::insight {
namespace {

using team::testing::at;

const team::Zone& zone(const char* name) {
    static const team::testing::FewZones kZones;
    return *kZones.find(name);
}

TEST(Period, ADayIsAsLongAsItsClocksSay) {
    const team::Zone& york = zone("America/New_York");
    const Period spring = period_at(Unit::Day, york, at("2026-03-08T12:00:00-04:00"));
    EXPECT_EQ(spring.to - spring.from, Duration::hours(23));
    const Period autumn = period_at(Unit::Day, york, at("2026-11-01T12:00:00-05:00"));
    EXPECT_EQ(autumn.from, at("2026-11-01T00:00:00-04:00"));
    EXPECT_EQ(autumn.to, at("2026-11-02T00:00:00-05:00"));
    EXPECT_EQ(name_of(Unit::Day, york, autumn.from), "2026-11-01");
}

TEST(Period, WeeksBeginOnMondayAndYearsOnTheirFirstDay) {
    const team::Zone& berlin = zone("Europe/Berlin");
    const Period week = period_at(Unit::Week, berlin, at("2026-03-29T23:59:59+02:00"));
    EXPECT_EQ(week.from, at("2026-03-23T00:00:00+01:00"));
    EXPECT_EQ(week.to, at("2026-03-30T00:00:00+02:00"));
    const Period year = period_at(Unit::Year, berlin, at("2026-12-31T23:30:00+01:00"));
    EXPECT_EQ(year.from, at("2026-01-01T00:00:00+01:00"));
    EXPECT_EQ(year.to, at("2027-01-01T00:00:00+01:00"));
    EXPECT_EQ(name_of(Unit::Year, berlin, year.from), "2026");
    EXPECT_EQ(name_of(Unit::Month, berlin, year.from), "2026-01");
}

std::vector<Bucket> buckets(By by, const char* from, const char* to) {
    workspace::Policy policy;
    policy.zone = &zone("America/New_York");
    Question question;
    question.by = by;
    question.policy = &policy;
    question.from = at(from);
    question.to = at(to);
    return buckets_of(question).value();
}

TEST(Period, TheHourThatClocksRepeatIsTwo) {
    const auto hours = buckets(By::Hour, "2026-11-01T00:00:00-04:00", "2026-11-01T03:00:00-05:00");
    std::vector<std::string> names;
    for (const Bucket& bucket : hours) names.push_back(bucket.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"2026-11-01T00:00:00-04:00", "2026-11-01T01:00:00-04:00",
                                        "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00"}));
}

TEST(Period, APartOfADayIsOfThatDay) {
    const auto days = buckets(By::Day, "2026-03-07T15:00:00-05:00", "2026-03-09T01:00:00-04:00");
    ASSERT_EQ(days.size(), 3);
    EXPECT_EQ(days.front().name, "2026-03-07");
    EXPECT_EQ(days.back().name, "2026-03-09");
}

TEST(Period, MoreBucketsThanAReportHoldsAreRefused) {
    workspace::Policy policy;
    policy.zone = &zone("UTC");
    Question question;
    question.by = By::Hour;
    question.policy = &policy;
    question.to = Instant{} + Duration::hours(kMostBuckets);
    EXPECT_EQ(buckets_of(question)->size(), kMostBuckets);
    question.to = question.to + Duration{1};
    const auto refused = buckets_of(question);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, static_cast<int>(InsightError::TooMany));
}

}  // namespace
}  // namespace baton::insight
