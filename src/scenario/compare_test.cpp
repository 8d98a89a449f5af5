#include "scenario/compare.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "core/match/rule_index.hpp"
#include "core/workspace/context_for_tests.hpp"
#include "scenario/packed.hpp"

namespace baton::scenario {
namespace {

using lead::RawLead;
using lead::RawValue;
using workspace::Policy;

constexpr const char* kTeam =
    "timezone: America/New_York\n"
    "schedules: { office: { hours: Mon-Fri 09:00-17:00 } }\n"
    "people:\n"
    "  ann: { backup: bob }\n"
    "  bob: {}\n"
    "  cid: { schedule: office }\n"
    "pools:\n"
    "  all: { members: [ann, bob] }\n"
    "  day: { members: [cid], availability: schedule, when_none: hold }\n"
    "queues: { later: {} }\n"
    "score: [ { add: 50, when: lead.employees >= 100 } ]\n"
    "tiers: { hot: 50, cold: 0 }\n";

Instant at(std::string_view text) { return parse_time(text)->instant; }

RawLead row(std::initializer_list<std::pair<const char*, RawValue>> fields) {
    RawLead raw;
    for (const auto& [name, value] : fields) raw.push_back({name, value});
    return raw;
}

// Two workspaces and what came to them.
class Lab {
  public:
    Lab(std::string_view from, std::string_view to) {
        from_ = load(std::string(kTeam) + std::string(from), nullptr);
        to_ = load(std::string(kTeam) + std::string(to), &from_->names);
        past = std::make_unique<Past>(*from_, *to_, suffixes_, at("2026-03-02T15:00:00Z"));
    }

    Lab& came(RawLead raw) {
        auto told = take_past(raw, *from_->zone);
        EXPECT_TRUE(told.has_value()) << (told ? "" : told.error().message);
        std::vector<Past::Told> one;
        one.push_back({++number_, std::move(raw), *std::move(told)});
        past->add(one);
        return *this;
    }
    Comparison compare() {
        past->settle();
        auto compared = scenario::compare(*past, from_, to_, zones_, [](std::size_t) {});
        EXPECT_TRUE(compared.has_value());
        return *std::move(compared);
    }

    std::unique_ptr<Past> past;

