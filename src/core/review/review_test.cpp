#include "core/review/review.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/review/lab_for_tests.hpp"

namespace baton::review {
namespace {

using testing::Lab;
using testing::Way;
using workspace::Finding;

constexpr const char* kTeam =
    "people: { ann: { skills: { cpp: 3 }, manager: bob }, bob: {}, cid: { active: false },\n"
    "          dan: { capacity: { open: 0 } } }\n"
    "pools: { all: { members: [ann, bob] }, alone: { members: [ann] },\n"
    "         full: { members: [bob], capacity: { day: 0 } } }\n"
    "territories: { dach: { countries: [DE, AT] }, ny: { states: [US-NY] } }\n"
    "tiers: { hot: 50, cold: 0 }\n"
    "fields: { product: { type: set, of: [basic, pro] } }\n";
constexpr const char* kRest = "otherwise: { pool: all }\n";

// Everything told about a document with these rules.
std::vector<std::string> warnings_of(Lab& lab, std::string_view rules, const char* rest = kRest) {
    return lab.lines(std::string(kTeam) + std::string(rules) + rest);
}

using Lines = std::vector<std::string>;

std::string rule(std::string_view name, std::string_view when,
                 std::string_view route = "{ person: ann }") {
    return fmt::format("  - {{ name: {}, when: '{}', route: {} }}\n", name, when, route);
}

TEST(Review, SaysNothingOfWhatIsMeant) {
    Lab lab;
    EXPECT_EQ(warnings_of(lab, "rules:\n" + rule("A", "lead.employees >= 1000") +
                                   rule("B", "lead.employees >= 100") +
                                   rule("C", "lead.country == \"DE\" && lead.employees >= 10") +
                                   rule("D", "lead.country in [\"DE\", \"AT\"]") +
                                   rule("E", "has(lead.country)")),
              Lines{});
}

TEST(Review, FindsImpossibleConditions) {
    Lab lab;
    EXPECT_EQ(warnings_of(lab, "rules:\n" + rule("A", "lead.employees > 10 && lead.employees < 5")),
              Lines{"never-fires: rule \"A\" can never fire: no lead can meet its condition"});
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("A", "lead.country == \"DE\" && !has(lead.country)")),
        Lines{"never-fires: rule \"A\" can never fire: no lead can meet its condition"});
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("A", "lead.employees >= 5 && lead.employees <= 5")),
        Lines{});
}

TEST(Review, FindsRulesThatSeveralTogetherCover) {
    Lab lab;
    EXPECT_EQ(warnings_of(lab, "rules:\n" + rule("Small", "lead.employees < 50") +
                                   rule("Large", "lead.employees >= 50") +
                                   rule("Any", "has(lead.employees)")),
              Lines{"never-fires: rule \"Any\" is never reached: rules \"Small\" at line 9, "
                    "\"Large\" at line 10 together take every lead that it would | "
                    "{\"employees\":10}"});
    EXPECT_EQ(warnings_of(lab, "rules:\n" + rule("Small", "lead.employees < 50") +
                                   rule("Large", "lead.employees > 50") +
                                   rule("Any", "has(lead.employees)")),
              Lines{});
}

TEST(Review, GivesExamplesToWhatLoadingTold) {
    Lab lab;
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("Big", "lead.employees > 100") +
                             rule("Big in DE", "lead.country == \"DE\" && lead.employees > 100")),
        Lines{"never-fires: rule \"Big in DE\" is never reached: rule \"Big\" at line 9 takes "
              "every lead that it would | {\"country\":\"DE\",\"employees\":101}"});
}

TEST(Review, FindsPartsThatNeverFire) {
    Lab lab;
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("Germany", "lead.country == \"DE\"") +
                             rule("Alps", "lead.country in [\"DE\", \"AT\"]")),
        Lines{"fires-in-part: rule \"Alps\" only fires for part of what it says: lead.country "
              "\"DE\" goes to rule \"Germany\" at line 9 | {\"country\":\"DE\"}"});
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("Big", "lead.employees >= 500") +
                             rule("Middle", "lead.employees >= 100 && lead.employees <= 1000")),
        Lines{"fires-in-part: rule \"Middle\" only fires for part of what it says: "
              "lead.employees up to 1000 goes to rule \"Big\" at line 9 | "
              "{\"employees\":1000}"});
    // Not all of Germany: nothing that the rule names is dead.
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" +
                             rule("Big Germany", "lead.country == \"DE\" && lead.employees > 5") +
                             rule("Alps", "lead.country in [\"DE\", \"AT\"]")),
        Lines{});
}

TEST(Review, FindsLeadsThatNoRuleTakes) {
    Lab lab;
    EXPECT_EQ(
        warnings_of(
            lab, "rules:\n" + rule("A", "lead.employees < 50") + rule("B", "!has(lead.employees)"),
            ""),
        Lines{"taken-by-none: some leads are taken by no rule, and there is no \"otherwise\": "
              "they wait unrouted | {\"employees\":50}"});
    EXPECT_EQ(warnings_of(lab,
                          "rules:\n" + rule("A", "lead.employees < 50") +
                              rule("B", "lead.employees >= 50") + rule("C", "!has(lead.employees)"),
                          ""),
              Lines{});
}

