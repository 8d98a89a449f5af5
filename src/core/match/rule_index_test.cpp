#include "core/match/rule_index.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/match/lab_for_tests.hpp"

namespace baton::match {
namespace {

using expr::Value;

// The condition stands among others that never hold, so that the index does not just read.
class RuleIndexTest : public testing::Test {
  protected:
    // Whether a rule with this condition takes the lead, by the index alone.
    bool takes(std::string_view when) {
        std::vector<workspace::Rule> rules;
        for (int i = 0; i < 20; ++i) {
            rules.push_back(lab.rule("lead.domain == 'nobody" + std::to_string(i) + "'"));
        }
        rules.push_back(lab.rule(when));
        const RuleIndex index(rules);
        const workspace::Rule* found = first(index);
        EXPECT_EQ(found, walked(rules)) << when;
        return found != nullptr;
    }
    const workspace::Rule* first(const RuleIndex& index) {
        const auto variables = lead.variables();
        return index.first({variables, nullptr}, arena);
    }
    const workspace::Rule* walked(const std::vector<workspace::Rule>& rules) {
        const auto variables = lead.variables();
        return first_rule(rules, {variables, nullptr}, arena);
    }

    Lab lab;
    LabLead lead{lab};
    expr::Arena arena;
};

TEST_F(RuleIndexTest, Texts) {
    lead.set("country", Value::text("DE"));
    EXPECT_TRUE(takes("lead.country == 'DE'"));
    EXPECT_TRUE(takes("'DE' == lead.country"));
    EXPECT_FALSE(takes("lead.country == 'de'"));
    EXPECT_TRUE(takes("lead.country != 'AT'"));
    EXPECT_TRUE(takes("lead.country in ['AT', 'DE']"));
    EXPECT_FALSE(takes("!(lead.country in ['AT', 'DE'])"));
    EXPECT_FALSE(takes("lead.country in []"));
    EXPECT_TRUE(takes("lead.country == 'AT' || lead.country == 'DE'"));
    EXPECT_FALSE(takes("lead.country == 'AT' && lead.country == 'DE'"));
}

TEST_F(RuleIndexTest, Beginnings) {
    lead.set("postal_code", Value::text("94107"));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('941')"));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('94107')"));
    EXPECT_FALSE(takes("lead.postal_code.startsWith('941070')"));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('')"));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('94') && !lead.postal_code.startsWith('942')"));
    EXPECT_FALSE(takes("lead.postal_code.startsWith('94') && lead.postal_code == '94'"));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('9') && lead.postal_code == '94107'"));
}

TEST_F(RuleIndexTest, Endings) {
    lead.set("domain", Value::text("physics.university.edu"));
    EXPECT_TRUE(takes("lead.domain.endsWith('.edu')"));
    EXPECT_FALSE(takes("lead.domain.endsWith('edu.')"));
    EXPECT_TRUE(takes("lead.domain.endsWith('.edu') && !lead.domain.endsWith('.ac.uk')"));
    EXPECT_FALSE(takes("lead.domain.endsWith('the physics.university.edu')"));
}

TEST_F(RuleIndexTest, Numbers) {
    lead.set("employees", Value::number(1000));
    EXPECT_TRUE(takes("lead.employees >= 1000"));
    EXPECT_FALSE(takes("lead.employees > 1000"));
    EXPECT_TRUE(takes("1000 <= lead.employees"));
    EXPECT_FALSE(takes("1000 < lead.employees"));
    EXPECT_TRUE(takes("lead.employees >= 50 && lead.employees < 1000.5"));
    EXPECT_TRUE(takes("lead.employees > 2 * 499"));
    EXPECT_TRUE(takes("lead.employees in [10, 1000]"));
    EXPECT_TRUE(takes("lead.employees == 1000 && lead.employees != 999"));
    lead.set("employees", Value::number(-0.0));
    EXPECT_TRUE(takes("lead.employees == 0"));
    EXPECT_FALSE(takes("lead.employees < 0"));
}

