// SLA ladders: when steps fall due, whom they tell, where the lead goes, what stops them, and under
// which document they run.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/desk/office_for_tests.hpp"

namespace baton::desk {
namespace {

using event::AvailabilityChange;
using testing::at;
using testing::Office;

// `%` is the ladder.
std::string document(const std::string& ladder, const std::string& extra = "") {
    return R"(workspace: acme
timezone: America/New_York
schedules: { office: { hours: "Mon-Fri 09:00-17:00" } }
people:
  dana: { name: Dana, email: dana@acme.test }
  ann:  { name: Ann,  email: ann@acme.test,  manager: dana, backup: ben, schedule: office }
  ben:  { name: Ben,  email: ben@acme.test,  manager: dana, backup: cleo }
  cleo: { name: Cleo, email: cleo@acme.test }
pools:
  team: { members: [ann, ben] }
  hold: { members: [cleo], when_none: hold }
sla: { s: )" +
           ladder +
           R"( }
rules:
  - { name: Ann, when: 'lead.source == "ann"', route: [ { person: ann }, { pool: team } ], sla: s }
otherwise: { pool: team }
)" + extra;
}

class Ladder : public ::testing::Test {
  protected:
    void start(const std::string& ladder) { ASSERT_TRUE(office.publish(document(ladder))); }
    LeadId lead() { return office.receive({{"source", lead::RawValue{std::string("ann")}}}); }
    std::vector<std::string> told() const {
        std::vector<std::string> names;
        for (const event::Event& event : office.events()) {
            if (const auto* escalated = std::get_if<event::Escalated>(&event.body)) {
                for (const PersonId id : escalated->notified) {
                    names.push_back(office.state().policy()->names.people.name(id));
                }
            }
        }
        return names;
    }
    std::size_t count(std::string_view kind) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            office.events(), [&](const auto& e) { return event::kind_of(e) == kind; }));
    }
    void out(std::string_view who) {
        ASSERT_TRUE(
            office.run(ChangeAvailability{office.person(who), AvailabilityChange::Out, {}, {}}));
    }

    Office office{at("2026-06-01T10:00:00-04:00")};  // a Monday
};

using Names = std::vector<std::string>;

TEST_F(Ladder, StepsFallDueAtTheirMomentAndOnce) {
    start("{ acknowledge: [ { after: 10m, notify: manager }, { after: 30m, reassign: backup } ] }");
    const LeadId id = lead();
    const Instant began = office.now();
    office.advance({Duration::minutes(10).micros - 1});
    EXPECT_EQ(told(), Names{});
    office.advance({1});
    EXPECT_EQ(told(), Names{"dana"});
    EXPECT_EQ(office.events().back().at, began + Duration::minutes(10));
    office.advance(Duration::minutes(19));
    EXPECT_EQ(office.holder(id), "ann");
    office.advance(Duration::minutes(1));
    EXPECT_EQ(office.holder(id), "ben");
    // A new assignee, a ladder from the start.
    office.advance(Duration::minutes(10));
    EXPECT_EQ(told(), (Names{"dana", "dana"}));
    office.advance(Duration::minutes(20));
    EXPECT_EQ(office.holder(id), "cleo");
    EXPECT_EQ(office.find(id)->history.size(), 3U);
}

TEST_F(Ladder, StopsWhenSomebodyAnswers) {
    start("{ acknowledge: [ { after: 10m, notify: manager } ] }");
    const LeadId a = lead();
    const LeadId b = lead();
    const LeadId c = lead();
    office.advance(Duration::minutes(9));
    ASSERT_TRUE(office.run(Acknowledge{a, {}}));
    ASSERT_TRUE(office.run(Contact{b, {}}));
    ASSERT_TRUE(office.run(Close{c, event::Closing::Lost, 0, "no budget"}));
    office.advance(Duration::days(3));
    EXPECT_EQ(told(), Names{});
    // Answering twice is no event.
    const std::size_t events = office.events().size();
    ASSERT_TRUE(office.run(Acknowledge{a, {}}));
    ASSERT_TRUE(office.run(Contact{b, {}}));
    EXPECT_EQ(office.events().size(), events);
    ASSERT_TRUE(office.run(Contact{a, {}}));
    EXPECT_EQ(office.find(a)->state, LeadState::Contacted);
}