TEST(Review, FindsTargetsWithNobody) {
    Lab lab;
    const auto told = [&](std::string_view route) {
        return warnings_of(lab, "rules:\n" + rule("A", "lead.freemail", route));
    };
    const std::string lead = " | {\"email\":\"ann@gmail.com\"}";
    const std::string head = "target-has-nobody: the route of rule \"A\" can never have anybody: ";
    EXPECT_EQ(told("{ person: cid }"), Lines{head + "\"cid\" is not active" + lead});
    EXPECT_EQ(told("{ person: dan }"), Lines{head + "\"dan\" has a capacity of 0" + lead});
    EXPECT_EQ(told("{ pool: full }"), Lines{head + "pool \"full\" has a capacity of 0" + lead});
    EXPECT_EQ(told("{ pool: all, where: person.skills.cpp > 3 }"),
              Lines{head + "nobody in pool \"all\" can satisfy its \"where\"" + lead});
    EXPECT_EQ(told("{ pool: all, where: person.skills.cpp > 2 }"), Lines{});
    EXPECT_EQ(told("{ pool: all, where: person.skills.cpp > 3 || person.open < 2 }"), Lines{});
    EXPECT_EQ(
        told("[ { owner: account }, { pool: all } ]"),
        Lines{"target-has-nobody: target 1 of the route of rule \"A\" can never have anybody: "
              "no account has an owner" +
              lead});
}

TEST(Review, FindsLaddersThatGiveALeadBackToItsHolder) {
    Lab lab;
    const auto told = [&](std::string_view step) {
        return warnings_of(
            lab,
            fmt::format(
                "sla: {{ s: {{ acknowledge: [ {{ after: 5m, {} }} ] }} }}\nrules:\n"
                "  - {{ name: A, when: lead.employees > 5, route: {{ person: ann }}, sla: s }}\n",
                step));
    };
    const Lines same{
        "sla-same-person: step 1 of sla \"s\" reassigns to \"ann\" what rule \"A\" gave to "
        "\"ann\": "
        "whoever has had a lead is passed over, so it finds nobody | {\"employees\":10}"};
    EXPECT_EQ(told("reassign: { person: ann }"), same);
    EXPECT_EQ(told("reassign: { pool: alone }"), same);
    EXPECT_EQ(told("reassign: { person: bob }"), Lines{});
    EXPECT_EQ(told("reassign: backup"), Lines{});
    EXPECT_EQ(told("notify: assignee"), Lines{});
}

TEST(Review, KnowsWhatDerivedFieldsMayHold) {
    Lab lab;
    EXPECT_EQ(
        warnings_of(lab, "rules:\n" + rule("Hot", "lead.tier == \"hot\"") +
                             rule("Cold", "lead.tier == \"cold\"") + rule("Rest", "has(lead.tier)"))
            .size(),
        1U);
    EXPECT_EQ(warnings_of(lab, "rules:\n" + rule("DACH", "lead.territory == \"dach\"") +
                                   rule("Anywhere", "lead.territory in [\"ny\", \"dach\"]")),
              Lines{"fires-in-part: rule \"Anywhere\" only fires for part of what it says: "
                    "lead.territory \"dach\" goes to rule \"DACH\" at line 9 | "
                    "{\"country\":\"DE\"}"});
}

// ---- The reference page: its index of these warnings says what really is said ----

TEST(Review, IndexOfWarningsIsTrue) {
    std::ifstream page(BATON_SOURCE_DIR "/docs/WORKSPACE.md");
    std::string line;
    std::string document;
    Lines expected;
    bool is_inside = false;
    while (std::getline(page, line)) {
        if (line.starts_with("```")) {
            is_inside = line == "```yaml checked";
        } else if (is_inside && line.starts_with("#! ")) {
            expected.push_back("w.yaml:" + line.substr(3));
        } else if (is_inside) {
            document += line + "\n";
        }
    }
    Lab lab;
    workspace::Loaded loaded = lab.load(document);
    review(loaded, {lab.suffixes});
    Lines told;
    for (const Finding& finding : loaded.findings) told.push_back(workspace::to_line(finding));
    EXPECT_EQ(told, expected);
    EXPECT_GE(expected.size(), 6U);
}

// ---- Random documents against every lead that they tell apart ----

class World {
  public:
    explicit World(std::uint32_t seed) : chance_(seed) {}

    std::string rules() {
        std::string text = "rules:\n";
        const std::size_t count = 2 + below(5);
        for (std::size_t i = 0; i < count; ++i) text += rule(fmt::format("R{}", i), condition(2));
        return text;
    }
    // Each combination of the values that conditions are made of.
    static std::vector<lead::RawLead> leads() {
        std::vector<lead::RawLead> all;
        for (const double employees : {-1.0, 9.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0}) {
            for (const char* country : {"", "DE", "AT", "FR", "US"}) {
                for (const char* product : {"", "basic", "pro", "basic, pro"}) {
                    for (const char* email : {"", "a@gmail.com", "a@firm.example"}) {
                        lead::RawLead lead;
                        if (employees >= 0) lead.push_back({"employees", {employees}});
                        lead.push_back({"country", {std::string(country)}});
                        lead.push_back({"product", {std::string(product)}});
                        lead.push_back({"email", {std::string(email)}});
                        all.push_back(std::move(lead));
                    }
                }
            }
        }
        return all;
    }

