#include "core/desk/deadlines.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace baton::desk {
namespace {

LeadId lead(std::uint8_t number) { return LeadId{number}; }

// When leads are really due, and how often somebody asked.
class Truth {
  public:
    Instant& of(std::uint8_t number, DeadlineKind kind = DeadlineKind::Step) {
        return due_.try_emplace({lead(number), kind}, Instant::never()).first->second;
    }
    Instant operator()(const Deadline& deadline) const {
        ++asked;
        const auto found = due_.find({deadline.lead, deadline.kind});
        return found == due_.end() ? Instant::never() : found->second;
    }
    mutable int asked = 0;

  private:
    std::map<std::pair<LeadId, DeadlineKind>, Instant> due_;
};

TEST(Deadlines, TheNearestThatHoldsIsFirst) {
    Deadlines deadlines;
    Truth truth;
    EXPECT_EQ(deadlines.first(truth), nullptr);
    for (std::uint8_t i = 9; i > 0; --i) {
        deadlines.note({Instant{i}, DeadlineKind::Step, lead(i)});
        if (i % 3 == 0) truth.of(i) = Instant{i};
    }
    deadlines.doubt(lead(1));
    for (std::uint8_t at = 3; at <= 9; at = static_cast<std::uint8_t>(at + 3)) {
        ASSERT_NE(deadlines.first(truth), nullptr);
        EXPECT_EQ(deadlines.first(truth)->at, Instant{at});
        truth.of(at) = Instant::never();
        deadlines.doubt(lead(at));
    }
    EXPECT_EQ(deadlines.first(truth), nullptr);
}

TEST(Deadlines, AtOneInstantStepsComeBeforeWhatIsStaleAndThenGoByLead) {
    Deadlines deadlines;
    Truth truth;
    const Instant at{5};
    const std::vector<Deadline> in_order{{at, DeadlineKind::Step, lead(1)},
                                         {at, DeadlineKind::Step, lead(2)},
                                         {at, DeadlineKind::Stale, lead(1)}};
    for (const std::size_t i : {2U, 1U, 0U}) {
        deadlines.note(in_order[i]);
        truth.of(in_order[i].lead[0], in_order[i].kind) = at;
    }
    for (const Deadline& expected : in_order) {
        const Deadline* first = deadlines.first(truth);
        ASSERT_NE(first, nullptr);
        EXPECT_EQ(*first, expected);
        truth.of(expected.lead[0], expected.kind) = Instant::never();
        deadlines.doubt(expected.lead);
    }
    EXPECT_EQ(deadlines.first(truth), nullptr);
}

TEST(Deadlines, WhatWasPutOffComesUpAtItsLaterTime) {
    Deadlines deadlines;
    Truth truth;
    truth.of(1, DeadlineKind::Stale) = Instant{5};
    truth.of(2, DeadlineKind::Stale) = Instant{7};
    deadlines.note({Instant{5}, DeadlineKind::Stale, lead(1)});
    deadlines.note({Instant{7}, DeadlineKind::Stale, lead(2)});
    EXPECT_EQ(deadlines.first(truth)->lead, lead(1));
    truth.of(1, DeadlineKind::Stale) = Instant{9};  // nobody notes that
    deadlines.doubt(lead(1));
    EXPECT_EQ(deadlines.first(truth)->lead, lead(2));
    truth.of(2, DeadlineKind::Stale) = Instant::never();
    deadlines.doubt(lead(2));
    ASSERT_NE(deadlines.first(truth), nullptr);
    EXPECT_EQ(*deadlines.first(truth), (Deadline{Instant{9}, DeadlineKind::Stale, lead(1)}));
    // Earlier than before: that is noted, and what stands for the later time is passed over.
    truth.of(1, DeadlineKind::Stale) = Instant{8};
    deadlines.doubt(lead(1));
    deadlines.note({Instant{8}, DeadlineKind::Stale, lead(1)});
    EXPECT_EQ(deadlines.first(truth)->at, Instant{8});
    truth.of(1, DeadlineKind::Stale) = Instant::never();
    deadlines.doubt(lead(1));
    EXPECT_EQ(deadlines.first(truth), nullptr);
}

TEST(Deadlines, TheFirstIsAskedAboutAgainOnlyWhenItsLeadHasChanged) {
    Deadlines deadlines;
    Truth truth;
    truth.of(1) = Instant{5};
    truth.of(2) = Instant{9};
    deadlines.note({Instant{5}, DeadlineKind::Step, lead(1)});
    deadlines.note({Instant{9}, DeadlineKind::Step, lead(2)});
    EXPECT_EQ(deadlines.first(truth)->lead, lead(1));
    deadlines.doubt(lead(2));
    EXPECT_EQ(deadlines.first(truth)->lead, lead(1));
    EXPECT_EQ(truth.asked, 0);
    deadlines.doubt(lead(1));
    EXPECT_EQ(deadlines.first(truth)->lead, lead(1));
    EXPECT_EQ(truth.asked, 1);
    deadlines.note({Instant{3}, DeadlineKind::Stale, lead(2)});
    EXPECT_EQ(deadlines.first(truth)->lead, lead(2));
    EXPECT_EQ(truth.asked, 1);
}

TEST(Deadlines, WhatIsNotedAgainAndAgainDoesNotPileUp) {
    Deadlines deadlines;
    Truth truth;
    truth.of(1) = Instant{7};
    for (int round = 10'000; round > 0; --round) {
        truth.of(1, DeadlineKind::Stale) = Instant{round};
        deadlines.note({Instant{7}, DeadlineKind::Step, lead(1)});
        deadlines.note({Instant{round}, DeadlineKind::Stale, lead(1)});
        if (!deadlines.is_cluttered(1)) continue;
        deadlines.tidy(truth);
        std::size_t noted = 0;
        deadlines.each_noted([&](const Deadline&) { ++noted; });
        ASSERT_EQ(noted, 2U);
    }
    EXPECT_FALSE(deadlines.is_cluttered(1));
    EXPECT_EQ(*deadlines.first(truth), (Deadline{Instant{1}, DeadlineKind::Stale, lead(1)}));
}

}  // namespace
}  // namespace baton::desk
