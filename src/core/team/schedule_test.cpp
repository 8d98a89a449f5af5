#include "core/team/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/team/zones_for_tests.hpp"

namespace baton::team {
namespace {

using testing::at;

Schedule hours(std::string_view text, std::vector<Date> holidays = {}) {
    Schedule schedule = parse_hours(text).value();
    schedule.holidays = std::move(holidays);
    return schedule;
}

std::string spans(std::string_view text) {
    const auto schedule = parse_hours(text);
    if (!schedule) return schedule.error().message;
    if (schedule->always) return "always";
    std::string out;
    for (const WorkSpan& span : schedule->spans) {
        if (!out.empty()) out += ' ';
        out += std::to_string(span.weekday) + ":" + format_duration(Duration::seconds(span.start)) +
               "-" + format_duration(Duration::seconds(span.end));
    }
    return out;
}

TEST(Hours, AreReadInEveryFormPeopleWrite) {
    EXPECT_EQ(spans("Mon-Fri 09:00-18:00"), "1:9h-18h 2:9h-18h 3:9h-18h 4:9h-18h 5:9h-18h");
    EXPECT_EQ(spans("Sat,Sun 10:00-14:00"), "6:10h-14h 7:10h-14h");
    EXPECT_EQ(spans("Mon-Tue 09:00-18:00; Sat 10:00-14:00;"), "1:9h-18h 2:9h-18h 6:10h-14h");
    EXPECT_EQ(spans("mon, WED - thu 9:30-12:00, 13:00-17:15"),
              "1:9h30m-12h 1:13h-17h15m 3:9h30m-12h 3:13h-17h15m 4:9h30m-12h 4:13h-17h15m");
    EXPECT_EQ(spans("Fri-Mon 08:00-09:00"), "1:8h-9h 5:8h-9h 6:8h-9h 7:8h-9h");
    EXPECT_EQ(spans("Fri 22:00-06:00"), "5:22h-1d6h");
    EXPECT_EQ(spans("Mon 00:00-24:00"), "1:0s-1d");
    EXPECT_EQ(spans("Mon 18:00-00:00"), "1:18h-1d");
    EXPECT_EQ(spans(" Always "), "always");
}

TEST(Hours, SayWhatIsWrong) {
    EXPECT_EQ(spans(""), "hours are empty; write for instance Mon-Fri 09:00-18:00, or always");
    EXPECT_EQ(spans(";"), "hours name no day; write for instance Mon-Fri 09:00-18:00");
    EXPECT_EQ(spans("Mo-Fr 09:00-18:00"),
              "\"Mo\" is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun");
    EXPECT_EQ(spans("Mon-Fri"),
              "\"Mon-Fri\" needs days and times, for instance Mon-Fri 09:00-18:00, or the word "
              "always");
    EXPECT_EQ(spans("09:00-18:00"),
              "\"09:00-18:00\" needs days and times, for instance Mon-Fri 09:00-18:00, or the word "
              "always");
    EXPECT_EQ(spans("Mon 9-17"), "\"9\" is no time of day; write it as HH:MM, for instance 09:00");
    EXPECT_EQ(spans("Mon 09:00"),
              "\"09:00\" is no stretch of time; write it as HH:MM-HH:MM, for instance 09:00-18:00");
    EXPECT_EQ(spans("Mon 09:00-25:00"),
              "\"25:00\" is no time of day; a day runs from 00:00 to 24:00");
    EXPECT_EQ(spans("Mon 09:60-12:00"),
              "\"09:60\" is no time of day; a day runs from 00:00 to 24:00");
    EXPECT_EQ(spans("Mon 09:00-09:00"),
              "\"09:00-09:00\" has no length; write 00:00-24:00 for a whole day");
    EXPECT_EQ(spans("Mon 24:00-09:00"),
              "\"24:00-09:00\" begins at 24:00; write 00:00 of the next day");
    EXPECT_EQ(spans("Mon-Fry 09:00-18:00"),
              "\"Fry\" is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun");
}

TEST(Schedule, KnowsWhoIsAtWork) {
    const Zone zone = testing::new_york();
    const Schedule office = hours("Mon-Fri 09:00-18:00", {{2026, 7, 3}});
    EXPECT_FALSE(is_working(office, zone, at("2026-03-03T08:59:59-05:00")));
    EXPECT_TRUE(is_working(office, zone, at("2026-03-03T09:00:00-05:00")));
    EXPECT_TRUE(is_working(office, zone, at("2026-03-03T17:59:59-05:00")));
    EXPECT_FALSE(is_working(office, zone, at("2026-03-03T18:00:00-05:00")));
    EXPECT_FALSE(is_working(office, zone, at("2026-03-07T12:00:00-05:00")));  // Saturday
    EXPECT_FALSE(is_working(office, zone, at("2026-07-03T12:00:00-04:00")));  // the holiday
    EXPECT_TRUE(is_working(office, testing::berlin(), at("2026-07-02T09:00:00+02:00")));
}

TEST(Schedule, RunsPastMidnightUnlessItsDayIsAHoliday) {
    const Zone zone = testing::new_york();
    const Schedule night = hours("Fri 22:00-06:00", {{2026, 3, 13}, {2026, 3, 21}});
    EXPECT_TRUE(is_working(night, zone, at("2026-03-07T05:59:59-05:00")));
    EXPECT_FALSE(is_working(night, zone, at("2026-03-07T06:00:00-05:00")));
    EXPECT_FALSE(is_working(night, zone, at("2026-03-14T03:00:00-04:00")));  // began on the 13th
    EXPECT_TRUE(is_working(night, zone, at("2026-03-21T03:00:00-04:00")));   // began on the 20th
}

TEST(Schedule, FindsWhenWorkBeginsAndEnds) {
    const Zone zone = testing::new_york();
    const Schedule office = hours("Mon-Fri 09:00-18:00", {{2026, 3, 9}});
    EXPECT_EQ(next_working(office, zone, at("2026-03-03T10:00:00-05:00")),
              at("2026-03-03T10:00:00-05:00"));
    EXPECT_EQ(next_working(office, zone, at("2026-03-06T18:00:00-05:00")),
              at("2026-03-10T09:00:00-04:00"));  // over weekend, clock change and holiday
    EXPECT_EQ(end_of_work(office, zone, at("2026-03-03T10:00:00-05:00")),
              at("2026-03-03T18:00:00-05:00"));
    EXPECT_EQ(end_of_work(office, zone, at("2026-03-03T18:00:00-05:00")),
              at("2026-03-03T18:00:00-05:00"));
    EXPECT_EQ(end_of_work(hours("Mon 20:00-24:00; Tue 00:00-08:00"), zone,
                          at("2026-03-02T21:00:00-05:00")),
              at("2026-03-03T08:00:00-05:00"));  // what touches is one
}

TEST(Schedule, MayNeverBeginOrEnd) {
    const Zone zone = testing::new_york();
    std::vector<Date> every_monday;
    for (std::int64_t day = days_from_date({2026, 3, 2}); day < days_from_date({2040, 1, 1});
         day += 7) {
        every_monday.push_back(date_from_days(day));
    }
    const Schedule mondays = hours("Mon 09:00-10:00", every_monday);
    EXPECT_EQ(next_working(mondays, zone, at("2026-03-03")), Instant::never());
    EXPECT_EQ(add_working(mondays, zone, at("2026-03-03"), Duration::hours(1)), Instant::never());
    EXPECT_EQ(working_between(mondays, zone, at("2026-03-03"), at("2027-03-03")), Duration{});
    EXPECT_EQ(end_of_work(hours("always"), zone, at("2026-03-03")), Instant::never());
    EXPECT_EQ(end_of_work(hours("Mon-Sun 00:00-24:00"), zone, at("2026-03-03")), Instant::never());
    EXPECT_EQ(add_working(hours("Mon 09:00-10:00"), zone, at("2026-03-03"), Duration::days(365)),
              Instant::never());
}

TEST(Schedule, OfAlwaysStillKeepsItsHolidays) {
    const Zone zone = testing::new_york();
    const Schedule support = hours("always", {{2026, 12, 25}});
    EXPECT_TRUE(is_working(support, zone, at("2026-12-24T23:59:59-05:00")));
    EXPECT_FALSE(is_working(support, zone, at("2026-12-25T00:00:00-05:00")));
    EXPECT_EQ(end_of_work(support, zone, at("2026-12-20T00:00:00-05:00")),
              at("2026-12-25T00:00:00-05:00"));
    EXPECT_EQ(next_working(support, zone, at("2026-12-25T12:00:00-05:00")),
              at("2026-12-26T00:00:00-05:00"));
    EXPECT_EQ(end_of_work(support, zone, at("2026-12-26T12:00:00-05:00")), Instant::never());
    EXPECT_EQ(working_between(support, zone, at("2026-12-24T12:00:00-05:00"),
                              at("2026-12-26T12:00:00-05:00")),
              Duration::hours(24));
    EXPECT_EQ(add_working(support, zone, at("2026-12-24T23:00:00-05:00"), Duration::hours(2)),
              at("2026-12-26T01:00:00-05:00"));
}

TEST(Schedule, AddsWorkingTime) {
    const Zone zone = testing::berlin();
    const Schedule office = hours("Mon-Fri 09:00-17:00", {{2026, 4, 6}});
    EXPECT_EQ(add_working(office, zone, at("2026-04-07T09:00:00+02:00"), Duration::hours(2)),
              at("2026-04-07T11:00:00+02:00"));
    EXPECT_EQ(add_working(office, zone, at("2026-04-03T16:30:00+02:00"), Duration::hours(1)),
              at("2026-04-07T09:30:00+02:00"));
    EXPECT_EQ(add_working(office, zone, at("2026-04-03T12:00:00+02:00"), Duration::hours(5)),
              at("2026-04-03T17:00:00+02:00"));  // the very end still counts
    EXPECT_EQ(add_working(office, zone, at("2026-04-04T12:00:00+02:00"), Duration{}),
              at("2026-04-04T12:00:00+02:00"));
    EXPECT_EQ(
        add_working(hours("always"), zone, at("2026-04-04T12:00:00+02:00"), Duration::days(3)),
        at("2026-04-07T12:00:00+02:00"));
}

TEST(Schedule, CountsTheHoursThatReallyPassWhereClocksChange) {
    const Zone zone = testing::new_york();
    const Schedule night = hours("Sat 22:00-06:00");
    // Forward on 2026-03-08: the night has seven hours; back on 2026-11-01: nine.
    EXPECT_EQ(working_between(night, zone, at("2026-03-07"), at("2026-03-09")), Duration::hours(7));
    EXPECT_EQ(working_between(night, zone, at("2026-10-31"), at("2026-11-02")), Duration::hours(9));
    EXPECT_EQ(working_between(night, zone, at("2026-03-14"), at("2026-03-16")), Duration::hours(8));
    EXPECT_EQ(add_working(night, zone, at("2026-03-07T22:00:00-05:00"), Duration::hours(5)),
              at("2026-03-08T04:00:00-04:00"));
    EXPECT_EQ(add_working(night, zone, at("2026-10-31T22:00:00-04:00"), Duration::hours(5)),
              at("2026-11-01T02:00:00-05:00"));
    // A stretch that lies wholly in the hour that is skipped does not happen.
    EXPECT_FALSE(is_working(hours("Sun 02:00-03:00"), zone, at("2026-03-08T07:00:00Z")));
}

TEST(Schedule, CountsOverlappingStretchesOnce) {
    const Zone zone;
    const Schedule schedule = hours("Mon 09:00-12:00; Mon 11:00-14:00; Sun 23:00-10:00");
    EXPECT_EQ(
        working_between(schedule, zone, at("2026-03-01T00:00:00Z"), at("2026-03-03T00:00:00Z")),
        Duration::hours(15));
    EXPECT_EQ(end_of_work(schedule, zone, at("2026-03-01T23:30:00Z")), at("2026-03-02T14:00:00Z"));
    EXPECT_EQ(working_between(schedule, zone, at("2026-03-03"), at("2026-03-01")), Duration{});
}

// The slow way: minute by minute.
Duration minutes_worked(const Schedule& schedule, const Zone& zone, Instant from, Instant to) {
    Duration total;
    for (Instant t = from; t < to; t = t + Duration::minutes(1)) {
        if (is_working(schedule, zone, t)) total = total + Duration::minutes(1);
    }
    return total;
}

TEST(Schedule, AgreesWithCountingMinutes) {
    const std::vector<Date> holidays{{2026, 3, 10}, {2026, 11, 2}};
    for (const Zone& zone : {testing::new_york(), testing::berlin(), testing::half_hour()}) {
        for (const std::string_view text :
             {"Mon-Fri 09:00-17:30", "Sat-Mon 20:00-04:15", "Sun 00:30-02:30; Sun 02:15-03:00",
              "always", "Sat 23:00-22:59"}) {
            const Schedule schedule = hours(text, holidays);
            for (const std::string_view day :
                 {"2026-03-06T11:30:00Z", "2026-10-30T00:00:00Z", "2026-04-04T00:00:00Z"}) {
                const Instant from = at(day);
                const Instant to = from + Duration::days(4);
                const Duration worked = minutes_worked(schedule, zone, from, to);
                EXPECT_EQ(working_between(schedule, zone, from, to), worked) << text << day;
                if (worked > Duration{}) {
                    const Instant end = add_working(schedule, zone, from, worked);
                    EXPECT_LE(end, to) << text;
                    EXPECT_EQ(working_between(schedule, zone, from, end), worked) << text;
                }
            }
        }
    }
}

}  // namespace
}  // namespace baton::team