  private:
    std::size_t below(std::size_t end) { return chance_() % end; }
    std::string condition(int depth) {
        const std::size_t kind = below(depth > 0 ? 10 : 7);
        const std::array<const char*, 4> compare{"<", "<=", ">", ">="};
        const std::array<const char*, 3> countries{"DE", "AT", "FR"};
        switch (kind) {
            case 0:
            case 1:
                return fmt::format("lead.employees {} {}", compare[below(4)], 10 * (1 + below(3)));
            case 2:
                return fmt::format("lead.country == \"{}\"", countries[below(3)]);
            case 3:
                return fmt::format("lead.country in [\"{}\", \"{}\"]", countries[below(3)],
                                   countries[below(3)]);
            case 4:
                return below(2) == 0 ? "has(lead.employees)" : "has(lead.country)";
            case 5:
                return below(2) == 0 ? "\"pro\" in lead.product" : "\"basic\" in lead.product";
            case 6:
                return below(2) == 0 ? "lead.freemail" : "!lead.freemail";
            case 7:
                return fmt::format("!({})", condition(depth - 1));
            case 8:
                return fmt::format("({} || {})", condition(depth - 1), condition(depth - 1));
            default:
                return fmt::format("{} && {}", condition(depth - 1), condition(depth - 1));
        }
    }
    std::minstd_rand chance_;
};

// The example is decided: it must do what the warning says.
void expect_shown(const Lab& lab, const workspace::Policy& policy, const Finding& finding,
                  const std::string& rule) {
    const Way way = lab.way_of(policy, Lab::lead_of(finding.example));
    const std::string line = workspace::to_line(finding);
    if (finding.code == "taken-by-none") {
        EXPECT_EQ(way.taken, "") << line;
    } else {
        EXPECT_TRUE(way.met.contains(rule)) << line;
        EXPECT_NE(way.taken, rule) << line;
        EXPECT_NE(way.taken, "") << line;
    }
}

TEST(Review, WarningsOfRandomDocumentsAreTrue) {
    Lab lab;
    const std::vector<lead::RawLead> leads = World::leads();
    std::size_t never = 0;
    std::size_t in_part = 0;
    std::size_t by_none = 0;
    std::size_t missed = 0;
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        World world(seed);
        const std::string text = std::string(kTeam) + world.rules();
        const workspace::Loaded loaded = lab.reviewed(text);
        ASSERT_NE(loaded.policy, nullptr) << text;
        std::set<std::string> fired;
        bool any_untaken = false;
        for (const lead::RawLead& lead : leads) {
            const Way way = lab.way_of(*loaded.policy, lead);
            fired.insert(way.taken);
            any_untaken = any_untaken || way.taken.empty();
        }
        std::set<std::string> told;
        for (const Finding& finding : loaded.findings) {
            const std::string name = testing::quoted_in(finding.message, 0);
            if (!finding.example.empty()) expect_shown(lab, *loaded.policy, finding, name);
            if (finding.code == "never-fires") {
                ++never;
                told.insert(name);
                EXPECT_FALSE(fired.contains(name)) << text << workspace::to_line(finding);
            } else if (finding.code == "fires-in-part") {
                ++in_part;
                EXPECT_TRUE(fired.contains(name)) << text << workspace::to_line(finding);
                EXPECT_FALSE(finding.example.empty());
            } else if (finding.code == "taken-by-none") {
                ++by_none;
                EXPECT_TRUE(any_untaken) << text;
                EXPECT_FALSE(finding.example.empty());
            }
        }
        for (const workspace::Rule& one : loaded.policy->rules) {
            if (!fired.contains(one.path) && !told.contains(one.path)) ++missed;
        }
    }
    EXPECT_GT(never, 50U);
    EXPECT_GT(in_part, 5U);
    EXPECT_GT(by_none, 20U);
    // Country and territory, mailbox and domain hang together: a few are beyond the proof.
    EXPECT_LT(missed, never / 10 + 5);
}

TEST(Review, TwoThousandRulesStayWithinTheirBudget) {
    Lab lab;
    std::string text = std::string(kTeam) + "rules:\n";
    for (int i = 0; i < 2000; ++i) {
        text += rule(fmt::format("R{}", i),
                     fmt::format("lead.employees >= {} && lead.postal_code.startsWith(\"{}\")",
                                 i % 50 * 10, 10000 + i));
    }
    workspace::Loaded loaded = lab.load(text + kRest);
    ASSERT_NE(loaded.policy, nullptr);
    review(loaded, {lab.suffixes});
    EXPECT_TRUE(loaded.findings.empty());
}

}  // namespace
}  // namespace baton::review
