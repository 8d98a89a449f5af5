// What an explanation says: of rules, scores, targets, people, and to whoever asks why not they.
#include "core/explain/explain.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/desk/office_for_tests.hpp"
#include "core/explain/json.hpp"
#include "core/explain/scribe.hpp"
#include "core/explain/sentences.hpp"

namespace baton::explain {
namespace {

using desk::testing::at;
using desk::testing::Office;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* kCompany = R"(workspace: acme
timezone: America/New_York
schedules: { office: { hours: "Mon-Fri 09:00-18:00" } }
people:
  sarah:    { name: Sarah, email: sarah@a.test, skills: { healthcare: 4 }, schedule: office }
  marcus:   { name: Marcus, email: marcus@a.test, skills: { healthcare: 2 }, capacity: { open: 1 } }
  jennifer: { name: Jennifer, email: jen@a.test }
  vera:     { name: Vera, email: vera@a.test, weight: 2 }
pools:
  inside:  { members: [sarah, marcus, jennifer], availability: schedule }
  closers: { members: [marcus, jennifer], pick: { highest: "person.quota" } }
  uneven:  { members: [jennifer, vera] }
territories:
  northeast: { states: [US-NY], owner: { person: sarah } }
  west:      { postal: [US:940-951], owner: { pool: inside } }
accounts: [ { id: globex, name: Globex, domains: [globex.test], owner: marcus } ]
score:
  - { add: 30, when: "lead.employees >= 1000", because: enterprise size }
  - { add: 25, when: "lead.signals.pricing_page >= 2", because: came back to pricing }
tiers: { hot: 30, cold: 0 }
rules:
  - { name: Known, when: has(lead.account), route: { owner: account } }
  - name: Large
    when: lead.employees >= 1000 && lead.country == "DE"
    rules: [ { name: Rich, when: lead.budget > 5, route: { pool: closers } } ]
  - { name: Health, when: 'lead.industry == "healthcare"', route: [ { pool: inside, where: "person.skills.healthcare >= 3" }, { pool: uneven } ] }
  - { name: Ranked, when: 'lead.source == "ranked"', route: { pool: closers } }
  - { name: Weighted, when: 'lead.source == "weighted"', route: { pool: uneven } }
  - { name: West, when: 'lead.territory == "west"', route: { owner: territory } }
otherwise: { pool: inside }
)";

lead::RawValue text(const char* words) { return {std::string(words)}; }

class Explaining : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(office.publish(kCompany)); }

    Explanation ask(const Office::Fields& fields, std::optional<team::PersonId> about = {}) {
        Scribe scribe({.about = about});
        office.desk().watch(&scribe);
        const auto receive = office.receive_of(fields);
        const auto decision = office.desk().preview(receive, office.now());
        office.desk().watch(nullptr);
        EXPECT_TRUE(decision);
        auto told = scribe.take();
        EXPECT_TRUE(told);
        return *std::move(told);
    }
    std::string why_not(const Office::Fields& fields, const char* person) {
        return ask(fields, office.person(person)).about->sentence;
    }
    void out(const char* person, const char* until) {
        ASSERT_TRUE(office.run(desk::ChangeAvailability{
            office.person(person), event::AvailabilityChange::Out, {}, at(until)}));
    }

    Office office{at("2026-06-05T10:00:00-04:00")};  // a Friday
};

TEST_F(Explaining, NamesTheFirstPartThatFailedAndTheLeadsValueThere) {
    const Explanation told = ask({{"employees", {5000.0}}, {"country", text("US")}});
    ASSERT_EQ(told.rules.size(), 6U);
    EXPECT_EQ(told.rules[0].path, "Known");
    EXPECT_EQ(told.rules[0].part->words, "lead.account is missing");
    EXPECT_EQ(told.rules[1].path, "Large");
    EXPECT_EQ(told.rules[1].part->text, "lead.country == \"DE\"");
    EXPECT_EQ(told.rules[1].part->held, expr::Truth::False);
    EXPECT_EQ(told.rules[1].part->words,
              "lead.country is US; lead.country == \"DE\" was asked for");
    EXPECT_EQ(told.rules[2].part->held, expr::Truth::Unknown);
    EXPECT_FALSE(told.rules.back().matched);
    EXPECT_THAT(sentences(told), Contains("No rule matched."));
}

