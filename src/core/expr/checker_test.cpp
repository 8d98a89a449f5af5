#include "core/expr/checker.hpp"

#include <gtest/gtest.h>

#include "core/expr/lab.hpp"

namespace baton::expr {
namespace {

using Check = Lab;

TEST_F(Check, NamesTheFieldThatWasMeant) {
    EXPECT_EQ(problem("lead.employes > 5"),
              "0+13 there is no lead field \"employes\"; did you mean \"employees\"?");
    EXPECT_EQ(problem("lead.win_rate > 0.5"),
              "0+13 there is no lead field \"win_rate\"; did you mean \"person.win_rate\"?");
    EXPECT_EQ(problem("lead.account.region == 'x'"),
              "0+19 there is no account field \"region\"; its fields are id, owner");
    EXPECT_EQ(problem("has(lead.bugdet)"),
              "0+16 there is no lead field \"bugdet\"; did you mean \"budget\"?");
    EXPECT_EQ(problem("leed.budget > 1"),
              "0+4 there is no name \"leed\" here; did you mean \"lead\"?");
    EXPECT_EQ(problem("employees > 5"),
              "0+9 there is no name \"employees\" here; did you mean \"lead.employees\"?");
    EXPECT_EQ(
        problem("lead.industry == healthcare"),
        "17+10 there is no name \"healthcare\" here; text is written in quotes: \"healthcare\"");
}

TEST_F(Check, NamesTheFunctionThatWasMeant) {
    EXPECT_EQ(problem("lead.email.startWith('a')"),
              "0+25 unknown function \"startWith\"; did you mean \"startsWith\"?");
    EXPECT_EQ(problem("lead.email.toLowerCase() == 'a'"),
              "0+24 unknown function \"toLowerCase\"; did you mean \"lowerAscii\"?");
    EXPECT_EQ(problem("startsWith(lead.email, 'a')"),
              "0+27 \"startsWith\" is written after a dot; write x.startsWith(…)");
    EXPECT_EQ(problem("lead.title.int() > 1"),
              "0+16 \"int\" is not written after a dot; write int(x)");
    EXPECT_EQ(problem("lead.email.startsWith('a', 'b')"),
              "0+31 \"startsWith\" takes 1 argument, here are 2");
    EXPECT_EQ(problem("now.getHours('UTC', 'UTC')"),
              "0+26 \"getHours\" takes 0 or 1 argument, here are 2");
    EXPECT_EQ(problem("lead.email.trim(1)"), "0+18 \"trim\" takes nothing, here are 1");
    EXPECT_EQ(problem("lead.product.exists(true)"),
              "0+25 \"exists\" is written list.exists(x, …); x names the element");
    EXPECT_EQ(problem("frobnicate(1)"), "0+13 unknown function \"frobnicate\"");
}

TEST_F(Check, SaysWhatCannotBeEqual) {
    EXPECT_EQ(problem("lead.employees == \"many\""),
              "0+24 \"lead.employees\" is a number and \"many\" is text; they cannot be equal");
    EXPECT_EQ(
        problem("lead.product == 'basic'"),
        "0+23 \"lead.product\" is a list of text and \"basic\" is text; they cannot be equal; "
        "write 'basic' in lead.product");
    EXPECT_EQ(problem("lead.budget == null"),
              "0+19 \"lead.budget\" is a number and \"null\" is null; they cannot be equal; "
              "has(lead.budget) asks whether it is there");
    EXPECT_EQ(problem("size(lead.product) == lead.budget"),
              "0+33 \"size(lead.product)\" is a whole number and \"lead.budget\" is a number; they "
              "cannot be equal; write double(size(lead.product))");
    EXPECT_EQ(problem("lead.industry in ['a', 5]"),
              "23+1 \"5\" is a whole number and \"lead.industry\" is text; they cannot be equal");
    EXPECT_EQ(
        problem("5 in lead.product"),
        "0+17 \"5\" is a whole number and \"lead.product\" is a list of text; it can never be in "
        "it");
    EXPECT_EQ(
        problem("'a' in lead.email"),
        "7+10 \"lead.email\" is text; \"in\" looks into a list or a map; contains(…) looks into "
        "text");
}

TEST_F(Check, KnowsWhatAChoiceMayBe) {
    EXPECT_EQ(problem("lead.tier == 'hott'"),
              "13+6 \"lead.tier\" is never \"hott\"; did you mean \"hot\"?");
    EXPECT_EQ(problem("'lukewarm' != lead.tier"),
              "0+10 \"lead.tier\" is never \"lukewarm\"; it can be hot, warm, cold");
    EXPECT_EQ(problem("'bassic' in lead.product"),
              "0+8 \"lead.product\" is never \"bassic\"; did you mean \"basic\"?");
    EXPECT_EQ(problems("lead.tier in ['hot', 'wram', 'colt']").size(), 2u);
    EXPECT_TRUE(problems("lead.tier == 'hot' && 'pro' in lead.product").empty());
}

TEST_F(Check, SaysWhatHasNoOrderOrSum) {
    EXPECT_EQ(problem("lead.email > 5"),
              "0+14 \"lead.email\" is text and \"5\" is a whole number; they have no order");
    EXPECT_EQ(
        problem("lead.renewal < '2026-04-01'"),
        "0+27 \"lead.renewal\" is a time and \"2026-04-01\" is text; they have no order; write a "
        "time as timestamp(\"2026-03-01T00:00:00Z\")");
    EXPECT_EQ(
        problem("lead.product > lead.product"),
        "0+27 \"lead.product\" is a list of text and \"lead.product\" is a list of text; they "
        "have no order");
    EXPECT_EQ(problem("'a' + lead.budget"),
              "0+17 \"a\" is text and \"lead.budget\" is a number; they cannot be added; string(…) "
              "turns a number into text");
    EXPECT_EQ(
        problem("lead.employees % 2 == 0"),
        "0+18 % is for whole numbers; \"lead.employees\" is a number and \"2\" is a whole number; "
        "write int(…)");
    EXPECT_EQ(problem("now + now"),
              "0+9 \"now\" is a time and \"now\" is a time; they cannot be added");
    EXPECT_EQ(problem("-lead.email"),
              "0+11 \"lead.email\" is text; only numbers with a sign can be negated");
}

TEST_F(Check, WantsWhatIsTrueOrFalse) {
    EXPECT_EQ(problem("lead.employees && lead.freemail"),
              "0+14 \"lead.employees\" is a number; && joins what is true or false");
    EXPECT_EQ(problem("!lead.email"),
              "1+10 \"lead.email\" is text; ! turns round what is true or false");
    EXPECT_EQ(problem("lead.email ? 1 : 2"),
              "0+10 \"lead.email\" is text; before ? stands what is true or false");
    EXPECT_EQ(
        problem("lead.freemail ? 1 : 'a'"),
        "0+23 \"1\" is a whole number and \"a\" is text; both sides of : must be of one kind");
    EXPECT_EQ(problem("lead.product.exists(p, size(p))"),
              "23+7 \"size(p)\" is a whole number; for every element this must be true or false");
    EXPECT_EQ(problem("lead.budget.exists(x, true)"),
              "0+11 \"lead.budget\" is a number; only lists and maps are gone through");
}

TEST_F(Check, WantsWhatItWasAskedFor) {
    EXPECT_EQ(problem("lead.budget + 1", Wants::Condition),
              "0+15 a condition must be true or false, this is a number");
    EXPECT_EQ(problem("lead.budget", Wants::Condition),
              "0+11 a condition must be true or false, this is a number; has(lead.budget) asks "
              "whether it is there");
    EXPECT_EQ(problem("lead.email", Wants::Number), "0+10 a number is wanted here, this is text");
    EXPECT_TRUE(problems("lead.budget > 1", Wants::Condition).empty());
    EXPECT_TRUE(problems("1 + 2", Wants::Number).empty());
    EXPECT_TRUE(problems("dyn(lead.budget)", Wants::Condition).empty());
}

TEST_F(Check, KeepsRecordsOutOfValues) {
    EXPECT_EQ(problem("lead == lead"),
              "2 problems: 0+4 \"lead\" is not a value by itself; name one of "
              "its fields, as in lead.email");
    EXPECT_EQ(problem("lead.account"),
              "0+12 \"lead.account\" is not a value by itself; name one of its "
              "fields, as in lead.account.id");
    EXPECT_EQ(problem("lead.email.domain == 'x'"),
              "0+17 \"lead.email\" is text and has no field "
              "\"domain\"");
    EXPECT_TRUE(problems("has(lead.account) && has(lead.account.owner)").empty());
}

TEST_F(Check, ReportsEveryProblemInTheOrderOfTheText) {
    const auto found = problems("lead.employes > 5 || lead.email > 3 && nope(1) == 'x'");
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0], "0+13 there is no lead field \"employes\"; did you mean \"employees\"?");
    EXPECT_EQ(found[1],
              "21+14 \"lead.email\" is text and \"3\" is a whole number; they have no order");
    EXPECT_EQ(found[2], "39+7 unknown function \"nope\"");
}

