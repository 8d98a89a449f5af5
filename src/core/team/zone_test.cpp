#include "core/team/zone.hpp"

#include <gtest/gtest.h>

#include "core/team/zone_offsets.hpp"
#include "core/team/zones_for_tests.hpp"

namespace baton::team {
namespace {

using testing::at;

// What clocks show, as text without an offset.
std::string shown(const Zone& zone, std::string_view instant) {
    const Zone::Local local = zone.local(at(instant));
    return format_time(Instant::from_seconds(local.day * 86400 + local.second));
}

// The instant at which clocks show this.
std::string when_shown(const Zone& zone, std::string_view clock) {
    const std::int64_t seconds = at(clock).to_seconds();
    return format_time(
        zone.instant_of(seconds / 86400, static_cast<std::int32_t>(seconds % 86400)));
}

TEST(Zone, ShowsLocalTime) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(shown(zone, "2026-01-15T14:00:00Z"), "2026-01-15T09:00:00Z");
    EXPECT_EQ(shown(zone, "2026-07-15T03:30:00Z"), "2026-07-14T23:30:00Z");
    EXPECT_EQ(shown(Zone{}, "1969-12-31T23:59:59Z"), "1969-12-31T23:59:59Z");
}

TEST(Zone, ChangesItsOffsetAtTheVeryMoment) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(shown(zone, "2026-03-08T06:59:59Z"), "2026-03-08T01:59:59Z");
    EXPECT_EQ(shown(zone, "2026-03-08T07:00:00Z"), "2026-03-08T03:00:00Z");
    EXPECT_EQ(shown(zone, "2026-11-01T05:59:59Z"), "2026-11-01T01:59:59Z");
    EXPECT_EQ(shown(zone, "2026-11-01T06:00:00Z"), "2026-11-01T01:00:00Z");
    EXPECT_EQ(zone.offset_at(Instant{at("2026-03-08T07:00:00Z").micros - 1}), -5 * 3600);
}

TEST(Zone, FindsTheInstantThatClocksShow) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(when_shown(zone, "2026-01-15T09:00:00"), "2026-01-15T14:00:00Z");
    EXPECT_EQ(when_shown(zone, "2026-07-15T09:00:00"), "2026-07-15T13:00:00Z");
    EXPECT_EQ(when_shown(testing::berlin(), "2026-07-15T00:00:00"), "2026-07-14T22:00:00Z");
}

TEST(Zone, TakesTheMomentOfTheSkipForATimeThatClocksSkip) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(when_shown(zone, "2026-03-08T01:59:59"), "2026-03-08T06:59:59Z");
    EXPECT_EQ(when_shown(zone, "2026-03-08T02:00:00"), "2026-03-08T07:00:00Z");
    EXPECT_EQ(when_shown(zone, "2026-03-08T02:30:00"), "2026-03-08T07:00:00Z");
    EXPECT_EQ(when_shown(zone, "2026-03-08T03:00:00"), "2026-03-08T07:00:00Z");
    EXPECT_EQ(when_shown(zone, "2026-03-08T03:00:01"), "2026-03-08T07:00:01Z");
    EXPECT_EQ(when_shown(testing::apia(), "2011-12-30T12:00:00"), "2011-12-30T10:00:00Z");
}

TEST(Zone, TakesTheFirstOfATimeShownTwice) {
    const Zone zone = testing::new_york();
    EXPECT_EQ(when_shown(zone, "2026-11-01T01:00:00"), "2026-11-01T05:00:00Z");
    EXPECT_EQ(when_shown(zone, "2026-11-01T01:30:00"), "2026-11-01T05:30:00Z");
    EXPECT_EQ(when_shown(zone, "2026-11-01T02:00:00"), "2026-11-01T07:00:00Z");
}

TEST(Zone, CountsClockTimePastMidnight) {
    const Zone zone = testing::new_york();
    const std::int64_t saturday = days_from_date({2026, 3, 7});
    EXPECT_EQ(format_time(zone.instant_of(saturday, 86400 + 6 * 3600)), "2026-03-08T10:00:00Z");
    EXPECT_EQ(format_time(zone.instant_of(saturday, 172800)), "2026-03-09T04:00:00Z");
}

TEST(Zone, InstantsComeBackFromTheTimeTheyShow) {
    for (const Zone& zone : {testing::new_york(), testing::berlin()}) {
        Instant last = Instant::from_seconds(0);
        for (Instant t = last; t < at("2030-01-01"); t = t + Duration::minutes(617)) {
            const Zone::Local local = zone.local(t);
            const Instant back = zone.instant_of(local.day, local.second);
            // The first of a time shown twice, else the same.
            EXPECT_TRUE(back == t || back == t - Duration::hours(1)) << format_time(t);
        }
    }
}

TEST(ZoneOffsets, AnswersForExpressions) {
    const testing::FewZones zones;
    const ZoneOffsets offsets(zones);
    EXPECT_EQ(offsets.offset_seconds("America/New_York", at("2026-07-01")), -4 * 3600);
    EXPECT_TRUE(offsets.known("Europe/Berlin"));
    EXPECT_FALSE(offsets.known("Europe/Bärlin"));
    EXPECT_EQ(offsets.offset_seconds("nowhere", at("2026-07-01")), std::nullopt);
}

}  // namespace
}  // namespace baton::team