TEST_F(Ladder, EscalatedUntilSomebodyAnswersOrElseHasIt) {
    start("{ acknowledge: [ { after: 10m, notify: manager }, { after: 30m, reassign: backup } ] }");
    const LeadId a = lead();
    const LeadId b = lead();
    EXPECT_TRUE(office.state().escalated().empty());
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.state().escalated().newest({}, 9), (std::vector{b, a}));
    ASSERT_TRUE(office.run(Acknowledge{a, {}}));
    EXPECT_EQ(office.state().escalated().newest({}, 9), std::vector{b});
    office.advance(Duration::minutes(20));
    EXPECT_EQ(office.holder(b), "ben");
    EXPECT_TRUE(office.state().escalated().empty());
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.state().escalated().newest({}, 9), std::vector{b});
    ASSERT_TRUE(office.run(Close{b, event::Closing::Lost, 0, "no budget"}));
    EXPECT_TRUE(office.state().escalated().empty());
}

TEST_F(Ladder, CountsWorkingTimeAloneWhereItSaysSo) {
    start("{ clock: schedule, acknowledge: [ { after: 2h, notify: assignee } ] }");
    office.advance_to(at("2026-06-05T16:00:00-04:00"));  // Friday, an hour before the end
    lead();
    office.advance_to(at("2026-06-08T09:59:59-04:00"));
    EXPECT_EQ(told(), Names{});
    office.advance_to(at("2026-06-08T10:00:00-04:00"));
    EXPECT_EQ(told(), Names{"ann"});
}

TEST_F(Ladder, ToldNobodyIsAnAlert) {
    start("{ acknowledge: [ { after: 10m, notify: backup } ] }");
    const LeadId id = lead();
    ASSERT_TRUE(office.run(ReassignTo{id, office.person("cleo"), {}}));  // who has no backup
    office.advance(Duration::minutes(10));
    EXPECT_EQ(count("alerted"), 1U);
    office.advance(Duration::days(1));
    EXPECT_EQ(count("alerted"), 1U);
}

TEST_F(Ladder, FoundNobodyIsAnAlertAndTheLeadStays) {
    start(
        "{ acknowledge: [ { after: 10m, notify: manager, reassign: backup }, { after: 20m, notify: "
        "assignee } ] }");
    const LeadId id = lead();
    out("ben");
    out("dana");
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.holder(id), "ann");
    ASSERT_EQ(count("alerted"), 1U);
    const auto& alerted = std::get<event::Alerted>(office.events().back().body);
    EXPECT_EQ(alerted.alert, event::Alert::LadderFoundNobody);
    EXPECT_EQ(alerted.trials.size(), 2U) << "the backup, then the manager";
    office.advance(Duration::minutes(10));
    EXPECT_EQ(told(), (Names{"dana", "ann"})) << "the ladder goes on";
}

TEST_F(Ladder, NextLeavesOutEverybodyWhoHasHadIt) {
    start("{ acknowledge: [ { after: 10m, reassign: next } ] }");
    const LeadId id = lead();
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.holder(id), "ben");
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.holder(id), "ben") << "Ann had it, and nobody is left";
    EXPECT_EQ(count("alerted"), 1U);
}