TEST_F(RuleIndexTest, ANumberThatIsNotFiniteIsUnknownAndYetThere) {
    lead.set("employees", Value::number(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(takes("lead.employees > 1"));
    EXPECT_FALSE(takes("!(lead.employees > 1)"));
    EXPECT_TRUE(takes("has(lead.employees)"));
}

TEST_F(RuleIndexTest, Times) {
    lead.set("renewal", Value::timestamp(1'767'225'600));
    EXPECT_TRUE(takes("lead.renewal == timestamp('2026-01-01T00:00:00Z')"));
    EXPECT_FALSE(takes("lead.renewal < timestamp('2026-01-01T00:00:00Z')"));
    EXPECT_TRUE(takes("lead.renewal < timestamp('2026-01-01T00:00:00.000000001Z')"));
    EXPECT_TRUE(takes("lead.renewal < now"));
}

TEST_F(RuleIndexTest, FlagsListsAndMaps) {
    const std::array members{Value::text("pro"), Value::text("api")};
    const std::array signals{expr::Entry{Value::text("demo"), Value::number(2)}};
    lead.set("freemail", Value::boolean(false));
    lead.set("product", Value::list(members)).set("signals", Value::map(signals));
    EXPECT_TRUE(takes("!lead.freemail"));
    EXPECT_FALSE(takes("lead.freemail == true"));
    EXPECT_TRUE(takes("'pro' in lead.product && 'api' in lead.product"));
    EXPECT_TRUE(takes("'pro' in lead.product && !('basic' in lead.product)"));
    EXPECT_TRUE(takes("'demo' in lead.signals && lead.signals.demo >= 2"));
    EXPECT_FALSE(takes("has(lead.signals.visits) || lead.signals.visits < 3"));
}

// What is missing is neither true nor false: the opposite of a question about it does not hold.
TEST_F(RuleIndexTest, WhatIsMissingAnswersNothing) {
    for (const std::string question :
         {"lead.country == 'DE'", "lead.country in ['DE']", "lead.country.startsWith('D')",
          "lead.country.endsWith('E')", "lead.employees < 5", "lead.employees >= 5",
          "lead.freemail", "'pro' in lead.product", "lead.signals.demo > 1",
          "lead.account.id == 'a'"}) {
        EXPECT_FALSE(takes(question));
        EXPECT_FALSE(takes("!(" + question + ")"));
        EXPECT_FALSE(takes(question + " ? true : true"));
        EXPECT_TRUE(takes(question + " || !has(lead.country)"));
    }
}

TEST_F(RuleIndexTest, AlternativesOverSeveralFields) {
    lead.set("country", Value::text("DE")).set("employees", Value::number(20));
    EXPECT_TRUE(takes("lead.country == 'AT' || lead.employees > 10"));
    EXPECT_FALSE(takes("(lead.country == 'AT' || lead.employees > 30) && has(lead.country)"));
    EXPECT_TRUE(takes("lead.country == 'DE' ? lead.employees > 10 : lead.employees > 1000"));
    EXPECT_TRUE(takes("!(lead.country == 'AT' && lead.employees > 10)"));
}

// More alternatives than rows: the program has the last word.
TEST_F(RuleIndexTest, TooManyAlternatives) {
    std::string when = "true";
    for (int i = 0; i < 8; ++i) {
        const std::string n = std::to_string(i);
        when += " && (lead.country == 'c" + n + "' || lead.employees > " + n +
                " || lead.budget > " + n + ")";
    }
    EXPECT_FALSE(takes(when));
    lead.set("employees", Value::number(8));
    EXPECT_TRUE(takes(when));
    lead.set("employees", Value::number(6.5));
    EXPECT_FALSE(takes(when));
}

TEST_F(RuleIndexTest, WhatNoFacetHoldsIsAskedOfTheProgram) {
    lead.set("domain", Value::text("globex.test")).set("employees", Value::number(20));
    EXPECT_TRUE(takes("lead.domain.contains('obe')"));
    EXPECT_TRUE(takes("lead.employees >= 20 && lead.domain.matches('^globex')"));
    EXPECT_FALSE(takes("lead.employees > 20 && lead.domain.matches('^globex')"));
    EXPECT_FALSE(takes("lead.employees / 0.0 > 1"));
    EXPECT_TRUE(takes("lead.employees / 0.0 > 1 || lead.employees == 20"));
}

// Kinds that leads do not have, and texts out of all proportion, are left to the walk.
TEST_F(RuleIndexTest, ValuesWithoutACode) {
    const std::string huge(1'000'000, 'a');
    lead.set("postal_code", Value::text(huge));
    EXPECT_TRUE(takes("lead.postal_code.startsWith('aaa')"));
    lead.account.set("seats", Value::integer(10));
    lead.set("account", Value::record(&lead.account));
    EXPECT_TRUE(takes("lead.account.seats > 9.5"));
    const std::vector<Value> many(5000, Value::text("pro"));
    lead.set("product", Value::list(many));
    EXPECT_TRUE(takes("'pro' in lead.product"));
}

TEST_F(RuleIndexTest, ReadingGoesOnAfterAGroupThatTakesNobody) {
    std::vector<workspace::Rule> inner;
    inner.push_back(lab.rule("lead.employees > 100"));
    inner.push_back(lab.rule("lead.employees > 50 && lead.domain.contains('x')"));
    std::vector<workspace::Rule> rules;
    rules.push_back(lab.group("lead.country == 'DE' && lead.domain.size() > 3", std::move(inner)));
    for (int i = 0; i < 5; ++i) rules.push_back(lab.rule("lead.country == 'DE'"));
    rules.push_back(lab.rule(""));
    const RuleIndex index(rules);
    EXPECT_EQ(first(index), &rules[6]);
    lead.set("country", Value::text("DE")).set("domain", Value::text("globex.test"));
    lead.set("employees", Value::number(500));
    EXPECT_EQ(first(index), &rules[0].rules[0]);
    lead.set("employees", Value::number(60));
    EXPECT_EQ(first(index), &rules[0].rules[1]);
    lead.set("employees", Value::number(40));
    EXPECT_EQ(first(index), &rules[1]);
    lead.set("domain", Value::text("x.t")).set("employees", Value::number(500));
    EXPECT_EQ(first(index), &rules[1]);
}

TEST_F(RuleIndexTest, NamesTheRulesThatItDoesNothingFor) {
    std::vector<workspace::Rule> rules;
    rules.push_back(lab.rule("lead.domain.contains('x')"));
    rules.push_back(lab.rule("lead.domain.contains('x') && lead.employees > 5"));
    rules.push_back(lab.rule("lead.domain.contains('x') || lead.employees > 5"));
    rules.push_back(lab.rule(""));
    std::vector<workspace::Rule> inner;
    inner.push_back(lab.rule("lead.renewal < now"));
    rules.push_back(lab.group("lead.country == 'DE'", std::move(inner)));
    const RuleIndex index(rules);
    const std::vector<const workspace::Rule*> expected{&rules[0], &rules[2]};
    EXPECT_EQ(index.unhelped(), expected);
}

TEST_F(RuleIndexTest, WithoutRulesNobodyIsTaken) {
    const std::vector<workspace::Rule> none;
    EXPECT_EQ(first(RuleIndex(none)), nullptr);
}

// Rules enough for every kind of node, most of them out of reach of any one lead.
TEST_F(RuleIndexTest, ThousandsOfRules) {
    std::vector<workspace::Rule> rules;
    for (int i = 0; i < 3000; ++i) {
        const std::string n = std::to_string(i);
        rules.push_back(
            lab.rule(i % 3 == 0   ? "lead.domain == 'd" + n + "'"
                     : i % 3 == 1 ? "lead.postal_code.startsWith('" + n + "') && lead.employees > 5"
                                  : "lead.employees > " + n + " && lead.budget < " + n));
    }
    const RuleIndex index(rules);
    for (int i = 0; i < 3000; i += 7) {
        lead.set("domain", Value::text("none")).set("employees", Value::number(0));
        const std::string postal_code = std::to_string(i);
        const std::string domain = "d" + postal_code;
        lead.set("domain", Value::text(domain)).set("postal_code", Value::text(postal_code));
        lead.set("employees", Value::number(i % 2 * 10)).set("budget", Value::number(i));
        EXPECT_EQ(first(index), walked(rules)) << i;
    }
}

}  // namespace
}  // namespace baton::match
