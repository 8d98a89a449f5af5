#include "http/content_type.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

TEST(MediaType, ReadsNameAndParameters) {
    const auto type =
        parse_media_type(" Multipart/Form-Data ; Boundary=\"a b\\\"c\" ;charset=UTF-8; ");
    ASSERT_TRUE(type.has_value());
    EXPECT_EQ(type->name, "multipart/form-data");
    EXPECT_EQ(type->parameter("boundary"), "a b\"c");
    EXPECT_EQ(type->parameter("charset"), "UTF-8");
    EXPECT_EQ(type->parameter("other"), std::nullopt);
    EXPECT_TRUE(type->is_utf8());
    EXPECT_FALSE(type->is_json());
}

TEST(MediaType, KnowsJson) {
    EXPECT_TRUE(parse_media_type("application/json")->is_json());
    EXPECT_TRUE(parse_media_type("application/problem+json; charset=utf-8")->is_json());
    EXPECT_FALSE(parse_media_type("text/json")->is_json());
    EXPECT_FALSE(parse_media_type("application/json; charset=latin1")->is_utf8());
}

TEST(MediaType, RefusesWhatIsNone) {
    for (const char* text :
         {"", "json", "application/", "/json", "a/b c", "a/b; x", "a/b; =1",
          "a/b; x=", "a/b; x=\"open", "a/b; x=1; X=2", "a/b, c/d", "a/b; x=1 y"}) {
        EXPECT_FALSE(parse_media_type(text).has_value()) << text;
    }
}

TEST(Disposition, LeavesAWindowsPathAlone) {
    const auto read =
        parse_disposition("form-data; name=\"f\"; filename=\"C:\\temp\\a \\\"x\\\".txt\"");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->name, "form-data");
    EXPECT_EQ(read->parameter("filename"), "C:\\temp\\a \"x\".txt");
    EXPECT_FALSE(parse_disposition("; name=x").has_value());
}

}  // namespace
}  // namespace baton::http
