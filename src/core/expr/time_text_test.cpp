#include "core/expr/time_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/expr/zone.hpp"

namespace baton::expr {
namespace {

std::string time(std::string_view text, bool dates = false) {
    const auto value = parse_timestamp(text, dates);
    return value ? format_timestamp(*value) : "none";
}
std::string span(std::string_view text, bool days = false) {
    const auto value = parse_span(text, days);
    return value ? format_span(*value) : "none";
}

TEST(Timestamps, AreReadAndWrittenToTheNanosecond) {
    EXPECT_EQ(time("2009-02-13T23:31:30Z"), "2009-02-13T23:31:30Z");
    EXPECT_EQ(time("2009-02-13T23:31:30.25+05:30"), "2009-02-13T18:01:30.25Z");
    EXPECT_EQ(time("2009-02-13T23:31:30-00:30"), "2009-02-14T00:01:30Z");
    EXPECT_EQ(time("0001-01-01T00:00:00.000000001Z"), "0001-01-01T00:00:00.000000001Z");
    EXPECT_EQ(time("9999-12-31T23:59:59.999999999Z"), "9999-12-31T23:59:59.999999999Z");
    EXPECT_EQ(time("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.5Z");
    EXPECT_EQ(time("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
}

TEST(Timestamps, RefuseWhatIsNone) {
    for (const std::string_view text :
         {"", "2009-02-13", "2009-02-13T23:31:30", "2009-02-30T00:00:00Z", "2009-13-01T00:00:00Z",
          "2009-02-13T24:00:00Z", "2009-02-13T23:60:00Z", "2009-02-13T23:31:60Z",
          "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.1234567890Z", "2009-02-13t23:31:30Z",
          "2009-02-13T23:31:30Z ", "2009-02-13T23:31:30+24:00", "0000-01-01T00:00:00Z",
          "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z", "+2009-02-13T00:00:00Z"}) {
        EXPECT_EQ(time(text), "none") << text;
    }
    EXPECT_EQ(time("2023-02-29T00:00:00Z"), "none");
}

TEST(Timestamps, ABareDateIsMidnightWhereAllowed) {
    EXPECT_EQ(time("2026-03-02", true), "2026-03-02T00:00:00Z");
    EXPECT_EQ(time("2026-02-30", true), "none");
    EXPECT_EQ(time("2026-03-02T", true), "none");
}

TEST(Durations, AreSums) {
    EXPECT_EQ(span("1h30m"), "5400s");
    EXPECT_EQ(span("-1.5s"), "-1.5s");
    EXPECT_EQ(span("+2m"), "120s");
    EXPECT_EQ(span("0"), "0s");
    EXPECT_EQ(span("1ms1us1ns"), "0.001001001s");
    EXPECT_EQ(span("2µs"), "0.000002s");
    EXPECT_EQ(span(".5h"), "1800s");
    EXPECT_EQ(span("9223372036s"), "9223372036s");
    EXPECT_EQ(span("1d", true), "86400s");
    EXPECT_EQ(span("2w1d", true), "1296000s");
}

TEST(Durations, RefuseWhatIsNone) {
    for (const std::string_view text : {"", "-", "5", "s", "1x", "1d", "1 s", "1s ", "--1s", ".s",
                                        "9223372037s", "99999999999999999999s", "1h-1m"}) {
        EXPECT_EQ(span(text), "none") << text;
    }
}

TEST(Zones, FixedOffsetsAreRead) {
    EXPECT_EQ(fixed_zone_offset("UTC"), 0);
    EXPECT_EQ(fixed_zone_offset(""), 0);
    EXPECT_EQ(fixed_zone_offset("+05:30"), 19'800);
    EXPECT_EQ(fixed_zone_offset("-02:30"), -9'000);
    EXPECT_EQ(fixed_zone_offset("02:00"), 7'200);
    for (const std::string_view text : {"+24:00", "+5:30", "05-30", "+05:60", "Europe/Rome", "+"}) {
        EXPECT_EQ(fixed_zone_offset(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace baton::expr
