// Territories that overlap by what their `when` says.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "core/review/lab_for_tests.hpp"

namespace baton::review {
namespace {

using testing::Lab;
using testing::Way;
using Lines = std::vector<std::string>;

std::string document(std::string_view territories) {
    return fmt::format("people: {{ ann: {{}} }}\nterritories:\n{}otherwise: {{ person: ann }}\n",
                       territories);
}
std::string told(std::string_view later, std::string_view earlier, std::string_view example) {
    return fmt::format(
        "territory-overlaps: territory \"{}\" overlaps \"{}\", which stands before it: a lead that "
        "both cover goes there | {}",
        later, earlier, example);
}
std::string when(std::string_view key, std::string_view condition) {
    return fmt::format("  {}: {{ when: '{}' }}\n", key, condition);
}

TEST(TerritoryOverlaps, OfTwoConditionsAreShown) {
    Lab lab;
    EXPECT_EQ(lab.lines(document(when("large", "lead.employees >= 1000") +
                                 when("health", "lead.industry == \"health\""))),
              Lines{told("health", "large", R"({"employees":1000,"industry":"health"})")});
    EXPECT_EQ(lab.lines(document(when("large", "lead.employees >= 1000") +
                                 when("small", "lead.employees < 1000"))),
              Lines{});
    EXPECT_EQ(
        lab.lines(document(when("one", "lead.employees > 5") + when("same", "lead.employees > 5"))),
        Lines{told("same", "one", R"({"employees":10})")});
}

TEST(TerritoryOverlaps, OfAPlaceAndAConditionAreShown) {
    Lab lab;
    const std::string large = when("large", "lead.employees >= 1000");
    EXPECT_EQ(lab.lines(document(large + "  ny: { states: [US-NY] }\n")),
              Lines{told("ny", "large", R"({"country":"US","state":"US-NY","employees":1000})")});
    EXPECT_EQ(
        lab.lines(document("  bay: { postal: [\"US:940-951\"] }\n" + large)),
        Lines{told("large", "bay", R"({"country":"US","postal_code":"940","employees":1000})")});
    // What stands before it takes all of it: it never gets a lead.
    EXPECT_EQ(lab.lines(document("  de: { countries: [DE] }\n" +
                                 when("big", "lead.country == \"DE\" && lead.employees > 5"))),
              Lines{told("big", "de", R"({"country":"DE","employees":10})")});
}

TEST(TerritoryOverlaps, TheRestBelowWhatIsCutOutOfItIsMeant) {
    Lab lab;
    EXPECT_EQ(lab.lines(document(when("big", "lead.country == \"DE\" && lead.employees > 5") +
                                 "  de: { countries: [DE, AT] }\n")),
              Lines{});
    EXPECT_EQ(lab.lines(document(when("big", "lead.state == \"US-NY\" && lead.employees > 5") +
                                 "  us: { countries: [US] }\n")),
              Lines{});
    EXPECT_EQ(
        lab.lines(document("  ny: { states: [US-NY] }\n" + when("us", "lead.country == \"US\""))),
        Lines{});
    EXPECT_EQ(lab.lines(document(when("big", "lead.employees > 5") + when("any", "true"))),
              Lines{});
}

TEST(TerritoryOverlaps, WhatLoadingToldIsNotToldAgain) {
    Lab lab;
    const Lines lines = lab.lines(document(
        "  de: { countries: [DE], when: 'lead.freemail' }\n  dach: { countries: [DE, AT] }\n"));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("DE goes there"), std::string::npos) << lines[0];
}

TEST(TerritoryOverlaps, AreToldOfTheFirstThatTakesSomething) {
    Lab lab;
    EXPECT_EQ(
        lab.lines(document(when("a", "lead.employees > 5") + when("b", "lead.employees > 50") +
                           when("c", "lead.employees > 500"))),
        (Lines{told("b", "a", R"({"employees":51})"), told("c", "a", R"({"employees":501})")}));
}

// Each example is looked up: the earlier territory gets it, and the later one's condition holds.
TEST(TerritoryOverlaps, ExamplesOfRandomTerritoriesShowWhatIsSaid) {
    Lab lab;
    std::minstd_rand chance(3);
    const std::vector<std::string> conditions{
        "lead.employees > 5",      "lead.employees < 50",
        "lead.country == \"DE\"",  "lead.state == \"US-NY\"",
        "lead.freemail",           "!has(lead.country)",
        "lead.industry == \"it\"", "lead.postal_code.startsWith(\"9\")"};
    std::size_t shown = 0;
    for (int round = 0; round < 200; ++round) {
        std::string territories;
        for (char key = 'a'; key < 'e'; ++key) {
            const std::string& one = conditions[chance() % conditions.size()];
            const std::string& other = conditions[chance() % conditions.size()];
            const char* both = chance() % 2 == 0 ? "&&" : "||";
            territories += when(std::string(1, key), one + " " + both + " " + other);
        }
        const workspace::Loaded loaded = lab.reviewed(document(territories));
        ASSERT_NE(loaded.policy, nullptr);
        for (const workspace::Finding& finding : loaded.findings) {
            if (finding.code != "territory-overlaps") continue;
            const Way way = lab.way_of(*loaded.policy, Lab::lead_of(finding.example));
            const std::string line = territories + workspace::to_line(finding);
            EXPECT_TRUE(way.covered_by.contains(testing::quoted_in(finding.message, 0))) << line;
            EXPECT_EQ(way.territory, testing::quoted_in(finding.message, 1)) << line;
            ++shown;
        }
    }
    EXPECT_GT(shown, 200U);
}

// Pairs and leads are counted, not seconds: what is beyond the budget is not looked at.
TEST(TerritoryOverlaps, ManyStayWithinTheBudget) {
    Lab lab;
    std::string territories;
    for (int i = 0; i < 300; ++i) {
        territories += when(fmt::format("t{}", i), fmt::format("lead.employees == {}", i));
    }
    workspace::Loaded loaded = lab.load(document(territories));
    ASSERT_NE(loaded.policy, nullptr);
    Budget none;
    none.territory_pairs = 0;
    EXPECT_TRUE(review(*loaded.policy, loaded.findings, {lab.suffixes}, none).empty());
    EXPECT_TRUE(review(*loaded.policy, loaded.findings, {lab.suffixes}).empty());
}

}  // namespace
}  // namespace baton::review
