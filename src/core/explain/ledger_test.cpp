// The ledger of a pool: turns given, missed and returned, and that it always adds up to the seats.
#include "core/explain/ledger.hpp"

#include <gtest/gtest.h>

#include <map>

#include "core/desk/history_for_tests.hpp"

namespace baton::explain {
namespace {

using desk::testing::at;
using desk::testing::History;
using desk::testing::Office;

class Book : public ::testing::Test {
  protected:
    void open(const std::string& pool, const std::string& rules = "") {
        ASSERT_TRUE(
            office.publish("workspace: w\npeople:\n"
                           "  ann:  { name: Ann, email: a@a.test, skills: { x: 1 } }\n"
                           "  ben:  { name: Ben, email: b@a.test }\n"
                           "  cleo: { name: Cleo, email: c@a.test }\n"
                           "pools: { team: { members: [ann, ben, cleo]" +
                           pool + " } }\n" + rules + "otherwise: { pool: team }\n"));
        office.desk().watch(&ledger);
    }
    void leads(int n, const Office::Fields& fields = {}) {
        for (int i = 0; i < n; ++i) last = office.receive(fields);
    }
    void change(const char* person, event::AvailabilityChange what) {
        ASSERT_TRUE(office.run(desk::ChangeAvailability{office.person(person), what, {}, {}}));
    }
    // "ann+ ben- cleo~": given, missed, returned.
    std::string lines() {
        std::string words;
        for (const Entry& entry : ledger.take()) {
            words += (words.empty() ? "" : " ") +
                     office.state().policy()->names.people.name(entry.person) +
                     (entry.kind == EntryKind::Given    ? "+"
                      : entry.kind == EntryKind::Missed ? "-"
                                                        : "~");
        }
        return words;
    }

    Office office;
    Ledger ledger{team::PoolId{0}, nullptr, [this](const event::Event& event, const desk::State&) {
                      return office.lead(*event.lead);
                  }};
    desk::LeadId last{};
};

TEST_F(Book, TurnsGivenInTheirOrder) {
    open("");
    leads(4);
    EXPECT_EQ(lines(), "ann+ ben+ cleo+ ann+");
    EXPECT_EQ(lines(), "") << "each once";
}

TEST_F(Book, ATurnIsMissedInProportion) {
    open("");
    change("cleo", event::AvailabilityChange::Out);
    leads(6);
    // A third of each lead would have been hers: two turns of six.
    EXPECT_EQ(lines(), "ann+ ben+ ann+ cleo- ben+ ann+ ben+ cleo-");
    change("cleo", event::AvailabilityChange::Back);
    leads(3);
    EXPECT_EQ(lines().find('-'), std::string::npos);
}

TEST_F(Book, WhatAConditionKeepsAwayIsNotMissed) {
    open("",
         "rules: [ { name: R, when: 'lead.source == \"x\"', route: { pool: team, where: "
         "\"person.skills.x >= 1 || person.id == 'ben'\" } } ]\n");
    change("ben", event::AvailabilityChange::Paused);
    change("cleo", event::AvailabilityChange::Paused);
    leads(2, {{"source", lead::RawValue{std::string("x")}}});
    EXPECT_EQ(lines(), "ann+ ann+ ben-") << "cleo could not have had them";
}

TEST_F(Book, AReturnedTurnNamesWhoseItWas) {
    open("");
    leads(1);
    ASSERT_TRUE(office.run(desk::ReassignTo{last, office.person("cleo"), {}}));
    const std::vector<Entry> entries = ledger.take();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].kind, EntryKind::Returned);
    EXPECT_EQ(entries[1].person, office.person("ann"));
    EXPECT_EQ(entries[1].turn, 1U);
    EXPECT_EQ(entries[1].cause, event::Cause::Hand);
    EXPECT_TRUE(entries[1].credit - entries[0].credit ==
                route::kOneLead - route::shares_of(std::vector<std::int64_t>(3, 1),
                                                   std::vector<bool>(3, true))[0]);
}

TEST_F(Book, APoolSaysWhoComesNext) {
    open("");
    leads(1);
    change("cleo", event::AvailabilityChange::Paused);
    const PoolNow now = pool_now(office.state(), team::PoolId{0}, nullptr, office.now());
    EXPECT_EQ(now.turns, 1U);
    EXPECT_EQ(now.members[0].place, 2U);
    EXPECT_EQ(now.members[1].place, 1U);
    EXPECT_EQ(now.members[2].reason, "paused");
    EXPECT_EQ(now.members[2].place, 0U);
    ASSERT_EQ(now.next.size(), kTurnsAhead);
    EXPECT_EQ(now.next[0], "ben");
    EXPECT_EQ(now.next[1], "ann");
    leads(2);
    EXPECT_EQ(lines(), "ann+ ben+ ann+");
}

TEST_F(Book, APoolWithNobodyFreeStillSaysWhatItsMembersWeigh) {
    open("");
    for (const char* person : {"ann", "ben", "cleo"}) {
        change(person, event::AvailabilityChange::Paused);
    }
    const PoolNow now = pool_now(office.state(), team::PoolId{0}, nullptr, office.now());
    EXPECT_TRUE(now.next.empty());
    for (const MemberNow& member : now.members) {
        EXPECT_EQ(member.weight, 1) << member.person;
        EXPECT_EQ(member.share, 0) << member.person;
        EXPECT_EQ(member.reason, "paused") << member.person;
    }
}

// Given less returned is what the seats count, and the credits are the seats' own, whatever
// happens.
TEST(Ledger, AddsUpToTheSeatsOfRandomCompanies) {
    for (std::uint64_t seed = 1; seed <= desk::testing::companies(15); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        auto& office = history.office();
        for (int i = 0; i < desk::testing::steps(100); ++i) history.carry_out(history.next());
        for (std::uint32_t pool = 0; pool < office.state().standing().pools.size(); ++pool) {
            desk::Desk past(office.setting());
            Ledger ledger(team::PoolId{pool}, office.setting().zones,
                          [&](const event::Event& event, const desk::State&) {
                              return office.lead(*event.lead);
                          });
            past.watch(&ledger);
            office.follow(past);
            std::map<team::PersonId, std::int64_t> given;
            std::uint64_t turns = 0;
            for (const Entry& entry : ledger.take()) {
                if (entry.kind == EntryKind::Given) {
                    ++given[entry.person];
                    ASSERT_EQ(entry.turn, ++turns);
                }
                if (entry.kind == EntryKind::Returned) --given[entry.person];
                ASSERT_EQ(entry.kind == EntryKind::Missed, entry.gate.has_value());
            }
            const auto& stands = office.state().standing().pools[pool];
            ASSERT_EQ(stands.turns, turns);
            for (const auto& [person, seat] : stands.former) {
                ASSERT_EQ(static_cast<std::int64_t>(seat.given), given[person]);
            }
            const workspace::Pool* live = office.state().policy()->pool(team::PoolId{pool});
            if (live == nullptr) continue;
            for (std::size_t i = 0; i < live->members.size(); ++i) {
                ASSERT_EQ(static_cast<std::int64_t>(stands.seats[i].given),
                          given[live->members[i].person]);
            }
            const PoolNow now =
                pool_now(office.state(), team::PoolId{pool}, office.setting().zones, office.now());
            ASSERT_EQ(now.members.size(), live->members.size());
        }
    }
}

}  // namespace
}  // namespace baton::explain
