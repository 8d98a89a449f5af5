#include "deliver/notify/clean.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace baton::deliver {
namespace {

TEST(Clean, OneLineHoldsNoLineBreaksOrControlCharacters) {
    EXPECT_EQ(one_line("  Ada\r\nLovelace\t x ", 100), "Ada Lovelace x");
    EXPECT_EQ(one_line("a\x01"
                       "b\x7f"
                       "c\xC2\x85"
                       "d",
                       100),
              "abc d");
    EXPECT_EQ(one_line("", 100), "");
    EXPECT_EQ(one_line(" \n ", 100), "");
}

TEST(Clean, MarksThatTurnTheDirectionOfWritingAreLeftOut) {
    EXPECT_EQ(one_line("invoice\u202Egpj.exe\u2066x\u2069\u200F\u061C\uFEFF", 100),
              "invoicegpj.exex");
    EXPECT_EQ(one_line("Zürich 東京 🚀 שלום", 100), "Zürich 東京 🚀 שלום");
}

TEST(Clean, BrokenUtf8IsReplaced) {
    EXPECT_EQ(one_line("a\xff"
                       "b\xc3",
                       100),
              "a\uFFFD"
              "b\uFFFD");
    EXPECT_TRUE(is_utf8(one_line("\xf0\x9f\x98 x \xed\xa0\x80", 100)));
}

TEST(Clean, ShorteningCountsCodePointsAndShowsThatItCut) {
    EXPECT_EQ(shorten("äöü", 3), "äöü");
    EXPECT_EQ(shorten("äöüß", 3), "äö…");
    EXPECT_EQ(shorten("ab", 1), "…");
    EXPECT_EQ(shorten("ab", 0), "");
}

TEST(Clean, ManyLinesKeepsLinesAndOneEmptyBetween) {
    EXPECT_EQ(many_lines("\n\na \r\nb\r\r\r\rc\n\n\n", 100), "a\nb\n\nc");
    EXPECT_EQ(many_lines("abcdef\nx", 5), "abcd…");
}

TEST(Clean, HtmlIsEscaped) {
    EXPECT_EQ(escape_html("<a href=\"x\" b='y'>&"),
              "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
}

TEST(Clean, OnlyWholesomeWebAddressesAreLinks) {
    EXPECT_TRUE(is_web_link("https://acme.test/a?b=c&d=%20#e"));
    for (const char* text : {"javascript:alert(1)", "https://a b", "https://a\">x", "http://a|b",
                             "ftp://a", "", "https://é.test"}) {
        EXPECT_FALSE(is_web_link(text)) << text;
    }
}

}  // namespace
}  // namespace baton::deliver
