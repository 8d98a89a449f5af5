#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "base/hash.hpp"

namespace baton {
namespace {

TEST(Text, KnowsBrokenUtf8) {
    EXPECT_TRUE(is_utf8("héllo 😀"));
    for (const char* broken :
         {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "ab\xC3"}) {
        EXPECT_FALSE(is_utf8(broken));
    }
}

// Long texts are looked at in pieces: what is wrong or escaped is met in every place of one.
TEST(Text, PlaceInALongTextDoesNotMatter) {
    for (std::size_t at = 0; at < 24; ++at) {
        std::string broken(24, 'a');
        broken[at] = '\x80';
        EXPECT_FALSE(is_utf8(broken)) << at;
        std::string whole(24, 'a');
        EXPECT_TRUE(is_utf8(whole.insert(at, "é"))) << at;
        for (const auto& [sign, written] :
             {std::pair{'"', "\\\""}, std::pair{'\\', "\\\\"}, std::pair{'\x1F', "\\u001f"},
              std::pair{' ', " "}, std::pair{'\x7F', "\x7F"}}) {
            std::string text(24, 'a');
            text[at] = sign;
            std::string out;
            append_json_string(out, text);
            EXPECT_EQ(out, '"' + std::string(at, 'a') + written + std::string(23 - at, 'a') + '"');
        }
    }
}

TEST(Text, OffersTheNearestName) {
    const std::array<std::string_view, 3> known{"employees", "revenue", "email"};
    EXPECT_EQ(nearest_name("employes", known), "employees");
    EXPECT_EQ(nearest_name("emial", known), "email");
    EXPECT_EQ(nearest_name("zzzzzz", known), std::nullopt);
}

TEST(Text, NumbersReadBack) {
    EXPECT_EQ(format_number(50000), "50000");
    EXPECT_EQ(format_number(0.1), "0.1");
    EXPECT_EQ(parse_number("1e3"), 1000);
    EXPECT_EQ(parse_number("1e999"), std::nullopt);
    EXPECT_EQ(parse_number("nan"), std::nullopt);
    EXPECT_EQ(parse_number("12x"), std::nullopt);
}

TEST(Text, JsonStringsAreEscaped) {
    std::string out;
    append_json_string(out,
                       "a\"b\\c\n\x01"
                       "é");
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\u0001é\"");
}

TEST(Text, HexBothWays) {
    EXPECT_EQ(to_hex("\x00\xff"), "");
    EXPECT_EQ(from_hex("00ff"), std::string("\x00\xff", 2));
    EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Hash, IsSha256) {
    EXPECT_EQ(to_hex(bytes_of(sha256("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace baton
