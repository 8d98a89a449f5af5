#include "core/match/text_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::match {
namespace {

TEST(TextTable, FindsWhatWasAddedAndNothingElse) {
    constexpr Code kCount = 5000;
    TextTable table(2 * kCount);
    for (Code i = 0; i < kCount; ++i) {
        table.add(std::to_string(i), i);
        table.add(std::string(i % 70, 'x') + std::to_string(i) + "y", kCount + i);
    }
    for (Code i = 0; i < kCount; ++i) {
        EXPECT_EQ(table.find(std::to_string(i)), i);
        EXPECT_EQ(table.find(std::string(i % 70, 'x') + std::to_string(i) + "y"), kCount + i);
        EXPECT_EQ(table.find(std::to_string(i) + "z"), std::nullopt);
    }
}

TEST(TextTable, TheEmptyTextIsATextToo) {
    TextTable table(1);
    EXPECT_EQ(table.find(""), std::nullopt);
    table.add("", 3);
    EXPECT_EQ(table.find(""), 3U);
    EXPECT_EQ(table.find(std::string_view("\0", 1)), std::nullopt);
}

TEST(TextTable, WithoutTextsNothingIsFound) { EXPECT_EQ(TextTable().find("a"), std::nullopt); }

}  // namespace
}  // namespace baton::match
