// The made-up day is the same everywhere, belongs to nobody, and looks like a day.
#include "demo/day.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/text.hpp"

namespace baton::demo {
namespace {

// The text of a field that is text; empty when the body has none.
std::string field(const DemoLead& lead, const std::string& name) {
    const std::string mark = "\"" + name + "\":\"";
    const std::size_t at = lead.body.find(mark);
    if (at == std::string::npos) return "";
    return lead.body.substr(at + mark.size(),
                            lead.body.find('"', at + mark.size()) - at - mark.size());
}

TEST(Lead, IsTheSameForTheSameSeed) {
    EXPECT_EQ(lead(7, 42).body, lead(7, 42).body);
    EXPECT_NE(lead(7, 42).body, lead(8, 42).body);
    EXPECT_NE(lead(7, 42).body, lead(7, 43).body);
}

TEST(Lead, StaysTheSameFromVersionToVersion) {
    EXPECT_EQ(lead(1, 2).key, "demo-1-2");
    EXPECT_EQ(
        lead(1, 2).body,
        R"({"id":"demo-1-2","name":"Ana Hansen","email":"ana.hansen@harborstudio.example","title":"Procurement Manager","company":"Harbor Studio Corp.","country":"US","state":"Illinois",)"
        R"("signals":{"webinar":1},"message":"Liked the part on clause libraries.","source":"webinar","page":"https://quillfeather.test/webinars/clauses","utm_source":"newsletter","utm_medium":"email","utm_campaign":"webinar-spring"})");
}

TEST(Lead, KeysAreUniqueAndAddressesBelongToNobody) {
    std::set<std::string> keys;
    for (std::uint64_t n = 0; n < 3000; ++n) {
        const DemoLead made = lead(1, n);
        EXPECT_TRUE(keys.insert(made.key).second);
        const std::string email = field(made, "email");
        EXPECT_TRUE(email.ends_with(".example") || email.ends_with(".test") ||
                    (email.find(".demo") != std::string::npos && email.ends_with("@gmail.com")))
            << email;
        EXPECT_TRUE(is_utf8(made.body));
        EXPECT_EQ(made.body.front(), '{');
        EXPECT_EQ(made.body.back(), '}');
    }
}

TEST(Lead, SomePeopleComeBackAndMostDoNot) {
    std::multiset<std::string> addresses;
    for (std::uint64_t n = 0; n < 2000; ++n) addresses.insert(field(lead(1, n), "email"));
    const std::set<std::string> different(addresses.begin(), addresses.end());
    EXPECT_GT(different.size(), 1800U);
    EXPECT_LT(different.size(), 1980U);
}

TEST(Lead, PeopleLeaveThingsOut) {
    int without_country = 0;
    int without_size = 0;
    int with_budget = 0;
    for (std::uint64_t n = 0; n < 1000; ++n) {
        const DemoLead made = lead(1, n);
        without_country += field(made, "country").empty() ? 1 : 0;
        without_size += field(made, "employees").empty() ? 1 : 0;
        with_budget += field(made, "budget").empty() ? 0 : 1;
    }
    EXPECT_GT(without_country, 20);
    EXPECT_LT(without_country, 120);
    EXPECT_GT(without_size, 60);
    EXPECT_GT(with_budget, 150);
}

TEST(Day, IsInOrderAndWithinTheDay) {
    const std::vector<Duration> times = day(1, 5000);
    ASSERT_EQ(times.size(), 5000U);
    EXPECT_TRUE(std::ranges::is_sorted(times));
    EXPECT_GE(times.front(), Duration::seconds(0));
    EXPECT_LT(times.back(), Duration::days(1));
}

TEST(Day, IsBusyInTheMorningAndQuietAtNight) {
    const auto between = [times = day(1, 10'000)](int from, int to) {
        return std::ranges::count_if(times, [&](Duration at) {
            return at >= Duration::hours(from) && at < Duration::hours(to);
        });
    };
    EXPECT_GT(between(10, 12), 15 * between(2, 4));
    EXPECT_GT(between(8, 18), 7000);
}

TEST(Day, MayBeEmptyOrHoldOne) {
    EXPECT_TRUE(day(1, 0).empty());
    EXPECT_EQ(day(1, 1).size(), 1U);
}

}  // namespace
}  // namespace baton::demo
