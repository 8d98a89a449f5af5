#include "tables/zones.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tables/posix_rule.hpp"

namespace baton::tables {
namespace {

Instant at(std::string_view text) { return parse_time(text)->instant; }

const team::Zones& zones() {
    static const auto loaded = load_zones();
    return **loaded;
}

TEST(Zones, KnowTheNamesAndWhichTablesTheyAre) {
    EXPECT_GT(zones().names().size(), 400U);
    EXPECT_TRUE(std::ranges::is_sorted(zones().names()));
    EXPECT_TRUE(zones().version().starts_with("tz-20"));
    ASSERT_NE(zones().find("America/New_York"), nullptr);
    EXPECT_EQ(zones().find("America/New_York")->name, "America/New_York");
    EXPECT_NE(zones().find("UTC"), nullptr);
    EXPECT_NE(zones().find("US/Eastern"), nullptr);
    EXPECT_EQ(zones().find("America/Metropolis"), nullptr);
    EXPECT_EQ(zones().find("localtime"), nullptr);
    EXPECT_EQ(zones().find(""), nullptr);
}

struct Shown {
    const char* zone;
    const char* instant;
    std::int32_t offset_seconds;
};

// What clocks really showed, and what today's rules say of the years to come.
constexpr Shown kShown[] = {
    {"UTC", "2026-07-01T00:00:00Z", 0},
    {"America/New_York", "1974-01-10T00:00:00Z", -4 * 3600},  // the year of winter summer time
    {"America/New_York", "2006-03-20T12:00:00Z", -5 * 3600},  // before the rule of 2007
    {"America/New_York", "2007-03-20T12:00:00Z", -4 * 3600},
    {"America/New_York", "2026-03-08T06:59:59Z", -5 * 3600},
    {"America/New_York", "2026-03-08T07:00:00Z", -4 * 3600},
    {"America/New_York", "2026-11-01T05:59:59Z", -4 * 3600},
    {"America/New_York", "2026-11-01T06:00:00Z", -5 * 3600},
    {"America/New_York", "2090-07-01T00:00:00Z", -4 * 3600},  // by rule, past the tables
    {"America/New_York", "2100-12-31T00:00:00Z", -5 * 3600},
    {"Australia/Sydney", "2077-01-01T00:00:00Z", 11 * 3600},
    {"Australia/Sydney", "2077-07-01T00:00:00Z", 10 * 3600},
    {"Europe/Dublin", "2060-07-01T00:00:00Z", 3600},
    {"Europe/London", "1970-07-01T00:00:00Z", 3600},
    {"Asia/Kolkata", "2050-01-01T00:00:00Z", 19800},
    {"Asia/Kathmandu", "1980-01-01T00:00:00Z", 19800},
    {"Asia/Kathmandu", "1990-01-01T00:00:00Z", 20700},
    {"Pacific/Apia", "2011-12-30T09:59:59Z", -10 * 3600},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", 14 * 3600},
    {"Australia/Lord_Howe", "2060-07-01T00:00:00Z", 37800},
};

TEST(Zones, ShowWhatClocksShow) {
    for (const Shown& shown : kShown) {
        const team::Zone* zone = zones().find(shown.zone);
        ASSERT_NE(zone, nullptr) << shown.zone;
        EXPECT_EQ(zone->offset_at(at(shown.instant)), shown.offset_seconds)
            << shown.zone << " " << shown.instant;
    }
}

TEST(Zones, AgreeWithTheirTablesInEveryZone) {
    for (const std::string& name : zones().names()) {
        const team::Zone* zone = zones().find(name);
        ASSERT_NE(zone, nullptr) << name;
        EXPECT_TRUE(std::ranges::is_sorted(zone->transitions, {}, &team::ZoneTransition::at))
            << name;
        const date::time_zone* source = date::locate_zone(name);
        for (Instant t = at("1970-01-01"); t < at("2037-01-01"); t = t + Duration::hours(1999)) {
            const auto info =
                source->get_info(date::sys_seconds{std::chrono::seconds{t.to_seconds()}});
            ASSERT_EQ(zone->offset_at(t), info.offset.count()) << name << " " << format_time(t);
        }
    }
}

TEST(Zones, MayBeAskedFromManyThreads) {
    const auto fresh = load_zones();
    ASSERT_TRUE(fresh);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (const char* name : {"Europe/Paris", "Asia/Tokyo", "America/Chicago"}) {
                EXPECT_NE((*fresh)->find(name), nullptr);
            }
        });
    }
}

TEST(PosixRule, ReadsEveryForm) {
    const auto plain = parse_posix_rule("EST5EDT,M3.2.0,M11.1.0");
    ASSERT_TRUE(plain && plain->summer);
    EXPECT_EQ(plain->standard_offset_seconds, -5 * 3600);
    EXPECT_EQ(plain->summer->offset_seconds, -4 * 3600);
    const auto nuuk = parse_posix_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    ASSERT_TRUE(nuuk && nuuk->summer);
    EXPECT_EQ(nuuk->summer->begins.second, -3600);
    const auto nepal = parse_posix_rule("<+0545>-5:45");
    ASSERT_TRUE(nepal && !nepal->summer);
    EXPECT_EQ(nepal->standard_offset_seconds, 20700);
    for (const char* text : {"J60", "59"}) {
        const auto by_day = parse_posix_rule(std::string("AAA0BBB,") + text + "/0,J300");
        ASSERT_TRUE(by_day) << text;
        const auto changes = changes_between(*by_day, 2024, 2024);
        EXPECT_EQ(format_time(changes[0].at),
                  text[0] == 'J' ? "2024-03-01T00:00:00Z" : "2024-02-29T00:00:00Z");
    }
}

TEST(PosixRule, RefusesWhatItCannotRead) {
    for (const char* text :
         {"", "E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
          "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "<EST5", "EST5EDT,M3.2.0,M11.1.0x",
          "EST5EDT4M3.2.0,M11.1.0"}) {
        EXPECT_FALSE(parse_posix_rule(text)) << text;
    }
}

}  // namespace
}  // namespace baton::tables
