#include "core/desk/deadlines.hpp"

#include <gtest/gtest.h>

#include <set>

namespace baton::desk {
namespace {

LeadId lead(std::uint8_t number) { return LeadId{number}; }

TEST(Deadlines, TheNearestThatHoldsIsFirst) {
    Deadlines deadlines;
    std::set<Deadline> hold;
    const auto holds = [&](const Deadline& deadline) { return hold.contains(deadline); };
    EXPECT_EQ(deadlines.first(holds), nullptr);
    for (std::uint8_t i = 9; i > 0; --i) {
        const Deadline deadline{Instant{i}, DeadlineKind::Step, lead(i)};
        deadlines.note(deadline);
        if (i % 3 == 0) hold.insert(deadline);
    }
    deadlines.doubt(lead(1));
    for (const std::int64_t at : {3, 6, 9}) {
        ASSERT_NE(deadlines.first(holds), nullptr);
        EXPECT_EQ(deadlines.first(holds)->at, Instant{at});
        const Deadline gone = *deadlines.first(holds);
        hold.erase(gone);
        deadlines.doubt(gone.lead);
    }
    EXPECT_EQ(deadlines.first(holds), nullptr);
}

TEST(Deadlines, AtOneInstantStepsComeBeforeWhatIsStaleAndThenGoByLead) {
    Deadlines deadlines;
    const Instant at{5};
    const std::vector<Deadline> in_order{{at, DeadlineKind::Step, lead(1)},
                                         {at, DeadlineKind::Step, lead(2)},
                                         {at, DeadlineKind::Stale, lead(1)}};
    for (const std::size_t i : {2U, 1U, 0U}) deadlines.note(in_order[i]);
    for (const Deadline& expected : in_order) {
        bool seen = false;
        deadlines.doubt(lead(1));
        deadlines.doubt(lead(2));
        const Deadline* first = deadlines.first([&](const Deadline& deadline) {
            seen = seen || deadline == expected;
            return seen;
        });
        ASSERT_NE(first, nullptr);
        EXPECT_EQ(*first, expected);
    }
}

TEST(Deadlines, TheFirstIsAskedAboutAgainOnlyWhenItsLeadHasChanged) {
    Deadlines deadlines;
    int asked = 0;
    const auto holds = [&](const Deadline&) { return ++asked > 0; };
    deadlines.note({Instant{5}, DeadlineKind::Step, lead(1)});
    deadlines.note({Instant{9}, DeadlineKind::Step, lead(2)});
    EXPECT_EQ(deadlines.first(holds)->lead, lead(1));
    deadlines.doubt(lead(2));
    EXPECT_EQ(deadlines.first(holds)->lead, lead(1));
    EXPECT_EQ(asked, 0);
    deadlines.doubt(lead(1));
    EXPECT_EQ(deadlines.first(holds)->lead, lead(1));
    EXPECT_EQ(asked, 1);
    deadlines.note({Instant{3}, DeadlineKind::Stale, lead(2)});
    EXPECT_EQ(deadlines.first(holds)->lead, lead(2));
    EXPECT_EQ(asked, 1);
}

TEST(Deadlines, WhatIsNotedAgainAndAgainDoesNotPileUp) {
    Deadlines deadlines;
    for (int round = 0; round < 10'000; ++round) {
        deadlines.note({Instant{7}, DeadlineKind::Step, lead(1)});
        deadlines.note({Instant{round}, DeadlineKind::Stale, lead(1)});
        if (deadlines.is_cluttered(1)) {
            deadlines.tidy([&](const Deadline& deadline) {
                return deadline.at == Instant{7} || deadline.at == Instant{round};
            });
            ASSERT_LE(deadlines.noted().size(), 3U);
        }
    }
    EXPECT_LE(deadlines.noted().size(), 2'000U);
    deadlines.doubt(lead(1));
    const Deadline* first =
        deadlines.first([](const Deadline& deadline) { return deadline.at == Instant{7}; });
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->kind, DeadlineKind::Step);
}

}  // namespace
}  // namespace baton::desk