TEST_F(Ladder, NextAsksOtherwiseWhereTheRuleIsGone) {
    start("{ acknowledge: [ { after: 10m, reassign: next } ] }");
    const LeadId id = lead();
    ASSERT_TRUE(office.publish(R"(workspace: acme
people:
  dana: { name: Dana, email: dana@acme.test }
  ann:  { name: Ann,  email: ann@acme.test }
  ben:  { name: Ben,  email: ben@acme.test }
  cleo: { name: Cleo, email: cleo@acme.test }
pools: { others: { members: [cleo] } }
otherwise: { pool: others }
)"));
    office.advance(Duration::minutes(10));
    EXPECT_EQ(office.holder(id), "cleo") << "the ladder ran on under its own document";
    const auto& decided = std::get<event::Decided>(office.events().back().body);
    EXPECT_TRUE(decided.decision.otherwise);
    office.advance(Duration::days(1));
    EXPECT_EQ(office.holder(id), "cleo") << "and the live one has no such ladder";
}

TEST_F(Ladder, KeepsItsVersionOverAPublication) {
    start("{ acknowledge: [ { after: 10m, notify: manager } ] }");
    const LeadId before = lead();
    office.advance(Duration::minutes(5));
    ASSERT_TRUE(office.publish(document("{ acknowledge: [ { after: 1m, notify: assignee } ] }")));
    const LeadId after = lead();
    office.advance(Duration::minutes(1));
    EXPECT_EQ(told(), Names{"ann"});
    office.advance(Duration::minutes(4));
    EXPECT_EQ(told(), (Names{"ann", "dana"}));
    EXPECT_EQ(office.find(before)->ladder_version, 1U);
    EXPECT_EQ(office.find(after)->ladder_version, 2U);
    auto state = decode_snapshot(office.bytes(), office.source());
    ASSERT_TRUE(state);
    EXPECT_EQ(state->deadlines(), office.state().deadlines());
}

TEST_F(Ladder, AHolderWhoIsDroppedHasTheirBackupStill) {
    start("{ acknowledge: [ { after: 10m, notify: manager, reassign: backup } ] }");
    const LeadId id = lead();
    ASSERT_TRUE(office.publish(R"(workspace: acme
people:
  dana: { name: Dana, email: dana@acme.test }
  ben:  { name: Ben,  email: ben@acme.test }
pools: { team: { members: [ben] } }
otherwise: { pool: team }
)",
                               true));
    office.advance(Duration::minutes(10));
    EXPECT_EQ(told(), Names{"dana"});
    EXPECT_EQ(office.holder(id), "ben");
}

TEST_F(Ladder, APoolThatHoldsTakesIt) {
    start("{ acknowledge: [ { after: 10m, reassign: { pool: hold } } ] }");
    out("cleo");
    const LeadId id = lead();
    office.advance(Duration::minutes(10));
    ASSERT_EQ(office.find(id)->state, LeadState::Held);
    EXPECT_EQ(office.find(id)->due, Instant::never()) << "a lead that waits has no ladder";
    ASSERT_TRUE(
        office.run(ChangeAvailability{office.person("cleo"), AvailabilityChange::Back, {}, {}}));
    EXPECT_EQ(office.holder(id), "cleo");
    EXPECT_EQ(office.find(id)->due, office.now() + Duration::minutes(10));
}

TEST_F(Ladder, StartsAnewWithEveryHand) {
    start("{ acknowledge: [ { after: 10m, notify: assignee } ] }");
    const LeadId id = lead();
    office.advance(Duration::minutes(9));
    ASSERT_TRUE(office.run(ReassignTo{id, office.person("ben"), {}}));
    office.advance(Duration::minutes(9));
    EXPECT_EQ(told(), Names{});
    office.advance(Duration::minutes(1));
    EXPECT_EQ(told(), Names{"ben"});
}

TEST_F(Ladder, WhatFellDueLongAgoHappensInOrderOnTheNextTick) {
    start("{ acknowledge: [ { after: 10m, notify: manager }, { after: 20m, notify: assignee } ] }");
    lead();
    office.set_now(office.now() + Duration::hours(5));
    ASSERT_TRUE(office.run(Tick{}));
    EXPECT_EQ(told(), (Names{"dana", "ann"}));
    EXPECT_EQ(count("escalated"), 2U);
}

TEST_F(Ladder, LeadsGoStale) {
    ASSERT_TRUE(office.publish(
        document("{ acknowledge: [ { after: 10m, notify: manager } ] }", "close_after: 2d\n")));
    const LeadId id = lead();
    office.advance(Duration::minutes(10));  // the step is something that happened
    office.advance({Duration::days(2).micros - 1});
    EXPECT_NE(office.find(id), nullptr);
    office.advance({1});
    EXPECT_EQ(office.find(id), nullptr);
    const auto& closed = std::get<event::Closed>(office.events().back().body);
    EXPECT_EQ(closed.as, event::Closing::Lost);
    EXPECT_EQ(closed.reason, "stale");
}

}  // namespace
}  // namespace baton::desk
