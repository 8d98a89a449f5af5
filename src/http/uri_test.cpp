#include "http/uri.hpp"

#include <gtest/gtest.h>

#include "http/error.hpp"

namespace baton::http {
namespace {

TEST(Uri, DecodesEscapes) {
    EXPECT_EQ(percent_decode("a%20b%c3%A4+c"), "a b\xc3\xa4+c");
    EXPECT_EQ(percent_decode("a+b", true), "a b");
    EXPECT_EQ(percent_decode(""), "");
    EXPECT_EQ(percent_decode("%"), std::nullopt);
    EXPECT_EQ(percent_decode("%4"), std::nullopt);
    EXPECT_EQ(percent_decode("%4g"), std::nullopt);
}

TEST(Uri, EncodesWhatIsNotUnreserved) {
    EXPECT_EQ(percent_encode("a-Z_0.~/ \xc3\xa4%"), "a-Z_0.~%2F%20%C3%A4%25");
    EXPECT_EQ(percent_decode(percent_encode("100% & more/less")), "100% & more/less");
}

TEST(Uri, MakesPathsNormal) {
    EXPECT_EQ(normal_path("/"), "/");
    EXPECT_EQ(normal_path("/a//b/"), "/a//b/");
    EXPECT_EQ(normal_path("/%61%20b"), "/a b");
    EXPECT_EQ(normal_path("/a%2fb%25"), "/a%2Fb%25");
    EXPECT_EQ(normal_path("/.well-known/..."), "/.well-known/...");
    EXPECT_EQ(decode_segment("a%2Fb%252F"), "a/b%2F");
    EXPECT_EQ(decode_segment("plain"), "plain");
}

TEST(Uri, RefusesPathsThatClimbOrHide) {
    for (const char* path : {"", "a", "/..", "/a/../b", "/./a", "/a/.", "/%2e%2e/b", "/.%2E", "/%",
                             "/%zz", "/a%00", "/a%0d%0a", "/%7f", "/%ff", "/\xff"}) {
        EXPECT_EQ(normal_path(path), std::nullopt) << path;
    }
}

TEST(Uri, ReadsForms) {
    const Parameters expected{{"a", "1"}, {"b c", "x y"}, {"a", ""}, {"d", "="}, {"", "e"}};
    EXPECT_EQ(parse_form("a=1&b+c=x%20y&&a&d==&=e").value(), expected);
    EXPECT_TRUE(parse_form("").value().empty());
    EXPECT_TRUE(query_parameters("&&").value().empty());
    EXPECT_EQ(find_parameter(expected, "a"), "1");
    EXPECT_EQ(find_parameter(expected, "A"), std::nullopt);
}

TEST(Uri, SaysWhichFieldOfAFormIsBroken) {
    const auto escape = parse_form("a=1&b=%4");
    EXPECT_EQ(escape.error().code, static_cast<int>(HttpError::BadForm));
    EXPECT_NE(escape.error().message.find("field 2"), std::string::npos);
    EXPECT_EQ(parse_form("%ff=1").error().code, static_cast<int>(HttpError::BadForm));
    EXPECT_EQ(parse_form("a&b&c", 2).error().code, static_cast<int>(HttpError::TooManyParts));
    EXPECT_EQ(parse_form("a&b", 2).value().size(), 2U);
}

}  // namespace
}  // namespace baton::http