TEST_F(Check, DoesNotRepeatItself) {
    // One unknown name spoils all around it, and is said once.
    EXPECT_EQ(problems("(lead.nope + 1) * 2 > 3 && lead.nope2.x == 'y'").size(), 2u);
}

TEST_F(Check, ChecksPatternsAndZones) {
    EXPECT_EQ(problem("lead.email.matches('(')"), "19+3 \"(\" is not a pattern: missing ): (");
    EXPECT_EQ(problem("now.getHours('America/New_Yrok') > 8"),
              "13+18 there is no time zone \"America/New_Yrok\"; write for instance "
              "\"America/New_York\" or \"+05:30\"");
    EXPECT_TRUE(problems("now.getHours('+05:30') > 8 && now.getHours('UTC') > 8 && "
                         "now.getHours('America/New_York') > 3")
                    .empty());
}

TEST_F(Check, WarnsOfWhatIsAlwaysUnknown) {
    const Program program = compile("timestamp('soon') < now || 1 / 0 > lead.budget");
    ASSERT_EQ(program.warnings().size(), 2u);
    EXPECT_EQ(program.warnings()[0],
              (Diagnostic{0, 17, "this is always unknown: the value cannot be converted", ""}));
    EXPECT_EQ(program.warnings()[1],
              (Diagnostic{27, 5, "this is always unknown: division by zero", ""}));
    EXPECT_TRUE(compile("now.getHours('Asia/Kolkata') > 1").warnings().empty());
}

TEST_F(Check, LongTextIsCutInMessages) {
    const std::string found = problem("lead.email > " + std::string(30, '(') +
                                      "1 + 2 + 3 + 4 + 5 + 6 "
                                      "+ 7 + 8 + 9 + 10 + 11" +
                                      std::string(30, ')'));
    EXPECT_NE(found.find("\"1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 +…\" is a whole number"),
              std::string::npos)
        << found;
}

TEST_F(Check, UncheckedFindsNothing) {
    EXPECT_TRUE(
        problems("nope(1) && lead == 'x' || 5 > 'a'", Wants::Condition, Mode::Unchecked).empty());
}

TEST_F(Check, StandardReadsNoIntAsDouble) {
    EXPECT_FALSE(problems("1 == 1.0", Wants::Anything, Mode::Standard).empty());
    EXPECT_TRUE(problems("dyn(1) == 1.0", Wants::Anything, Mode::Standard).empty());
    EXPECT_TRUE(problems("1 == 1.0").empty());
}

}  // namespace
}  // namespace baton::expr
