// Input made to hurt: every bound is an error or an answer, in little time and stack.
#include "core/expr/limits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "core/expr/lab.hpp"

namespace baton::expr {
namespace {

using Limits = Lab;

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

TEST_F(Limits, DeepNestingIsAnErrorAtItsPlace) {
    const std::vector<std::string> deep = {
        repeat("(", 10'000) + "1" + repeat(")", 10'000),
        repeat("[", 10'000) + repeat("]", 10'000),
        repeat("{1:", 10'000) + "1" + repeat("}", 10'000),
        repeat("size(", 10'000) + "''" + repeat(")", 10'000),
        repeat("!", 10'000) + "true",
        repeat("- ", 10'000) + "(1)",
        repeat("true ? true : ", 10'000) + "true",
        repeat("true ? (", 10'000) + "1" + repeat(") : 2", 10'000),
        repeat("[1].exists(x, ", 10'000) + "true" + repeat(")", 10'000),
        "lead.signals" + repeat(".a", 10'000),
        "lead.sizes" + repeat("[0]", 10'000),
        "1" + repeat(" + 1", 10'000),
        "lead.email" + repeat(".trim()", 10'000),
        repeat("(", 10'000),
        repeat("[", 100'000),
        repeat("f(", 100'000),
    };
    for (const std::string& text : deep) {
        const std::string found = problem(text);
        EXPECT_NE(found.find("the expression is nested too deeply; at most 250 levels"),
                  std::string::npos)
            << text.substr(0, 20) << ": " << found;
    }
}

TEST_F(Limits, NestingWithinTheBoundsWorks) {
    EXPECT_EQ(holds(repeat("(", 240) + "true" + repeat(")", 240)), Truth::True);
    EXPECT_EQ(holds(repeat("!", 240) + "true"), Truth::True);
    EXPECT_EQ(holds("1" + repeat(" + 1", 400) + " == 401"), Truth::True);
    EXPECT_EQ(holds(repeat("[1].exists(x, ", 120) + "true" + repeat(")", 120)), Truth::True);
    EXPECT_EQ(holds(repeat("size([", 120) + repeat("])", 120) + " == 1"), Truth::True);
}

TEST_F(Limits, LongChainsOfAndAndOrAreNoNesting) {
    lead.set("employees", Value::number(5));
    const std::string last = "lead.employees == 5";
    EXPECT_EQ(holds(repeat("lead.employees == 7 || ", 8'000) + last), Truth::True);
    EXPECT_EQ(holds(repeat("lead.employees < 7 && ", 8'000) + last), Truth::True);
}

TEST_F(Limits, LongListsOfTextAreFine) {
    std::string text = "lead.country in [";
    for (int i = 0; i < 15'000; ++i) text += "'domain" + std::to_string(i) + "',";
    lead.set("country", Value::text("domain14999"));
    EXPECT_EQ(holds(text + "]"), Truth::True);
}

TEST_F(Limits, TextThatIsTooLongIsRefused) {
    const std::string text = "lead.employees > 1" + repeat(" ", 1 << 20);
    EXPECT_EQ(problem(text),
              "0+0 the expression is 1048594 bytes long; at most 262144 are allowed");
}

TEST_F(Limits, ProblemsAreCountedToAHundred) {
    EXPECT_EQ(problems(repeat("nope && ", 5'000) + "true").size(), kMaxDiagnostics);
    // The first in the text are those that are kept.
    EXPECT_EQ(problems(repeat("nope && ", 5'000) + "true").front().substr(0, 3), "0+4");
}

TEST_F(Limits, NestedMacrosRunOutOfBudget) {
    const std::array sizes = {
        Value::number(1), Value::number(2), Value::number(3), Value::number(4), Value::number(5),
        Value::number(6), Value::number(7), Value::number(8), Value::number(9), Value::number(10)};
    lead.set("sizes", Value::list(sizes));
    const std::string ten_power_9 = repeat("lead.sizes.all(x, ", 9) + "true" + repeat(")", 9);
    EXPECT_EQ(holds(ten_power_9), Truth::Unknown);
    EXPECT_EQ(why(ten_power_9).substr(0, 39), "the expression takes too many steps");
    // Nothing rescues an evaluation that went past its budget.
    EXPECT_EQ(holds(ten_power_9 + " || true"), Truth::Unknown);
    EXPECT_EQ(holds("true || " + ten_power_9), Truth::True);
    const std::string ten_power_5 = repeat("lead.sizes.all(x, ", 5) + "true" + repeat(")", 5);
    EXPECT_EQ(holds(ten_power_5), Truth::True);
    EXPECT_EQ(evaluate(ten_power_9, Mode::Standard).fault(), Fault::OutOfBudget);
}

TEST_F(Limits, GrowingListsAndTextsRunOutOfBudget) {
    const std::array sizes = {Value::number(1)};
    const std::string title = repeat("a", 1000);
    lead.set("sizes", Value::list(sizes)).set("title", Value::text(title));
    const std::string lists = "[lead.sizes]" + repeat(".map(x, x + x)", 60) + "[0] == []";
    EXPECT_EQ(holds(lists), Truth::Unknown);
    const std::string texts = "[lead.title]" + repeat(".map(x, x + x)", 60) + "[0] == ''";
    EXPECT_EQ(holds(texts), Truth::Unknown);
    const std::string folded = "['a']" + repeat(".map(x, x + x)", 60) + "[0] == ''";
    EXPECT_EQ(holds(folded), Truth::Unknown);
}

TEST_F(Limits, NestedMacrosOverConstantsCompileQuickly) {
    const std::string ten = "[1,2,3,4,5,6,7,8,9,10]";
    std::string text = "true";
    for (char name = 'a'; name < 'j'; ++name) {
        text = ten + ".all(" + name + ", a" + (name == 'a' ? "" : " + " + std::string(1, name)) +
               " > 0 && " + text + ")";
    }
    // Only the innermost has its own `a`; all others read the outermost one's.
    EXPECT_EQ(holds(ten + ".all(a, " + text + ")"), Truth::Unknown);
}

TEST_F(Limits, CatastrophicPatternsAreLinear) {
    const std::string text = repeat("a", 100'000) + "!";
    lead.set("title", Value::text(text));
    EXPECT_EQ(holds("lead.title.matches('^(a+)+$')"), Truth::False);
    EXPECT_EQ(holds("lead.title.matches('(a|aa)+$')"), Truth::False);
    EXPECT_NE(problem("lead.title.matches('((a{100}){100}){100}')").find("is not a pattern: "),
              std::string::npos);
    EXPECT_NE(problem("lead.title.matches('" + repeat("a", 5000) + "')")
                  .find("it is longer than 4096 bytes"),
              std::string::npos);
}

TEST_F(Limits, PatternsMadeAtRunTimeAreDear) {
    lead.set("title", Value::text("a"));
    EXPECT_EQ(holds("'banana'.matches(lead.title + 'n')"), Truth::True);
    std::vector<Value> many(1000, Value::number(1));
    lead.set("sizes", Value::list(many));
    EXPECT_EQ(holds("lead.sizes.exists(x, 'b'.matches(lead.title + 'n'))"), Truth::Unknown);
}

TEST_F(Limits, ContainsIsLinear) {
    const std::string text = repeat("a", 200'000);
    const std::string needle = repeat("a", 100'000) + "b";
    lead.set("title", Value::text(text)).set("email", Value::text(needle));
    EXPECT_EQ(holds("lead.title.contains(lead.email)"), Truth::False);
}

TEST_F(Limits, AnyBytesParseOrFail) {
    // Every pair of printable characters around a valid core.
    for (char a = ' '; a < '\x7F'; ++a) {
        for (char b = ' '; b < '\x7F'; ++b) {
            const std::string text = std::string(1, a) + b + "lead.budget" + b + a;
            (void)Program::compile(text, scope);
        }
    }
    for (std::size_t cut = 0; cut < 60; ++cut) {
        const std::string whole = "[1,{'a':lead.budget>0x1F&&!b'x'.y('z')?1u:.5e3}].map(x,`q`)//c";
        (void)Program::compile(whole.substr(0, cut), scope);
        (void)Program::compile(whole.substr(cut), scope, Wants::Anything, Mode::Unchecked);
    }
}

TEST_F(Limits, EdgesOfIntegersAndDoubles) {
    const std::array<std::pair<std::string_view, Fault>, 12> faults = {{
        {"9223372036854775807 + 1", Fault::Overflow},
        {"-9223372036854775808 - 1", Fault::Overflow},
        {"-(-9223372036854775808)", Fault::Overflow},
        {"-9223372036854775808 / -1", Fault::Overflow},
        {"-9223372036854775808 % -1", Fault::Overflow},
        {"0u - 1u", Fault::Overflow},
        {"1 % 0", Fault::DivisionByZero},
        {"int(9.3e18)", Fault::OutOfRange},
        {"int(0.0 / 0.0)", Fault::OutOfRange},
        {"uint(-1.0)", Fault::OutOfRange},
        {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", Fault::OutOfRange},
        {"duration('9223372036s') + duration('1s')", Fault::OutOfRange},
    }};
    for (const auto& [text, fault] : faults) {
        const Value value = standard(text);
        EXPECT_EQ(value.kind(), Kind::Error) << text;
        EXPECT_EQ(value.fault(), fault) << text;
    }
    EXPECT_TRUE(standard("int(9223372036854774784.0) == 9223372036854774784").is_true());
    EXPECT_TRUE(standard("dyn(18446744073709551615u) > dyn(9223372036854775807)").is_true());
    EXPECT_TRUE(standard("dyn(-1) < dyn(0u)").is_true());
    EXPECT_TRUE(standard("{9223372036854775808u: 1}[dyn(9223372036854775808.0)] == 1").is_true());
    EXPECT_EQ(standard("{1: 1}[dyn(1e300)]").fault(), Fault::NoSuchKey);
    EXPECT_EQ(standard("[1][dyn(0.0 / 0.0)]").fault(), Fault::NoSuchIndex);
    EXPECT_TRUE(standard("!([0.0 / 0.0] == [0.0 / 0.0])").is_true());
    EXPECT_TRUE(standard("!(0.0 / 0.0 < 1.0) && !(0.0 / 0.0 >= 1.0)").is_true());
}

TEST(ArenaMemory, KeepsItsBlocksAndAligns) {
    Arena arena;
    for (int round = 0; round < 3; ++round) {
        for (std::size_t size = 0; size < 300; ++size) {
            const auto address = reinterpret_cast<std::uintptr_t>(arena.allocate(size));
            EXPECT_EQ(address % 16, 0u);
        }
        (void)arena.allocate(1 << 22);
        arena.reset();
    }
    const std::size_t blocks = arena.block_count();
    (void)arena.allocate(1 << 22);
    EXPECT_EQ(arena.block_count(), blocks);
    EXPECT_EQ(arena.copy("text"), "text");
    EXPECT_TRUE(arena.array<Value>(0).empty());
}

}  // namespace
}  // namespace baton::expr
