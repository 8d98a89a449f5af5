#include "capture/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/error.hpp"
#include "capture/limits.hpp"
#include "capture/raw_for_tests.hpp"

namespace baton::capture {
namespace {

std::string read(std::string_view body) {
    const auto lead = parse_json_lead(body);
    return lead ? shown(*lead) : lead.error().message;
}

int code_of(std::string_view body) {
    const auto lead = parse_json_lead(body);
    return lead ? 0 : lead.error().code;
}

constexpr int code(CaptureError error) { return static_cast<int>(error); }

TEST(Json, ReadsAnObjectOfFields) {
    EXPECT_EQ(
        read(
            R"({"email":"ann@x.test","employees":5000,"revenue":1.5e6,"ok":true,"no":false,"none":null})"),
        R"({email:"ann@x.test" employees:5000 revenue:1500000 ok:true no:false none:null })");
    EXPECT_EQ(
        read(R"({"signals":{"pricing_page":3},"product":["basic","pro"],"deep":[[{"a":[]}]]})"),
        R"({signals:{pricing_page:3 } product:["basic" "pro" ] deep:[[{a:[] } ] ] })");
    EXPECT_EQ(read(" \n{ } \n"), "{}");
    EXPECT_EQ(read("\xEF\xBB\xBF{\"a\":\"\\u00e4\\n\\ud83d\\ude00\"}"), "{a:\"ä\\n😀\" }");
}

TEST(Json, KeepsWholeNumbersThatNoDoubleHolds) {
    EXPECT_EQ(read(R"({"a":9007199254740992,"b":9007199254740993,"c":-9007199254740993})"),
              R"({a:9007199254740992 b:"9007199254740993" c:"-9007199254740993" })");
    EXPECT_EQ(read(R"({"a":12345678901234567890,"b":123456789012345678901234567890,"c":1e400})"),
              R"({a:"12345678901234567890" b:"123456789012345678901234567890" c:"1e400" })");
    EXPECT_EQ(read(R"({"a":0.1,"b":1100.04,"c":-0.0,"d":5e-324})"),
              R"({a:0.1 b:1100.04 c:0 d:5e-324 })");
}

TEST(Json, NamesTheByteWhereItWentWrong) {
    EXPECT_EQ(read(R"({"email":"a@x.test")"), "the JSON ends too early (at byte 20)");
    EXPECT_EQ(read(R"({"email" "a@x.test"})"), "this is not JSON (at byte 10)");
    EXPECT_EQ(read(R"({"email":tru})"), "this is not JSON (at byte 10)");
    EXPECT_EQ(read(R"({} {})"), "something follows the end of the JSON (at byte 4)");
    EXPECT_EQ(read("email=a@x.test"), "this is not JSON (at byte 1)");
    EXPECT_EQ(read(R"({"a":1,"a":2})"), "\"a\" is given twice (at byte 10)");
    EXPECT_EQ(code_of(R"({"a":{"b":1,"b":2}})"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of(R"({"b":{"c":1},"b":2})"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of(R"({"axb":1,"ayb":{"axb":2},"b":3,"azb":4})"), 0);
    EXPECT_EQ(code_of(R"({"a":01})"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of(R"({"a":1,})"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of("{\"a\":\"\n\"}"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of(R"({"a":"\ud800"})"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of("{'a':1}"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of("{\"a\":NaN}"), code(CaptureError::BadJson));
    EXPECT_EQ(code_of("{\"\":1,\"\":2}"), code(CaptureError::BadJson));
}

TEST(Json, WantsAnObject) {
    EXPECT_EQ(code_of("[]"), code(CaptureError::NotAnObject));
    EXPECT_EQ(code_of("3"), code(CaptureError::NotAnObject));
    EXPECT_EQ(code_of(""), code(CaptureError::NotAnObject));
    EXPECT_EQ(code_of("  \n"), code(CaptureError::NotAnObject));
    EXPECT_EQ(read(" []"), "a JSON object of lead fields is wanted (at byte 2)");
}

TEST(Json, RefusesWhatIsNotUtf8) {
    EXPECT_EQ(code_of("{\"a\":\"\xFF\"}"), code(CaptureError::BadUtf8));
    EXPECT_EQ(code_of("{\"a\":\"\xC0\x80\"}"), code(CaptureError::BadUtf8));
    EXPECT_EQ(code_of("{\"a\":\"\xED\xA0\x80\"}"), code(CaptureError::BadUtf8));
}

TEST(Json, IsBounded) {
    const std::string deep =
        "{\"a\":" + std::string(kMaxJsonDepth - 1, '[') + std::string(kMaxJsonDepth - 1, ']') + "}";
    EXPECT_EQ(code_of(deep), 0);
    EXPECT_EQ(code_of("{\"a\":[" + deep + "]}"), code(CaptureError::TooLarge));
    EXPECT_EQ(code_of("{\"a\":" + std::string(100'000, '[')), code(CaptureError::TooLarge));
    std::string wide = "{\"a\":[0";
    for (std::size_t i = 0; i < kMaxJsonMembers; ++i) wide += ",0";
    EXPECT_EQ(code_of(wide + "]}"), code(CaptureError::TooLarge));
}

struct Lines {
    std::vector<std::string> seen;
    JsonLines reader{[this](std::size_t line, Result<lead::RawLead> lead) {
        seen.push_back(std::to_string(line) + " " + (lead ? shown(*lead) : lead.error().message));
    }};
};

TEST(JsonLines, ReadsEachLineByItself) {
    Lines lines;
    lines.reader.feed("{\"a\":1}\r\n\n{\"a\":}\n{\"a\"");
    lines.reader.feed(":2}\n  \n{\"a\":3}");
    lines.reader.finish();
    EXPECT_EQ(lines.seen,
              (std::vector<std::string>{"1 {a:1 }", "3 line 3: this is not JSON (at byte 6)",
                                        "4 {a:2 }", "6 {a:3 }"}));
}

TEST(JsonLines, IsTheSameInAnyPieces) {
    const std::string text = "\xEF\xBB\xBF{\"a\":\"ä\"}\n[]\n\n{\"b\":[1,2]}\n{\"c\"";
    Lines whole;
    whole.reader.feed(text);
    whole.reader.finish();
    EXPECT_EQ(whole.seen.size(), 4U);
    for (std::size_t size = 1; size < text.size(); ++size) {
        Lines pieces;
        for (std::size_t at = 0; at < text.size(); at += size)
            pieces.reader.feed(std::string_view(text).substr(at, size));
        pieces.reader.finish();
        EXPECT_EQ(pieces.seen, whole.seen) << size;
    }
}

TEST(JsonLines, PassesOverAnOverlongLine) {
    Lines lines;
    const std::string filler(kMaxLineBytes, 'x');
    lines.reader.feed("{\"a\":\"" + filler);
    lines.reader.feed(filler + "\"}\n{\"a\":1}\n");
    lines.reader.feed("{\"b\":\"" + filler + filler + "\"}\n{\"a\":2}\n");
    lines.reader.feed(filler + filler);
    lines.reader.finish();
    ASSERT_EQ(lines.seen.size(), 5U);
    EXPECT_EQ(lines.seen[0], "1 line 1: longer than 262144 bytes");
    EXPECT_EQ(lines.seen[1], "2 {a:1 }");
    EXPECT_EQ(lines.seen[2], "3 line 3: longer than 262144 bytes");
    EXPECT_EQ(lines.seen[3], "4 {a:2 }");
    EXPECT_EQ(lines.seen[4], "5 line 5: longer than 262144 bytes");
}

}  // namespace
}  // namespace baton::capture
