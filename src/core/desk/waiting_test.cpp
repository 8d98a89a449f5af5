// Leads that wait: whom they wait for, in which order they go, and what wakes them. And turns that
// are given back.
#include <gtest/gtest.h>

#include "core/desk/office_for_tests.hpp"

namespace baton::desk {
namespace {

using event::AvailabilityChange;
using testing::at;
using testing::Office;

constexpr const char* kDocument = R"(workspace: acme
timezone: America/New_York
schedules: { office: { hours: "Mon-Fri 09:00-17:00" } }
people:
  ann:  { name: Ann,  email: ann@acme.test, capacity: { day: 2 } }
  ben:  { name: Ben,  email: ben@acme.test, schedule: office }
  cleo: { name: Cleo, email: cleo@acme.test }
  dee:  { name: Dee,  email: dee@acme.test }
pools:
  anns:  { members: [ann], when_none: hold }
  hours: { members: [ben], availability: schedule, when_none: hold }
  three: { members: [ann, ben, cleo] }
  quick: { members: [dee] }
rules:
  - { name: Owner, when: has(lead.owner), route: { owner: lead } }
  - { name: Ann, when: 'lead.source == "ann"', route: { pool: anns } }
  - { name: Hours, when: 'lead.source == "hours"', route: { pool: hours } }
  - { name: Few, when: 'lead.source == "few"', route: { pool: quick, where: "person.today < 1.0" } }
  - { name: Fast, when: 'lead.source == "fast"', route: { pool: quick, where: "person.response < 60.0" } }
  - { name: Dee, when: 'lead.source == "dee"', route: { person: dee } }
  - { name: Three, when: 'lead.source == "three"', route: { pool: three } }
otherwise: { pool: quick, where: "person.deals > 3.0" }
)";

class Waits : public ::testing::Test {
  protected:
    Waits() { EXPECT_TRUE(office.publish(kDocument)); }
    LeadId lead(const std::string& source, const std::string& email = "") {
        Office::Fields fields{{"source", lead::RawValue{source}}};
        if (!email.empty()) fields.emplace_back("email", lead::RawValue{email});
        return office.receive(fields);
    }
    LeadState state(const LeadId& id) const { return office.find(id)->state; }
    void change(std::string_view who, AvailabilityChange what, std::optional<Instant> until = {}) {
        ASSERT_TRUE(office.run(ChangeAvailability{office.person(who), what, {}, until}));
    }