  private:
    std::shared_ptr<const Policy> load(const std::string& text, const team::Names* known) {
        workspace::Loaded loaded = workspace::load(
            text, "w.yaml", {zones_, suffixes_, nullptr, known, match::index_rules});
        for (const auto& finding : loaded.findings) ADD_FAILURE() << workspace::to_line(finding);
        return loaded.policy;
    }

    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
    std::shared_ptr<const Policy> from_;  // shared with the desks
    std::shared_ptr<const Policy> to_;
    std::size_t number_ = 0;
};

std::string place(const Comparison& compared, std::size_t side, std::size_t lead) {
    return in_words(compared.sides[side]->fates()[lead].going, *compared.sides[side]);
}

const PlaceRow& person(const Comparison& compared, std::string_view name) {
    static const PlaceRow kNone;
    for (const PlaceRow& one : compared.people) {
        if (one.name == name) return one;
    }
    ADD_FAILURE() << "no row of " << name;
    return kNone;
}

TEST(Compare, EqualWorkspacesMoveNothing) {
    const char* rules =
        "rules: [ { name: Big, when: lead.employees >= 100, route: { person: ann } } ]\n"
        "otherwise: { pool: all }\n";
    Lab lab(rules, rules);
    for (int i = 0; i < 50; ++i) {
        lab.came(row({{"email", {fmt::format("p{}@acme.test", i % 40)}},
                      {"employees", {static_cast<double>(i * 7 % 200)}},
                      {"received_at", {fmt::format("2026-03-{:02}T10:00:00Z", 1 + i % 28)}},
                      {"closed_after", {std::string("2h")}}}));
    }
    const Comparison compared = lab.compare();
    EXPECT_TRUE(compared.moved.empty());
    EXPECT_EQ(compared.other_rule, 0U);
    EXPECT_EQ(compared.score.differ, 0U);
    EXPECT_EQ(person(compared, "ann").leads[0], person(compared, "ann").leads[1]);
    EXPECT_TRUE(compared.tiers.empty());
}

TEST(Compare, SaysWhoGainsAndLosesAndWhy) {
    Lab lab(
        "rules: [ { name: Big, when: lead.employees >= 100, route: { person: ann } } ]\n"
        "otherwise: { queue: later }\n",
        "rules: [ { name: Large, when: lead.employees >= 50, route: { person: bob } } ]\n"
        "otherwise: { queue: later }\n");
    lab.came(row({{"id", {std::string("big")}}, {"employees", {500.0}}}))
        .came(row({{"id", {std::string("middle")}}, {"employees", {60.0}}}))
        .came(row({{"id", {std::string("small")}}, {"employees", {5.0}}}));
    const Comparison compared = lab.compare();
    EXPECT_EQ(compared.moved, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(person(compared, "ann").leads, (Both{1, 0}));
    EXPECT_EQ(person(compared, "ann").moved, (Both{1, 0}));
    EXPECT_EQ(person(compared, "bob").leads, (Both{0, 2}));
    EXPECT_EQ(person(compared, "bob").moved, (Both{0, 2}));
    ASSERT_EQ(compared.places.size(), 1U);
    EXPECT_EQ(compared.places[0].name, "queue later");
    EXPECT_EQ(compared.places[0].leads, (Both{2, 1}));
    EXPECT_EQ(place(compared, 0, 1), "queue later");
    EXPECT_EQ(place(compared, 1, 1), "bob");
    ASSERT_EQ(compared.rules.size(), 2U);
    EXPECT_EQ(compared.rules[0].rule, (std::array<std::string, 2>{"Big", "Large"}));
    EXPECT_NE(reason_of(0, *compared.sides[0]).find("Big"), std::string::npos);
    EXPECT_NE(reason_of(0, *compared.sides[1]).find("Large"), std::string::npos);
    EXPECT_EQ(lab.past->leads()[1].label(), "middle");
}

// Far more than either side remembers decisions of.
TEST(Compare, EachOfManyThatMoveHasItsOwnReason) {
    constexpr int kLeads = 5'000;
    constexpr int kRules = 7;
    const auto rules = [](const char* person) {
        std::string out = "rules:\n";
        for (int i = 0; i < kRules; ++i) {
            out += fmt::format("  - {{ name: Rule{0}, when: lead.employees == {0}, route: {1} }}\n",
                               i, i == 0 ? "{ person: cid }" : person);
        }
        return out + "otherwise: { queue: later }\n";
    };
    Lab lab(rules("{ person: ann }"), rules("{ person: bob }"));
    for (int i = 0; i < kLeads; ++i) {
        lab.came(row({{"employees", {static_cast<double>(i * 31 % kRules)}}}));
    }
    const Comparison compared = lab.compare();
    EXPECT_EQ(compared.moved.size(), std::size_t{kLeads - (kLeads + kRules - 1) / kRules});
    for (const std::uint32_t lead : compared.moved) {
        const std::string rule = fmt::format("Rule{}", lead * 31 % kRules);
        for (const auto& side : compared.sides) {
            ASSERT_NE(reason_of(lead, *side).find(rule), std::string::npos)
                << lead << ": " << reason_of(lead, *side);
        }
    }
}

TEST(Compare, TellsScoresAndTiers) {
    const char* rest = "otherwise: { pool: all }\n";
    Lab lab(rest, rest);
    lab.came(row({{"employees", {500.0}}})).came(row({{"employees", {5.0}}}));
    const Comparison same = lab.compare();
    EXPECT_EQ(same.score.mean, (std::array<double, 2>{25, 25}));
    EXPECT_EQ(same.score.scored, (std::array<std::uint64_t, 2>{2, 2}));
}

TEST(Compare, LaddersRunAsTheyWouldHave) {
    Lab lab(
        "sla: { s: { respond_within: 1h, acknowledge: [ { after: 2h, reassign: backup } ] } }\n"
        "rules: [ { name: All, route: { person: ann }, sla: s } ]\n",
        "sla: { s: { respond_within: 1h, acknowledge: [ { after: 10m, reassign: backup } ] } }\n"
        "rules: [ { name: All, route: { person: ann }, sla: s } ]\n");
    // Half an hour is soon enough for the one and too late for the other.
    lab.came(row({{"received_at", {std::string("2026-03-02T10:00:00Z")}},
                  {"acknowledged_after", {std::string("30m")}}}))
        .came(row({{"received_at", {std::string("2026-03-02T10:00:00Z")}}}));
    const Comparison compared = lab.compare();
    EXPECT_TRUE(compared.moved.empty());
    EXPECT_EQ(compared.sla[0].in_time, 1U);
    EXPECT_EQ(compared.sla[0].unanswered, 1U);
    EXPECT_EQ(compared.sides[0]->count().moved_on, 1U);
    EXPECT_EQ(compared.sides[1]->count().moved_on, 2U);
    // 10 minutes of ann's silence and 30 of bob's.
    EXPECT_EQ(compared.sides[1]->fates()[0].response, Duration::minutes(40));
}

TEST(Compare, CapacityFreesWhenLeadsCloseAsTheyDid) {
    const char* rules =
        "rules: [ { name: All, route: [ { person: ann, where: person.open < 1 }, { person: bob } "
        "] } ]\n";
    Lab lab(rules, rules);
    lab.came(row({{"received_at", {std::string("2026-03-02T10:00:00Z")}},
                  {"closed_after", {std::string("1h")}},
                  {"won", {1200.0}}}))
        .came(row({{"received_at", {std::string("2026-03-02T10:30:00Z")}}}))
        .came(row({{"received_at", {std::string("2026-03-02T11:30:00Z")}}}));
    const Comparison compared = lab.compare();
    EXPECT_EQ(place(compared, 0, 0), "ann");
    EXPECT_EQ(place(compared, 0, 1), "bob");
    EXPECT_EQ(place(compared, 0, 2), "ann");
    EXPECT_EQ(compared.sides[0]->count().won, 1U);
    EXPECT_EQ(compared.sides[0]->count().amount, 1200);
}

TEST(Compare, HoursAndAbsencesAreThoseOfTheLeadsTime) {
    Lab lab("otherwise: { pool: day }\n", "otherwise: { pool: all }\n");
    // A Sunday; cid comes in on Monday at nine, 14:00 UTC.
    lab.came(row({{"received_at", {std::string("2026-03-01T12:00:00Z")}}}))
        .came(row({{"received_at", {std::string("2026-03-03T15:00:00Z")}}}));
    lab.past->absences.push_back({"ann", at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z")});
    const Comparison compared = lab.compare();
    EXPECT_EQ(place(compared, 0, 0), "cid");
    EXPECT_EQ(compared.sides[0]->fates()[0].waited, Duration::hours(26));
    EXPECT_EQ(compared.sla[0].waited, 1U);
    EXPECT_EQ(place(compared, 1, 0), "bob");
    EXPECT_EQ(place(compared, 1, 1), "ann");
    EXPECT_NE(reason_of(0, *compared.sides[0]).find("It had waited"), std::string::npos);
}

TEST(Compare, SortsByTimeAndKeepsTheFilesOrderAtOneMoment) {
    const char* rest = "otherwise: { pool: all }\n";
    Lab lab(rest, rest);
    lab.came(row({{"id", {std::string("b")}},
                  {"received_at", {std::string("2026-03-02T11:00:00Z")}}}))
        .came(row(
            {{"id", {std::string("a")}}, {"received_at", {std::string("2026-03-02T10:00:00Z")}}}))
        .came(row(
            {{"id", {std::string("c")}}, {"received_at", {std::string("2026-03-02T11:00:00Z")}}}));
    (void)lab.compare();
    EXPECT_EQ(lab.past->leads()[0].label(), "a");
    EXPECT_EQ(lab.past->leads()[1].label(), "b");
    EXPECT_EQ(lab.past->leads()[2].label(), "c");
}

TEST(Past, ReadsItsColumns) {
    const team::Zone utc;
    RawLead raw = row({{"email", {std::string("a@acme.test")}},
                       {"received_at", {std::string("2026-03-02T10:00:00")}},
                       {"assigned_at", {std::string("2026-03-02T11:00:00Z")}},
                       {"acknowledged_at", {std::string("2026-03-02T11:20:00Z")}},
                       {"contacted_after", {90.0}},
                       {"closed_after", {std::string("2d")}},
                       {"lost", {std::string("price")}},
                       {"won", {}}});
    const auto past = take_past(raw, utc);
    ASSERT_TRUE(past.has_value());
    EXPECT_EQ(raw.size(), 1U);
    EXPECT_EQ(past->course.acknowledged, Duration::minutes(20));
    EXPECT_EQ(past->course.contacted, Duration::seconds(90));
    EXPECT_EQ(past->course.closed, Duration::days(2));
    EXPECT_EQ(past->course.as, event::Closing::Lost);
    EXPECT_EQ(past->course.reason, "price");
}

TEST(Past, NamesTheColumnThatIsWrong) {
    const team::Zone utc;
    RawLead raw = row({{"closed_after", {std::string("soon")}}});
    const auto past = take_past(raw, utc);
    ASSERT_FALSE(past.has_value());
    EXPECT_EQ(past.error().message,
              "closed_after: \"soon\" is not a length of time such as 5m or 2h");
}

TEST(Packed, GivesBackWhatItWasGiven) {
    lead::Lead lead;
    lead.fields = {std::monostate{},
                   true,
                   1.5,
                   std::string("text"),
                   std::vector<std::string>{"a", ""},
                   Date{2026, 3, 2},
                   lead::Signals{{"demo", 1}, {"web", 2}}};
    lead::Lead back;
    back.fields.resize(3, std::string("old"));
    unpack(pack(lead), lead.fields.size(), back);
    EXPECT_EQ(back, lead);
    // Over what lay there before.
    for (const lead::Signals& before :
         {lead::Signals{}, lead::Signals{{"demo", 9}},
          lead::Signals{{"a", 1}, {"demo", 2}, {"z", 3}},
          lead::Signals{{"demo", 7}, {"web", 8}, {"zoo", 9}}, lead::Signals{{"web", 4}}}) {
        lead::Lead again = lead;
        again.fields[3] = std::string(100, 'x');
        again.fields[4] = std::vector<std::string>(before.size(), "old");
        again.fields[6] = before;
        unpack(pack(lead), lead.fields.size(), again);
        EXPECT_EQ(again, lead);
    }
}

}  // namespace
}  // namespace baton::scenario