TEST_F(Explaining, AGroupThatHoldsAndIsLeftAgainSaysSo) {
    const Explanation told =
        ask({{"employees", {5000.0}}, {"country", text("DE")}, {"industry", text("healthcare")}});
    ASSERT_EQ(told.rules.size(), 4U);
    EXPECT_EQ(told.rules[1].path, "Large / Rich");
    EXPECT_EQ(told.rules[2].path, "Large");
    EXPECT_FALSE(told.rules[2].part);
    EXPECT_TRUE(told.rules[3].matched);
    EXPECT_THAT(sentences(told), Contains("Rule \"Large\" held, but no rule inside it did."));
    EXPECT_THAT(sentences(told), Contains("Rule \"Health\" matched."));
}

TEST_F(Explaining, TellsTheScoreLineByLine) {
    const Explanation told = ask({{"employees", {5000.0}}});
    ASSERT_EQ(told.score.size(), 2U);
    EXPECT_TRUE(told.score[0].holds);
    EXPECT_FALSE(told.score[1].holds);
    EXPECT_EQ(told.total, 30);
    EXPECT_THAT(sentences(told), Contains("Score 30: +30 enterprise size; tier hot."));
    EXPECT_THAT(sentences(told),
                Contains("No +25 for came back to pricing: lead.signals.pricing_page is missing; "
                         "lead.signals.pricing_page >= 2 was asked for."));
}

TEST_F(Explaining, SaysHowAccountAndTerritoryWereFound) {
    EXPECT_THAT(sentences(ask({{"email", text("a@globex.test")}})),
                Contains("Account globex by domain."));
    const Explanation west = ask({{"country", text("US")}, {"postal_code", text("94110")}});
    EXPECT_EQ(west.territory->by, "postal code 94110 (US:940-951)");
    EXPECT_EQ(west.targets[0].what, "territory owner, pool \"inside\"");
    EXPECT_EQ(ask({{"country", text("US")}, {"state", text("NY")}}).territory->by, "state US-NY");
}

TEST_F(Explaining, EverybodyIsKeptOutByTheirOwnGate) {
    out("jennifer", "2026-06-08T09:00:00-04:00");
    const Explanation told = ask({{"industry", text("healthcare")}});
    ASSERT_EQ(told.targets.size(), 3U);
    const TargetRead& inside = told.targets[0];
    EXPECT_EQ(inside.where, "person.skills.healthcare >= 3");
    ASSERT_EQ(inside.people.size(), 3U);
    EXPECT_EQ(inside.people[0].person, "sarah");
    EXPECT_TRUE(inside.people[0].chosen);
    EXPECT_EQ(inside.people[1].words, "lacks healthcare >= 3 (has 2)");
    EXPECT_EQ(inside.people[1].reason, "where is not met");
    EXPECT_EQ(inside.people[2].words, "is out of office until Monday 09:00");
    EXPECT_FALSE(told.targets[1].tried);
    EXPECT_TRUE(told.targets[2].otherwise);
}

TEST_F(Explaining, HoursSayUntilWhenAndCapacitiesHowMany) {
    office.receive({{"email", text("a@globex.test")}});  // to marcus
    office.advance_to(at("2026-06-05T20:00:00-04:00"));
    const Explanation told = ask({{"source", text("web")}});
    const auto& people = told.targets[0].people;
    ASSERT_EQ(people.size(), 3U);
    EXPECT_EQ(people[0].person, "jennifer");
    EXPECT_EQ(people[1].words, "is outside working hours until Monday 09:00");
    EXPECT_EQ(people[2].words, "is at capacity (open 1 of 1)");
    EXPECT_THAT(text(told),
                HasSubstr("sarah is outside working hours until Monday 09:00; marcus is "
                          "at capacity (open 1 of 1)."));
}

TEST_F(Explaining, ThePlaceInTheTurnIsTold) {
    office.receive({});  // sarah
    const Explanation told = ask({});
    ASSERT_TRUE(told.pick);
    EXPECT_EQ(told.pick->number, 2U);
    const auto& people = told.targets[0].people;
    EXPECT_EQ(people[0].person, "marcus");
    EXPECT_EQ(people[0].place, 1U);
    EXPECT_EQ(people[2].person, "sarah");
    EXPECT_EQ(people[2].last_turn, 1U);
    EXPECT_NEAR(people[2].credit, -2.0 / 3, 1e-9);
    EXPECT_THAT(text(told), HasSubstr("sarah is 3rd in the turn (last had turn 1 of 1)"));
}

