#include "core/expr/program.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "core/expr/canonical.hpp"
#include "core/expr/lab.hpp"

namespace baton::expr {
namespace {

using Evaluation = Lab;

constexpr std::array kTruths = {Truth::False, Truth::True, Truth::Unknown};

// lead.freemail and lead.budget > 0 stand for two conditions that are true, false or unknown.
void pose(FakeRecord& lead, Truth a, Truth b) {
    lead.clear();
    if (a != Truth::Unknown) lead.set("freemail", Value::boolean(a == Truth::True));
    if (b != Truth::Unknown) lead.set("budget", Value::number(b == Truth::True ? 1 : -1));
}

TEST_F(Evaluation, AndOrNotFollowKleene) {
    for (const Truth a : kTruths) {
        for (const Truth b : kTruths) {
            pose(lead, a, b);
            const bool any_false = a == Truth::False || b == Truth::False;
            const bool any_true = a == Truth::True || b == Truth::True;
            const bool any_unknown = a == Truth::Unknown || b == Truth::Unknown;
            const Truth conjunction = any_false     ? Truth::False
                                      : any_unknown ? Truth::Unknown
                                                    : Truth::True;
            const Truth disjunction = any_true      ? Truth::True
                                      : any_unknown ? Truth::Unknown
                                                    : Truth::False;
            EXPECT_EQ(holds("lead.freemail && lead.budget > 0"), conjunction);
            EXPECT_EQ(holds("lead.freemail || lead.budget > 0"), disjunction);
            EXPECT_EQ(holds("[lead.freemail ? 1 : 2].all(x, lead.budget > 0)"),
                      a == Truth::Unknown ? Truth::Unknown : b);
        }
        pose(lead, a, Truth::Unknown);
        const Truth negation = a == Truth::Unknown ? a
                               : a == Truth::True  ? Truth::False
                                                   : Truth::True;
        EXPECT_EQ(holds("!lead.freemail"), negation);
    }
}

TEST_F(Evaluation, ConditionalIsUnknownWhereItsConditionIs) {
    for (const Truth a : kTruths) {
        for (const Truth b : kTruths) {
            pose(lead, a, b);
            const Truth expected = a == Truth::Unknown ? a : a == Truth::True ? b : Truth::True;
            EXPECT_EQ(holds("lead.freemail ? lead.budget > 0 : true"), expected);
        }
    }
}

TEST_F(Evaluation, QuantifiersAreChainsOfAndAndOr) {
    // The third element is what cannot be compared.
    const std::array sizes = {Value::number(1), Value::number(2)};
    lead.set("sizes", Value::list(sizes));
    EXPECT_EQ(holds("lead.sizes.exists(x, x == 2 || lead.budget > x)"), Truth::True);
    EXPECT_EQ(holds("lead.sizes.exists(x, x == 3 || lead.budget > x)"), Truth::Unknown);
    EXPECT_EQ(holds("lead.sizes.all(x, x == 2 && lead.budget > x)"), Truth::False);
    EXPECT_EQ(holds("lead.sizes.all(x, x > 0 && lead.budget > x)"), Truth::Unknown);
    EXPECT_EQ(holds("lead.sizes.exists_one(x, x == 2)"), Truth::True);
    EXPECT_EQ(holds("lead.sizes.exists_one(x, x == 2 || lead.budget > x)"), Truth::Unknown);
    EXPECT_EQ(holds("size(lead.sizes.filter(x, x > 1)) == 1"), Truth::True);
    EXPECT_EQ(holds("size(lead.sizes.filter(x, lead.budget > x)) == 1"), Truth::Unknown);
    EXPECT_EQ(holds("lead.sizes.map(x, x > 1, x * 10) == [20]"), Truth::True);
    EXPECT_EQ(holds("lead.product.exists(p, p == 'pro')"), Truth::Unknown);
    EXPECT_EQ(holds("lead.product.all(p, true)"), Truth::Unknown);
}

TEST_F(Evaluation, WhatIsMissingMakesUnknown) {
    for (const std::string_view text :
         {"lead.employees < 50", "lead.country != 'DE'", "!(lead.budget > 1)", "lead.freemail",
          "lead.employees + 1 > 0", "size(lead.product) == 0", "'pro' in lead.product",
          "lead.country in ['DE', 'AT']", "lead.signals.pricing_page >= 2",
          "lead.account.owner == 'sarah'", "lead.email.startsWith('a')", "[lead.email] == ['a']",
          "{'a': lead.email}.a == 'x'", "lead.renewal < now", "string(lead.budget) == '1'",
          "lead.email.matches('a')", "lead.renewal.getFullYear() == 2026"}) {
        EXPECT_EQ(holds(text), Truth::Unknown) << text;
    }
    EXPECT_EQ(holds("lead.employees < 50 || true"), Truth::True);
    EXPECT_EQ(holds("lead.employees < 50 && false"), Truth::False);
}

TEST_F(Evaluation, NamesWhatIsMissing) {
    EXPECT_EQ(why("lead.employees < 50"), "lead.employees is missing");
    EXPECT_EQ(why("1.0 < lead.signals.pricing_page"), "lead.signals.pricing_page is missing");
    EXPECT_EQ(why("lead.account.owner == 'x'"), "lead.account.owner is missing");
    EXPECT_EQ(why("lead.country == 'DE' && lead.budget > 1"), "lead.country is missing");
    EXPECT_EQ(why("10 / (size('ab') - 2) > 1"), "division by zero (column 1)");
    lead.set("title", Value::text("abc"));
    EXPECT_EQ(why("int(lead.title) > 1"), "the value cannot be converted (column 1)");
}

TEST_F(Evaluation, HasIsAlwaysTrueOrFalse) {
    EXPECT_EQ(holds("has(lead.budget)"), Truth::False);
    EXPECT_EQ(holds("has(lead.account)"), Truth::False);
    EXPECT_EQ(holds("has(lead.account.owner)"), Truth::False);
    EXPECT_EQ(holds("has(lead.signals.webinar)"), Truth::False);
    EXPECT_EQ(holds("has(dyn(lead.signals).webinar)"), Truth::False);
    EXPECT_EQ(holds("has({'a': lead.budget}.a)"), Truth::False);
    account.set("owner", Value::text("sarah"));
    const std::array signals = {Entry{Value::text("webinar"), Value::number(1)}};
    lead.set("account", Value::record(&account)).set("signals", Value::map(signals));
    lead.set("budget", Value::number(0));
    EXPECT_EQ(holds("has(lead.budget)"), Truth::True);
    EXPECT_EQ(holds("has(lead.account) && has(lead.account.owner)"), Truth::True);
    EXPECT_EQ(holds("has(lead.account.id)"), Truth::False);
    EXPECT_EQ(holds("has(lead.signals.webinar)"), Truth::True);
    EXPECT_EQ(holds("has(lead.signals.pricing_page)"), Truth::False);
    EXPECT_EQ(holds("lead.signals['webinar'] == 1 && lead.signals.webinar == 1"), Truth::True);
    EXPECT_EQ(holds("lead.account.owner == 'sarah'"), Truth::True);
    EXPECT_EQ(holds("'webinar' in lead.signals"), Truth::True);
}

TEST_F(Evaluation, IntConstantsAreDoublesWhereOneIsNeeded) {
    lead.set("employees", Value::number(25)).set("budget", Value::number(0.5));
    const std::array sizes = {Value::number(25), Value::number(1)};
    lead.set("sizes", Value::list(sizes));
    for (const std::string_view text : {"lead.employees / 2 > 12",
                                        "lead.employees / 2 == 12.5",
                                        "lead.employees == 25",
                                        "25 == lead.employees",
                                        "lead.employees in [1, 25]",
                                        "25 in lead.sizes",
                                        "lead.sizes == [25, 1]",
                                        "[1, 25].exists(x, x == lead.employees)",
                                        "[1, 25].exists(x, x + lead.budget == 25.5)",
                                        "lead.employees > -5",
                                        "lead.employees == 5 * 5",
                                        "lead.budget == 1 / 2",
                                        "lead.budget < 3 - 1",
                                        "lead.employees == (lead.budget > 0 ? 25 : 1)",
                                        "(lead.budget > 1 ? 1 : lead.employees) == 25",
                                        "-(1) < lead.budget",
                                        "[1, lead.budget][0] == 1",
                                        "{'a': 1, 'b': lead.budget}.a == 1",
                                        "lead.employees == 2 + (true ? 23 : 1)",
                                        "lead.sizes + [7] == [25, 1, 7]",
                                        "[[1], [25]].exists(l, lead.employees in l)",
                                        "lead.employees in [1, 25].map(x, x)"}) {
        EXPECT_EQ(holds(text), Truth::True) << text;
    }
    // Between whole numbers CEL's own division stays.
    EXPECT_EQ(holds("7 / 2 == 3"), Truth::True);
    EXPECT_EQ(holds("size('abc') / 2 == 1"), Truth::True);
}

TEST_F(Evaluation, WhatCannotBeComputedIsUnknown) {
    lead.set("employees", Value::number(0)).set("title", Value::text("vp"));
    lead.set("budget", Value::number(1e308));
    const std::array products = {Value::text("pro")};
    lead.set("product", Value::list(products));
    for (const std::string_view text :
         {"1.0 / lead.employees > 1", "lead.employees / lead.employees == 1",
          "int(lead.title) == 1", "lead.budget * 10 > 1", "lead.product[1] == 'x'",
          "lead.product[-1] == 'x'", "{'a': 1}[lead.title] == 1", "timestamp(lead.title) < now",
          "duration(lead.title) > duration('1s')", "'a'.matches(lead.title + '(')",
          "9223372036854775807 + size(lead.title) > 0", "int(lead.budget) > 0",
          "now.getHours(lead.title) > 1", "1 / 0 > 1"}) {
        EXPECT_EQ(holds(text), Truth::Unknown) << text;
        EXPECT_EQ(holds(std::string(text) + " || true"), Truth::True) << text;
    }
    EXPECT_EQ(compile("lead.budget * 10").number(bindings(), arena), std::nullopt);
    EXPECT_EQ(compile("lead.budget / 10").number(bindings(), arena), 1e307);
}

TEST_F(Evaluation, NumbersThatAreNotFiniteAreUnknownWhereverTheyComeFrom) {
    lead.set("budget", Value::number(std::numeric_limits<double>::quiet_NaN()));
    lead.set("employees", Value::number(std::numeric_limits<double>::infinity()));
    EXPECT_EQ(holds("lead.budget == lead.budget"), Truth::Unknown);
    EXPECT_EQ(holds("lead.employees > 5"), Truth::Unknown);
    EXPECT_EQ(holds("double('nan') != 1.0"), Truth::Unknown);
    EXPECT_EQ(holds("has(lead.budget)"), Truth::True);
}

TEST_F(Evaluation, TheStandardReadingKeepsErrorsAndInfinity) {
    EXPECT_EQ(standard("1 / 0").kind(), Kind::Error);
    EXPECT_EQ(standard("1 / 0").fault(), Fault::DivisionByZero);
    EXPECT_TRUE(std::isinf(standard("1.0 / 0.0").as_double()));
    EXPECT_TRUE(standard("0.0 / 0.0 != 0.0 / 0.0").is_true());
    EXPECT_EQ(standard("duration('1d')").kind(), Kind::Error);
    EXPECT_EQ(standard("timestamp('2026-03-02')").kind(), Kind::Error);
    EXPECT_EQ(evaluate("1 / 0").kind(), Kind::Unknown);
    EXPECT_EQ(standard("{'a': 1}['b']").fault(), Fault::NoSuchKey);
}

TEST_F(Evaluation, TimesCompareAndCount) {
    lead.set("renewal", Value::timestamp(1'772'323'200));  // 2026-03-01, midnight UTC
    EXPECT_EQ(holds("lead.renewal < now"), Truth::True);
    EXPECT_EQ(holds("lead.renewal == timestamp('2026-03-01')"), Truth::True);
    EXPECT_EQ(holds("now - lead.renewal == duration('34h')"), Truth::True);
    EXPECT_EQ(holds("now - lead.renewal < duration('1d12h')"), Truth::True);
    EXPECT_EQ(holds("lead.renewal + duration('1w') > now"), Truth::True);
    EXPECT_EQ(holds("now.getDayOfWeek() == 1 && now.getHours() == 10"), Truth::True);
    EXPECT_EQ(holds("now.getHours('America/New_York') == 5"), Truth::True);
    EXPECT_EQ(holds("now.getMinutes('Asia/Kolkata') == 30"), Truth::True);
    EXPECT_EQ(holds("now.getHours(lead.title) == 5"), Truth::Unknown);
    const Program zoned = compile("now.getHours('America/New_York') == 5");
    const std::array<Value, 3> variables = {Value::record(&lead), Value::record(&person), now};
    EXPECT_EQ(zoned.holds({variables, nullptr}, arena), Truth::Unknown);
}

TEST_F(Evaluation, TextFunctions) {
    lead.set("title", Value::text("  VP of Sales "));
    for (const std::string_view text :
         {"lead.title.trim() == 'VP of Sales'", "lead.title.lowerAscii().contains('vp of')",
          "lead.title.upperAscii().trim().endsWith('SALES')", "lead.title.matches('(?i)vp.*sales')",
          "matches(lead.title, 'V[A-Z]')", "!lead.title.matches('^VP')", "size('héllo') == 5",
          "'Größe'.lowerAscii() == 'größe'", "'abc'.contains('')", "'abc' < 'abd'",
          "string(12.5) + string(3) + string(true) == '12.53true'", "'a' in {'a': 1}",
          "type(lead.title) == string"}) {
        EXPECT_EQ(holds(text), Truth::True) << text;
    }
}

TEST_F(Evaluation, ShowsItsPartsAndWhatItReads) {
    const Program program = compile(
        "lead.employees >= 1000 && (lead.tier == 'hot' || has(lead.account.owner))  && now > "
        "lead.renewal && lead.employees < 5000");
    ASSERT_EQ(program.parts().size(), 4u);
    EXPECT_EQ(program.part_text(0), "lead.employees >= 1000");
    EXPECT_EQ(program.part_text(1), "lead.tier == 'hot' || has(lead.account.owner)");
    EXPECT_EQ(program.part_text(3), "lead.employees < 5000");
    ASSERT_EQ(program.uses().size(), 5u);
    EXPECT_EQ(program.uses()[0].path, "lead.employees");
    EXPECT_EQ(program.uses()[2].path, "lead.account.owner");
    EXPECT_EQ(program.uses()[2].slots.size(), 2u);
    EXPECT_EQ(program.uses()[3].path, "now");
    EXPECT_TRUE(program.uses_variable("now"));
    EXPECT_FALSE(program.uses_variable("person"));
    lead.set("employees", Value::number(2000)).set("tier", Value::text("cold"));
    EXPECT_EQ(program.part_holds(0, bindings(), arena), Truth::True);
    EXPECT_EQ(program.part_holds(1, bindings(), arena), Truth::False);
    EXPECT_EQ(program.part_holds(2, bindings(), arena), Truth::Unknown);

    const Program constant = compile("true && false");
    ASSERT_EQ(constant.parts().size(), 2u);
    EXPECT_EQ(constant.part_holds(1, bindings(), arena), Truth::False);
    const Program key = compile("person.skills.healthcare >= 3");
    EXPECT_EQ(key.uses()[0].path, "person.skills.healthcare");
    EXPECT_EQ(key.uses()[0].key, "healthcare");
    EXPECT_EQ(key.parts().size(), 1u);
}

TEST_F(Evaluation, NumbersOfAllKindsAreNumbers) {
    EXPECT_EQ(compile("1 + 2", Wants::Number).number(bindings(), arena), 3.0);
    EXPECT_EQ(compile("2u", Wants::Number).number(bindings(), arena), 2.0);
    EXPECT_EQ(compile("person.win_rate", Wants::Number).number(bindings(), arena), std::nullopt);
    person.set("win_rate", Value::number(0.25));
    EXPECT_EQ(compile("person.win_rate * 4", Wants::Number).number(bindings(), arena), 1.0);
    EXPECT_EQ(compile("'text'").number(bindings(), arena), std::nullopt);
    EXPECT_EQ(compile("'text'").holds(bindings(), arena), Truth::Unknown);
}

TEST_F(Evaluation, FewerBindingsThanNamesAreMissing) {
    const Program program = compile("now > timestamp('2026-01-01') || lead.freemail");
    EXPECT_EQ(program.holds({}, arena), Truth::Unknown);
}

TEST_F(Evaluation, SimpleConditionsNeedNoArena) {
    lead.set("employees", Value::number(2000)).set("country", Value::text("DE"));
    const Program program = compile("lead.employees >= 1000 && lead.country in ['AT', 'DE', 'CH']");
    Arena untouched;
    const Bindings bound = bindings();
    EXPECT_EQ(program.holds(bound, untouched), Truth::True);
    EXPECT_EQ(untouched.block_count(), 0u);
}

using CanonicalText = Lab;

TEST_F(CanonicalText, IsTheSameForWhatSaysTheSame) {
    const auto normal = [this](std::string_view text) { return canonical(compile(text).ast()); };
    EXPECT_EQ(normal("lead.budget>50000"), normal("( lead.budget > 50000.0 )"));
    EXPECT_EQ(normal("lead.country==\"DE\""), normal("lead.country == 'DE'"));
    EXPECT_EQ(normal("lead.signals['a'] > 1"), normal("lead.signals.a > 1.0"));
    EXPECT_EQ(normal("lead.sizes.exists(x, x > 1)"), normal("lead.sizes.exists(y, y>1)"));
    EXPECT_EQ(normal("matches(lead.title, r'\\d')"), normal("lead.title.matches('\\\\d')"));
    EXPECT_EQ(normal("lead.freemail && (has(lead.budget) && true)"),
              normal("lead.freemail && has(lead.budget) && true"));
    EXPECT_NE(normal("lead.budget > 5"), normal("lead.employees > 5"));
    EXPECT_NE(normal("dyn(1) == 1"), normal("dyn(1.0) == 1.0"));
}

}  // namespace
}  // namespace baton::expr
