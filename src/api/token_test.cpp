#include "api/token.hpp"

#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

TEST(Scopes, AreKnownWords) {
    EXPECT_EQ(parse_scopes("leads:write  desk leads:write").value(), "leads:write desk");
    EXPECT_EQ(parse_scopes("").error().message,
              "a token needs at least one scope, as \"leads:write\"");
    EXPECT_EQ(parse_scopes("leads:wrote").error().message,
              "there is no scope \"leads:wrote\"; did you mean \"leads:write\"?");
}

TEST(Scopes, AllowWhatTheySay) {
    EXPECT_TRUE(allows("leads:write desk", Scope::Desk));
    EXPECT_FALSE(allows("leads:write desk", Scope::LeadsRead));
    EXPECT_TRUE(allows("*", Scope::Admin));
    EXPECT_TRUE(allows("admin", Scope::Workspace));
    EXPECT_FALSE(allows("", Scope::LeadsRead));
}

TEST(TokenNames, AreShortAndPlain) {
    EXPECT_TRUE(is_token_name("ci-2.web_1"));
    EXPECT_FALSE(is_token_name(""));
    EXPECT_FALSE(is_token_name("a b"));
    EXPECT_FALSE(is_token_name(std::string(101, 'a')));
}

}  // namespace
}  // namespace baton::api
