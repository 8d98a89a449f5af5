#include "core/expr/parser.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/expr/canonical.hpp"

namespace baton::expr {
namespace {

// How a text is understood, brackets where they matter; or "offset+length problem".
std::string read(std::string_view text) {
    const auto ast = parse(text);
    if (ast) return canonical(*ast);
    const Diagnostic& problem = ast.error();
    return std::to_string(problem.offset) + "+" + std::to_string(problem.length) + " " +
           to_text(problem);
}

TEST(Parser, BindsAsTightlyAsCelSays) {
    EXPECT_EQ(read("a||b&&c==d+e*f"), "a || b && c == d + e * f");
    EXPECT_EQ(read("((a||b)&&c)"), "(a || b) && c");
    EXPECT_EQ(read("(a+b)*c-d-(e-f)"), "(a + b) * c - d - (e - f)");
    EXPECT_EQ(read("a?b:c?d:e"), "a ? b : c ? d : e");
    EXPECT_EQ(read("(a?b:c)?d:e"), "(a ? b : c) ? d : e");
    EXPECT_EQ(read("!a.b[c](1)"), "7+1 \"(\" is not expected here");
    EXPECT_EQ(read("!a.b[c].d(1)"), "!a.b[c].d(1)");
    EXPECT_EQ(read("a in b == c"), "a in b == c");
    EXPECT_EQ(read("a == (b in c)"), "a == (b in c)");
}

TEST(Parser, JoinsChainsOfAndAndOr) {
    EXPECT_EQ(read("a && (b && c) && (d && (e))"), "a && b && c && d && e");
    EXPECT_EQ(read("a || (b || c && d)"), "a || b || c && d");
    const auto ast = parse("a && (b && c) && d");
    ASSERT_TRUE(ast);
    EXPECT_EQ(ast->children(ast->root()).size(), 4u);
}

TEST(Parser, ReadsNumbers) {
    EXPECT_EQ(read("-9223372036854775808"), "-9223372036854775808");
    EXPECT_EQ(read("0xFFu"), "255u");
    EXPECT_EQ(read("1-1"), "1 - 1");
    EXPECT_EQ(read("- 5"), "-5");
    EXPECT_EQ(read(".5e1"), "5.0");
    EXPECT_EQ(read("1e-400"), "0.0");
    EXPECT_EQ(
        read("9223372036854775808"),
        "0+19 this whole number is too large; write 9223372036854775808.0 for a number of any "
        "size");
    EXPECT_EQ(read("18446744073709551616u"), "0+21 this unsigned number is too large");
    EXPECT_EQ(read("1 + 1e400"), "4+5 this number is too large");
    EXPECT_EQ(read("50k"), "0+3 \"50k\" is not a number; write digits alone, as in 50000");
    EXPECT_EQ(read("0x"), "0+2 a hexadecimal number needs digits after 0x");
}

TEST(Parser, ReadsText) {
    EXPECT_EQ(read(R"('it''s')"),
              "4+3 \"'s'\" is not expected here; join two conditions with && or ||");
    EXPECT_EQ(read(R"("a\"b\u00e9\x41\101")"), R"("a\"béAA")");
    EXPECT_EQ(read("'''a\nb'''"), R"("a\x0ab")");
    EXPECT_EQ(read(R"(r'\d+')"), R"("\\d+")");
    EXPECT_EQ(read(R"(b'\xff')"), R"(b"\xff")");
    EXPECT_EQ(read("'abc"), "0+1 this text has no closing quote; end it with '");
    EXPECT_EQ(read("'a\nb'"), "0+1 this text has no closing quote; end it with '");
    EXPECT_EQ(
        read(R"('a\qb')"),
        "2+2 \"\\q\" is not an escape; write \\\\ for a backslash, or put r before the quote");
    EXPECT_EQ(read(R"('\ud800')"), "1+6 this escape is not a character");
    EXPECT_EQ(read(R"('\U00110000')"), "1+10 this escape is not a character");
    EXPECT_EQ(read(R"('\x4')"), "1+3 this escape is not a character");
    EXPECT_EQ(
        read(R"(b'\u0041')"),
        "2+2 \"\\u\" is not an escape; write \\\\ for a backslash, or put r before the quote");
}

TEST(Parser, ReadsCommentsListsAndMaps) {
    EXPECT_EQ(read("a // the first\n && b"), "a && b");
    EXPECT_EQ(read("[1, 2,]"), "[1, 2]");
    EXPECT_EQ(read("{'a': 1, 'b': [ ],}"), "{\"a\": 1, \"b\": []}");
    EXPECT_EQ(read("a.`content-type`"), "a[\"content-type\"]");
    EXPECT_EQ(read("a.in"),
              "2+2 \"in\" is not expected here; a field or function name belongs after "
              "the dot");
    EXPECT_EQ(read("a.if"), "a.if");
    EXPECT_EQ(read("if"),
              "0+2 \"if\" is not expected here; this word is reserved; a field of this "
              "name is written after a dot");
}

TEST(Parser, SaysWhereItGoesWrong) {
    EXPECT_EQ(read(""), "0+0 the expression ends too soon; a value belongs here");
    EXPECT_EQ(read("a &&"), "4+0 the expression ends too soon; a value belongs here");
    EXPECT_EQ(read("(a"), "2+0 the expression ends too soon; write ) to close the bracket");
    EXPECT_EQ(read("[1, 2"), "5+0 the expression ends too soon; write ] to close the list");
    EXPECT_EQ(read("a ? b"), "5+0 the expression ends too soon; write : and what holds otherwise");
    EXPECT_EQ(read("f(a b)"), "4+1 \"b\" is not expected here; write ) after the arguments");
    EXPECT_EQ(read("a)"), "1+1 \")\" is not expected here");
    EXPECT_EQ(read("a.b{c: 1}"),
              "3+1 \"{\" is not expected here; messages are not part of the language");
    EXPECT_EQ(read("a == 'x' b"),
              "9+1 \"b\" is not expected here; join two conditions with && or ||");
    EXPECT_EQ(read("has(a)"), "4+1 has() asks for a field; write for instance has(lead.budget)");
    EXPECT_EQ(read("a.all(b.c, true)"),
              "6+3 the first argument of all must be a name for the element; write for instance "
              "list.all(x, …)");
}

TEST(Parser, MendsWhatOtherLanguagesWrite) {
    EXPECT_EQ(read("a = b"), "2+1 \"=\" does not compare; write == to compare");
    EXPECT_EQ(read("a and b"), "2+3 \"and\" is not expected here; write &&");
    EXPECT_EQ(read("a OR b"), "2+2 \"OR\" is not expected here; write ||");
    EXPECT_EQ(read("a & b"), "2+1 \"&\" does not join conditions; write && for \"and\"");
    EXPECT_EQ(read("not a"), "0+3 \"not\" is not expected here; write !");
    EXPECT_EQ(read("a == \u201Cx\u201D"),
              "5+3 \"\u201C\" is not a sign of the language; write a plain \"");
    EXPECT_EQ(read("a ≥ 3"), "2+3 \"≥\" is not a sign of the language; write a plain >=");
    EXPECT_EQ(read("a $ b"), "2+1 \"$\" is not expected here");
    EXPECT_EQ(read("\x01"), "0+1 a control character is not expected here");
    EXPECT_EQ(read("a == 'x\xFF'"), "0+9 the expression is not UTF-8 text");
}

}  // namespace
}  // namespace baton::expr
