#include "api/text_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::api {
namespace {

std::string shown(std::string_view before, std::string_view after) {
    std::string text;
    for (const LineChange& change : difference(before, after)) {
        text += std::to_string(change.line) + ":" + to_text(change, 9) + ";";
    }
    return text;
}

TEST(TextDifference, NamesWhatWentAndWhatCame) {
    EXPECT_EQ(shown("a\nb\nc", "a\nb\nc"), "");
    EXPECT_EQ(shown("a\nb\nc", "a\nB\nc"), "2:- b\n+ B;");
    EXPECT_EQ(shown("a\nc", "a\nb\nc"), "2:+ b;");
    EXPECT_EQ(shown("a\nb\nc", "a\nc"), "2:- b;");
    EXPECT_EQ(shown("", "a"), "1:- \n+ a;");
    EXPECT_EQ(shown("a\nb\nc\nd\ne", "A\nb\nc\nd\nE"), "1:- a\n+ A;5:- e\n+ E;");
    EXPECT_EQ(shown("a\na", "a\na\na"), "3:+ a;");
}

TEST(TextDifference, LargeOnesAreOneChangeAndTextIsCutOff) {
    std::string before;
    std::string after;
    for (int i = 0; i < 3000; ++i) {
        before += "x" + std::to_string(i) + "\n";
        after += "y" + std::to_string(i) + "\n";
    }
    const auto changes = difference(before, after);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].gone.size(), 3000U);
    const std::string text = to_text(changes[0], 2);
    EXPECT_EQ(text, "- x0\n- x1\n… and 5998 more");
}

}  // namespace
}  // namespace baton::api
