#include "scenario/past_story.hpp"

#include <gtest/gtest.h>

namespace baton::scenario {
namespace {

using enum event::AvailabilityChange;

constexpr Instant at(std::int64_t seconds) { return Instant{seconds * 1'000'000}; }
Uuid lead(std::uint8_t number) { return Uuid{number}; }

TEST(PastStory, DeedsCountFromTheLastAssignment) {
    PastStory story;
    story.assigned(lead(1), at(10));
    story.acknowledged(lead(1), at(15));
    story.assigned(lead(1), at(100));
    story.contacted(lead(1), at(130));
    story.closed(lead(1), at(160), {event::Closing::Won, 500, ""});
    const Course course = story.course_of(lead(1));
    EXPECT_EQ(course.acknowledged, at(15) - at(10));
    EXPECT_EQ(course.contacted, at(130) - at(100));
    EXPECT_EQ(course.closed, at(160) - at(100));
    EXPECT_EQ(course.as, event::Closing::Won);
    EXPECT_EQ(story.course_of(lead(2)), Course{});
}

TEST(PastStory, WhatNobodyHadHasNoDelay) {
    PastStory story;
    story.closed(lead(1), at(5), {event::Closing::Disqualified, 0, "spam"});
    EXPECT_EQ(story.course_of(lead(1)).closed, std::nullopt);
    EXPECT_EQ(story.course_of(lead(1)).reason, "spam");
}

TEST(PastStory, AnAbsenceEndsWithBackOrTheNextAndAPauseStandsApart) {
    PastStory story;
    story.changed({"ann", Out, at(10), at(90)}, at(5));
    story.changed({"ann", Paused, {}, {}}, at(20));
    story.changed({"ann", Out, at(40), Instant::never()}, at(30));
    story.changed({"ann", Back, {}, {}}, at(60));
    story.changed({"bob", Out, at(80), at(99)}, at(70));
    story.changed({"bob", Back, {}, {}}, at(75));  // before it began
    const std::vector<PastAbsence> all = story.absences();
    ASSERT_EQ(all.size(), 4U);
    const auto is = [&](std::size_t i, const char* person, Instant from, Instant until) {
        EXPECT_EQ(all[i].person, person) << i;
        EXPECT_EQ(all[i].from, from) << i;
        EXPECT_EQ(all[i].until, until) << i;
    };
    is(0, "ann", at(10), at(30));
    is(1, "ann", at(40), at(60));
    is(2, "bob", at(80), at(80));
    is(3, "ann", at(20), Instant::never());  // still paused
}

}  // namespace
}  // namespace baton::scenario