    Office office{at("2026-06-01T10:00:00-04:00")};  // a Monday
};

TEST_F(Waits, TheLongestWaitingIsFirst) {
    change("ann", AvailabilityChange::Out);
    const LeadId a = lead("ann");
    office.advance(Duration::minutes(1));
    const LeadId b = lead("ann");
    const LeadId c = lead("ann");
    EXPECT_EQ(state(a), LeadState::Held);
    change("ann", AvailabilityChange::Back);
    EXPECT_EQ(office.holder(a) + office.holder(b) + office.holder(c), "annann")
        << "two a day, and the third waits on";
    EXPECT_EQ(state(c), LeadState::Held);
    office.advance_to(at("2026-06-01T23:59:59-04:00"));
    EXPECT_EQ(state(c), LeadState::Held);
    office.advance_to(at("2026-06-02T00:00:00-04:00"));
    EXPECT_EQ(office.holder(c), "ann") << "the day is over";
}

TEST_F(Waits, AnAbsenceEndsExactlyAtItsMoment) {
    const Instant back = office.now() + Duration::hours(3);
    change("ann", AvailabilityChange::Out, back);
    const LeadId id = lead("ann");
    office.advance_to(back - Duration{1});
    EXPECT_EQ(state(id), LeadState::Held);
    office.advance_to(back);
    EXPECT_EQ(office.holder(id), "ann");
    EXPECT_EQ(office.events().back().at, back);
}

TEST_F(Waits, WorkBeginsAndSomebodyIsIn) {
    office.advance_to(at("2026-06-05T17:00:00-04:00"));
    const LeadId id = lead("hours");
    EXPECT_EQ(state(id), LeadState::Held);
    office.advance_to(at("2026-06-08T08:59:59-04:00"));
    EXPECT_EQ(state(id), LeadState::Held);
    office.advance_to(at("2026-06-08T09:00:00-04:00"));
    EXPECT_EQ(office.holder(id), "ben");
}

TEST_F(Waits, AtOneInstantWaitingLeadsComeBeforeNewOnes) {
    const Instant back = office.now() + Duration::hours(1);
    change("ann", AvailabilityChange::Out, back);
    const LeadId a = lead("ann");
    const LeadId b = lead("ann");
    office.set_now(back);
    const LeadId c = lead("ann");  // no tick came before it
    EXPECT_EQ(office.holder(a), "ann");
    EXPECT_EQ(office.holder(b), "ann");
    EXPECT_EQ(state(c), LeadState::Held);
}

TEST_F(Waits, FiguresMidnightAndAFirstContactWakeTheUnrouted) {
    const LeadId deals = lead("nobody");
    EXPECT_EQ(state(deals), LeadState::Unrouted);
    ASSERT_TRUE(office.run(SetFigures{{office.person("dee"), 4, {}, {}, {}, {}}}));
    EXPECT_EQ(office.holder(deals), "dee");
    ASSERT_TRUE(office.run(SetFigures{{office.person("dee"), 0, {}, {}, {}, {}}}));

    const LeadId fast = lead("fast");
    EXPECT_EQ(state(fast), LeadState::Unrouted);
    ASSERT_TRUE(office.run(Contact{deals, {}}));
    EXPECT_EQ(office.holder(fast), "dee");

    const LeadId few = lead("few");
    EXPECT_EQ(state(few), LeadState::Unrouted);
    office.advance_to(at("2026-06-01T23:59:59-04:00"));
    EXPECT_EQ(state(few), LeadState::Unrouted);
    office.advance_to(at("2026-06-02T00:00:00-04:00"));
    EXPECT_EQ(office.holder(few), "dee");
}

TEST_F(Waits, ForItsOwner) {
    ASSERT_EQ(office.holder(lead("ann", "kim@x.test")), "ann");
    change("ann", AvailabilityChange::Out);
    const LeadId id = lead("hours", "kim@x.test");
    EXPECT_EQ(state(id), LeadState::Unrouted) << "its owner is out, and otherwise has nobody";
    change("ann", AvailabilityChange::Back);
    EXPECT_EQ(office.holder(id), "ann");
}

TEST_F(Waits, WhatAHandLetWaitMayComeBackToWhoHadItBefore) {
    const LeadId id = lead("ann");
    ASSERT_TRUE(office.run(ReassignTo{id, office.person("dee"), {}}));
    change("ann", AvailabilityChange::Out);
    ASSERT_TRUE(office.run(ReassignTo{id, office.pool("anns"), {}}));
    EXPECT_EQ(state(id), LeadState::Held);
    change("ann", AvailabilityChange::Back);
    EXPECT_EQ(office.holder(id), "ann");
}

TEST_F(Waits, APoolThatIsGoneLetsItsLeadsBeDecidedAnew) {
    change("ann", AvailabilityChange::Out);
    const LeadId id = lead("ann");
    ASSERT_TRUE(office.publish(R"(workspace: acme
people:
  ann:  { name: Ann,  email: ann@acme.test }
  ben:  { name: Ben,  email: ben@acme.test }
  cleo: { name: Cleo, email: cleo@acme.test }
  dee:  { name: Dee,  email: dee@acme.test }
pools: { all: { members: [cleo] } }
otherwise: { pool: all }
)"));
    EXPECT_EQ(office.holder(id), "cleo");
}

TEST_F(Waits, AForgottenLeadIsDecidedWithoutItsWords) {
    change("ann", AvailabilityChange::Out);
    const LeadId id = lead("ann");
    office.forget(id);
    change("ann", AvailabilityChange::Back);
    EXPECT_EQ(office.holder(id), "ann");
}

// ---- Turns given back ----

TEST_F(Waits, ATurnGivenBackRestoresThePlaceInLine) {
    const LeadId a = lead("three");
    const LeadId b = lead("three");
    const LeadId c = lead("three");
    ASSERT_EQ(office.holder(a) + office.holder(b) + office.holder(c), "annbencleo");
    ASSERT_TRUE(office.run(ReassignTo{c, office.person("dee"), {}}));
    EXPECT_EQ(office.holder(lead("three")), "cleo") << "her turn did not count";
}

TEST_F(Waits, ATurnGivenBackThatIsNotTheLatestLeavesThePlaceInLine) {
    std::vector<LeadId> cleos;
    for (int i = 0; i < 3; ++i) {
        office.advance(Duration::days(1));
        for (int j = 0; j < 3; ++j) {
            const LeadId id = lead("three");
            if (office.holder(id) == "cleo") cleos.push_back(id);
        }
    }
    ASSERT_EQ(cleos.size(), 3U);
    const auto seat = [&] {
        return office.state().standing().pools[office.pool("three").index()].seats[2];
    };
    ASSERT_EQ(seat().last_turn, 9U);
    const auto take = [&](std::size_t i) {
        ASSERT_TRUE(office.run(ReassignTo{cleos[i], office.person("dee"), {}}));
    };
    take(1);
    EXPECT_EQ(seat().last_turn, 9U) << "she had another lead since";
    take(2);
    EXPECT_EQ(seat().last_turn, 3U) << "neither of the two counts any more";
    take(0);
    EXPECT_EQ(seat().last_turn, 0U);
    EXPECT_EQ(seat().given, 0U);
}

TEST_F(Waits, CountsGoDownWithTheTurnThatIsGivenBack) {
    const LeadId a = lead("ann");
    const LeadId b = lead("ann");
    EXPECT_EQ(state(lead("ann")), LeadState::Held);
    ASSERT_TRUE(office.run(ReassignTo{a, office.person("dee"), {}}));
    const auto& given = office.state().standing().people[office.person("ann").index()].given;
    EXPECT_EQ(given[1].count, 2) << "one was given back, and the waiting one came";
    ASSERT_TRUE(office.run(ReassignTo{b, office.person("dee"), office.person("ann")}));
    EXPECT_EQ(given[1].count, 2) << "passing on is not given back here";
}

}  // namespace
}  // namespace baton::desk
