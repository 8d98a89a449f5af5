#include "deliver/outbound/json_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::deliver {
namespace {

TEST(JsonAnswer, IsReadByPath) {
    const auto answer = JsonAnswer::parse(R"({"ok":true,"user":{"id":"U1","age":7},"list":["a"]})");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->is_true({"ok"}));
    EXPECT_EQ(answer->text({"user", "id"}), "U1");
    EXPECT_EQ(answer->text({"user", "age"}), "");
    EXPECT_EQ(answer->text({"user", "id", "more"}), "");
    EXPECT_EQ(answer->text({"list", "0"}), "");
    EXPECT_FALSE(answer->is_true({"user"}));
}

TEST(JsonAnswer, IsNothingWhereItIsNoJson) {
    EXPECT_FALSE(JsonAnswer::parse(""));
    EXPECT_FALSE(JsonAnswer::parse("<html>"));
    EXPECT_FALSE(JsonAnswer::parse("{} {}"));
    EXPECT_FALSE(JsonAnswer::parse(std::string(40, '[') + std::string(40, ']')));
}

}  // namespace
}  // namespace baton::deliver
