#include "base/agenda.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <compare>
#include <set>
#include <vector>

namespace baton {
namespace {

struct Thing {
    Instant at;
    int name = 0;
    friend auto operator<=>(const Thing&, const Thing&) = default;
};

constexpr std::int64_t kMinute = 60'000'000;

TEST(Agenda, TheNearestComesFirstAcrossHours) {
    Agenda<Thing> agenda;
    for (const int minute : {500, 61, 3, 59, 60, -1, -61}) {
        agenda.push({Instant{minute * kMinute}, minute});
    }
    EXPECT_EQ(agenda.size(), 7U);
    for (const int minute : {-61, -1, 3, 59, 60, 61, 500}) {
        ASSERT_EQ(agenda.first().name, minute);
        EXPECT_EQ(agenda.pop().name, minute);
    }
    EXPECT_TRUE(agenda.empty());
}

TEST(Agenda, KnowsWhatComesSoon) {
    Agenda<Thing> agenda;
    agenda.push({Instant{0}, 0});
    for (int i = 1; i <= 5; ++i) agenda.push({Instant{(60 + i) * kMinute}, i});
    EXPECT_EQ(agenda.ahead(1), nullptr);
    (void)agenda.pop();
    ASSERT_NE(agenda.ahead(4), nullptr);
    EXPECT_EQ(agenda.ahead(0)->name, 1);
    EXPECT_EQ(agenda.ahead(4)->name, 5);
    EXPECT_EQ(agenda.ahead(5), nullptr);
}

// Held against a plain sorted set, with things that come for now, for later, and for long ago.
RC_GTEST_PROP(Agenda, IsTheSameAsASortedSet, ()) {
    Agenda<Thing> agenda;
    std::multiset<Thing> model;
    const auto steps = *rc::gen::container<std::vector<std::pair<bool, int>>>(rc::gen::pair(
        rc::gen::weightedElement<bool>({{3, true}, {2, false}}), rc::gen::inRange(-200, 2000)));
    Instant now{};
    for (const auto& [comes, minutes] : steps) {
        if (comes) {
            const Thing thing{now + Duration{minutes * kMinute}, minutes};
            agenda.push(thing);
            model.insert(thing);
        } else if (!model.empty()) {
            RC_ASSERT(agenda.first() == *model.begin());
            now = agenda.pop().at;
            model.erase(model.begin());
        }
        RC_ASSERT(agenda.size() == model.size());
    }
    std::multiset<Thing> left;
    agenda.each([&](const Thing& thing) { left.insert(thing); });
    RC_ASSERT(left == model);
    for (const Thing& thing : model) RC_ASSERT(agenda.pop() == thing);
    RC_ASSERT(agenda.empty());
}

}  // namespace
}  // namespace baton
