// Warnings about people: the circles they stand in, and schedules on which nobody ever works.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/instant.hpp"
#include "core/workspace/context_for_tests.hpp"

namespace baton::workspace {
namespace {

using testing::Outside;
using Lines = std::vector<std::string>;

// Every Monday from the first of 2026 on, so many.
std::string mondays(int count) {
    std::string dates;
    const std::int64_t first = days_from_date({2026, 1, 5});
    for (int i = 0; i < count; ++i) {
        const Date date = date_from_days(first + 7 * i);
        dates +=
            fmt::format("{}{:04}-{:02}-{:02}", i == 0 ? "" : ", ", date.year, date.month, date.day);
    }
    return dates;
}

std::string company(const std::string& hours, const std::string& holidays) {
    return fmt::format(
        "schedules:\n  shift: {{ hours: \"{}\", holidays: [{}] }}\n"
        "people: {{ ann: {{ schedule: shift }}, bob: {{ schedule: shift }}, cid: {{}} }}\n"
        "otherwise: {{ person: cid }}\n",
        hours, holidays);
}

TEST(Schedules, ThatHolidaysCloseForYearsAreTold) {
    Outside outside;
    EXPECT_EQ(
        outside.findings(company("Mon 09:00-17:00", mondays(110))),
        Lines{"2:3: warning: schedule \"shift\" is never open from 2026-01-05 to 2028-02-13, its "
              "holidays being all its days: \"ann\", \"bob\" are not at work until then "
              "[schedule-never-open]"});
}

TEST(Schedules, WithADayLeftAreFine) {
    Outside outside;
    EXPECT_EQ(outside.findings(company("Mon,Wed 09:00-17:00", mondays(110))), Lines{});
    EXPECT_EQ(outside.findings(company("always", mondays(110))), Lines{});
    // A few weeks short of two years.
    EXPECT_EQ(outside.findings(company("Mon 09:00-17:00", mondays(104))), Lines{});
}

TEST(Schedules, ThatNobodyHasAreToldToo) {
    Outside outside;
    const Lines lines =
        outside.findings(fmt::format("schedules: {{ s: {{ hours: \"Mon 09:00-17:00\", holidays: "
                                     "[{}] }} }}\notherwise: {{ queue: "
                                     "all }}\n",
                                     mondays(120)));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("nobody has it"), std::string::npos) << lines[0];
}

TEST(Circles, OfVeryManyAreToldInFewWords) {
    Outside outside;
    constexpr int kMany = 2000;
    std::string text = "people:\n";
    for (int i = 0; i < kMany; ++i) {
        text +=
            fmt::format("  p{}: {{ email: p{}@acme.test, backup: p{} }}\n", i, i, (i + 1) % kMany);
    }
    const Lines lines = outside.findings(text + "otherwise: { person: p0 }\n");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("p0 → p1 → p2 → p3 → p4 → p5 → p6 → p7 → p8 → p9 → 1990 more → p0"),
              std::string::npos)
        << lines[0];
}

TEST(Capacity, PastEveryLimitSaysWhereTheLimitIs) {
    Outside outside;
    EXPECT_EQ(
        outside.findings("people: { a: { capacity: { open: 9223372036854775807 } } }\n"
                         "otherwise: { person: a }\n"),
        Lines{"1:34: \"open\" of \"capacity\" of person \"a\" must be a whole number of at most "
              "1000000000000000, not 9223372036854775807"});
}

}  // namespace
}  // namespace baton::workspace
