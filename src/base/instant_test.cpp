#include "base/instant.hpp"

#include <gtest/gtest.h>

namespace baton {
namespace {

TEST(Instant, WritesWhatItReads) {
    for (const char* text : {"2026-03-02T14:00:00Z", "1969-12-31T23:59:59.500000Z",
                             "2024-02-29T00:00:00Z", "9999-12-31T23:59:59Z"}) {
        const auto read = parse_time(text);
        ASSERT_TRUE(read) << text;
        EXPECT_FALSE(read->local);
        EXPECT_EQ(format_time(read->instant), text);
    }
}

TEST(Instant, KeepsTheOffsetThatWasAskedFor) {
    const auto read = parse_time("2026-03-02T09:00:00-05:00");
    ASSERT_TRUE(read);
    EXPECT_EQ(format_time(read->instant), "2026-03-02T14:00:00Z");
    EXPECT_EQ(format_time(read->instant, -5 * 3600), "2026-03-02T09:00:00-05:00");
}

TEST(Instant, WithoutAnOffsetIsLocal) {
    EXPECT_TRUE(parse_time("2026-03-02T09:00:00")->local);
    EXPECT_TRUE(parse_time("2026-03-02")->local);
}

TEST(Instant, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "2026-02-29", "2026-13-01", "2026-03-02T24:00:00Z", "2026-03-02T9:00Z",
          "2026-03-02T09:00:00+5", "2026-03-02T09:00:00Zx", "tomorrow"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(Duration, ReadsUnitsAndSums) {
    EXPECT_EQ(parse_duration("90s"), Duration::seconds(90));
    EXPECT_EQ(parse_duration("1h30m"), Duration::minutes(90));
    EXPECT_EQ(parse_duration("1w"), Duration::days(7));
    for (const char* text : {"", "5", "m", "-5m", "5 m", "1y", "99999999999999999999s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Duration, IsWrittenShort) {
    EXPECT_EQ(format_duration(Duration::minutes(90)), "1h30m");
    EXPECT_EQ(format_duration(Duration::days(2)), "2d");
    EXPECT_EQ(format_duration(Duration{}), "0s");
}

TEST(Date, CountsDaysBothWays) {
    EXPECT_EQ(days_from_date({1970, 1, 1}), 0);
    EXPECT_EQ(weekday_from_days(days_from_date({2026, 3, 2})), 1);
    for (std::int64_t day = -800'000; day < 800'000; day += 997) {
        EXPECT_EQ(days_from_date(date_from_days(day)), day);
    }
}

}  // namespace
}  // namespace baton