TEST_F(Explaining, WeightsAndFiguresAreTold) {
    const Explanation weighted = ask({{"source", text("weighted")}});
    EXPECT_THAT(text(weighted), HasSubstr("vera is 1st in the turn (has had no turn yet, a share "
                                          "of 0.667 and 0 turns owed)"));
    ASSERT_TRUE(office.run(desk::SetFigures{{office.person("jennifer"), {}, 5.0, {}, {}, {}}}));
    const Explanation ranked = ask({{"source", text("ranked")}});
    EXPECT_THAT(text(ranked), HasSubstr("jennifer ranks 1st (person.quota is 5); marcus ranks 2nd "
                                        "(person.quota is not known)"));
}

TEST_F(Explaining, WhyNotMe) {
    out("jennifer", "2026-06-08T09:00:00-04:00");
    EXPECT_EQ(why_not({}, "sarah"),
              "sarah got it: sarah is 1st in the turn (has had no turn yet).");
    EXPECT_EQ(why_not({}, "marcus"),
              "marcus could have had it in pool \"inside\" (otherwise), but is 2nd in the turn "
              "(has had no turn "
              "yet): it was sarah's turn.");
    EXPECT_EQ(why_not({}, "jennifer"),
              "Not jennifer: in pool \"inside\" (otherwise) jennifer is out of office until Monday "
              "09:00.");
    EXPECT_THAT(why_not({}, "vera"), HasSubstr("which does not lead to vera"));
    EXPECT_EQ(
        why_not({{"industry", text("healthcare")}}, "vera"),
        "Not vera: pool \"uneven\" comes only when the targets before it have nobody, and one "
        "of them took the lead.");
    EXPECT_EQ(why_not({{"email", text("a@globex.test")}}, "marcus"),
              "marcus got it as account owner.");
}

TEST_F(Explaining, ManyRulesAreCountedNotListed) {
    std::string document =
        "workspace: many\npeople: { ann: { name: Ann, email: a@a.test } }\nrules:\n";
    for (int i = 0; i < 300; ++i) {
        document += fmt::format(
            "  - {{ name: R{0}, when: lead.employees == {0}, route: {{ person: "
            "ann }} }}\n",
            i);
    }
    Office many;
    ASSERT_TRUE(many.publish(document + "otherwise: { person: ann }\n"));
    Scribe scribe;
    many.desk().watch(&scribe);
    const desk::LeadId id = many.receive({{"employees", {299.0}}});
    const auto told = scribe.take();
    EXPECT_EQ(many.holder(id), "ann");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->rules.size(), kMaxRulesTold + 1);
    EXPECT_EQ(told->rules_not_shown, 99U);
    EXPECT_TRUE(told->rules.back().matched);
    EXPECT_EQ(told->rules.back().path, "R299");
    EXPECT_LT(sentences(*told).size(), 20U);
}

TEST_F(Explaining, JsonHasTheGateAndTheSentences) {
    out("jennifer", "2026-06-08T09:00:00-04:00");
    std::string json;
    append_json(json, ask({{"industry", text("healthcare")}}));
    EXPECT_THAT(json, HasSubstr("\"gate\":\"out_of_office\",\"until\":\"2026-06-08T13:00:00Z\""));
    EXPECT_THAT(json, HasSubstr("\"values\":{\"person.skills.healthcare\":2}"));
    EXPECT_THAT(json, HasSubstr("\"sentences\":["));
}

// docs/WORKSPACE.md: an assignment starts the ladder, a lead that waits has none.
TEST(Sentences, ALadderBeginsWithWhoGetsTheLead) {
    Explanation told;
    told.sla = "fast";
    const auto last = [&](std::string ending) {
        told.ending = std::move(ending);
        return sentences(told).back();
    };
    EXPECT_EQ(last("goes to ann"), "It goes to ann; SLA fast begins.");
    EXPECT_EQ(
        last("held until somebody in pool \"x\" is free"),
        "It is held until somebody in pool \"x\" is free; SLA fast begins when somebody has it.");
    EXPECT_EQ(last("waits in queue \"q\""),
              "It waits in queue \"q\"; SLA fast begins when somebody has it.");
    EXPECT_EQ(last("rejected: competitor"), "It is rejected: competitor.");
}

}  // namespace
}  // namespace baton::explain
