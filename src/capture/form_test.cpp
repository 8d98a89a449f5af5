#include "capture/form.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "capture/error.hpp"
#include "capture/limits.hpp"
#include "capture/raw_for_tests.hpp"

namespace baton::capture {
namespace {

constexpr int code(CaptureError error) { return static_cast<int>(error); }

std::string lead_of(const Result<Form>& form) {
    return form ? shown(form->lead) : form.error().message;
}
std::string urlencoded(std::string_view body) { return lead_of(parse_urlencoded_form(body)); }

TEST(UrlencodedForm, ReadsPairs) {
    EXPECT_EQ(
        urlencoded("email=ann%40x.test&name=Ann+Lee&message=a%0D%0Ab&empty=&flag&=x&&utm_source="
                   "ads&page=%2Fpricing"),
        R"({email:"ann@x.test" name:"Ann Lee" message:"a\r\nb" empty:"" flag:"" utm_source:"ads" page:"/pricing" })");
    EXPECT_EQ(urlencoded(""), "{}");
    EXPECT_EQ(urlencoded("a=b=c"), R"({a:"b=c" })");
    EXPECT_EQ(urlencoded("name=%C3%A4"), R"({name:"ä" })");
}

TEST(UrlencodedForm, RepeatedNamesBecomeLists) {
    EXPECT_EQ(urlencoded("product=basic&product=pro&email=a&product=x"),
              R"({product:["basic" "pro" "x" ] email:"a" })");
    EXPECT_EQ(urlencoded("product[]=basic"), R"({product:["basic" ] })");
    EXPECT_EQ(urlencoded("product%5B%5D=basic&product[]=pro"), R"({product:["basic" "pro" ] })");
}

TEST(UrlencodedForm, SignalsAreAMap) {
    EXPECT_EQ(urlencoded(
                  "signals.pricing_page=3&signals[webinar]=1&signals.pricing_page=4&signals.none="),
              R"({signals:{pricing_page:"4" webinar:"1" } })");
    EXPECT_EQ(urlencoded("signals=x&signals.a=1"), R"({signals:{a:"1" } })");
    EXPECT_EQ(urlencoded("signals.a=1&signals=x"), R"({signals:{a:"1" } })");
    EXPECT_EQ(urlencoded("signalsx=1&signals.=1"), R"({signalsx:"1" signals.:"1" })");
}

TEST(UrlencodedForm, KeepsApartWhatSpeaksToTheServer) {
    const auto form =
        parse_urlencoded_form("email=a&_redirect=%2Fthanks&_key=k1&_gotcha=&_lang=de");
    ASSERT_TRUE(form);
    EXPECT_EQ(shown(form->lead), R"({email:"a" })");
    EXPECT_EQ(form->control.redirect, "/thanks");
    EXPECT_EQ(form->control.key, "k1");
    EXPECT_FALSE(form->control.trapped);
    ASSERT_EQ(form->control.other.size(), 1U);
    EXPECT_EQ(form->control.other[0].first, "_lang");
}

TEST(UrlencodedForm, TheHoneypotTrapsWhoFillsItIn) {
    EXPECT_TRUE(parse_urlencoded_form("email=a&_gotcha=buy")->control.trapped);
    EXPECT_FALSE(parse_urlencoded_form("email=a&_gotcha=+")->control.trapped);
    const auto named = parse_urlencoded_form("email=a&fax=1", "fax");
    EXPECT_TRUE(named->control.trapped);
    EXPECT_EQ(shown(named->lead), R"({email:"a" })");
    EXPECT_FALSE(parse_urlencoded_form("email=a&fax=1", "")->control.trapped);
}

TEST(UrlencodedForm, RefusesWhatIsBroken) {
    EXPECT_EQ(urlencoded("a=1&b=%4"),
              "a % is not followed by two hexadecimal digits (in the field at byte 5)");
    EXPECT_EQ(parse_urlencoded_form("a=%zz").error().code, code(CaptureError::BadForm));
    EXPECT_EQ(parse_urlencoded_form("a=%").error().code, code(CaptureError::BadForm));
    EXPECT_EQ(parse_urlencoded_form("a=%FF").error().code, code(CaptureError::BadUtf8));
    EXPECT_EQ(parse_urlencoded_form("%FF=a").error().code, code(CaptureError::BadUtf8));
    std::string many;
    for (std::size_t i = 0; i <= kMaxFormFields; ++i) many += "a" + std::to_string(i) + "=1&";
    EXPECT_EQ(parse_urlencoded_form(many).error().code, code(CaptureError::TooLarge));
    EXPECT_EQ(parse_urlencoded_form("a=" + std::string(kMaxFormValueBytes + 1, 'x')).error().code,
              code(CaptureError::TooLarge));
}

constexpr std::string_view kType = "multipart/form-data; boundary=XX";

TEST(MultipartForm, ReadsParts) {
    const std::string_view body =
        "preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nann@x.test\r\n"
        "--XX\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; "
        "name=\"mess\\\"age\"\r\n\r\none\r\n\r\ntwo--\r\n"
        "--XX\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n"
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nbytes "
        "\xFF\r\n"
        "--XX \r\nContent-Disposition: form-data; name=\"signals[demo]\"\r\n\r\n1\r\n"
        "--XX\r\nContent-Disposition: form-data; name=\"_gotcha\"\r\n\r\nx\r\n--XX--\r\nepilogue";
    const auto form = parse_multipart_form(body, kType);
    EXPECT_EQ(lead_of(form),
              R"({email:"ann@x.test" mess"age:"one\r\n\r\ntwo--" empty:"" signals:{demo:"1" } })");
    EXPECT_TRUE(form->control.trapped);
}

TEST(MultipartForm, ReadsTheBoundaryInAnyDress) {
    const std::string_view body =
        "--a b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--a b--";
    EXPECT_EQ(
        lead_of(parse_multipart_form(body, "multipart/form-data; charset=utf-8; Boundary=\"a b\"")),
        R"({x:"1" })");
    EXPECT_EQ(lead_of(parse_multipart_form("--XX--\r\n", kType)), "{}");
}

TEST(MultipartForm, RefusesWhatIsBroken) {
    const auto message = [](std::string_view body, std::string_view type = kType) {
        return lead_of(parse_multipart_form(body, type));
    };
    EXPECT_EQ(message("x", "multipart/form-data"),
              "Content-Type: multipart/form-data needs a boundary of at most 70 characters");
    EXPECT_EQ(message("x"), "the boundary that Content-Type names is not in the body (at byte 1)");
    EXPECT_EQ(message("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--"),
              "a part has no Content-Disposition with a name (at byte 5)");
    EXPECT_EQ(message("--XX\r\n\r\n1\r\n--XX--"),
              "a part has no Content-Disposition with a name (at byte 5)");
    EXPECT_EQ(message("--XX\r\nContent-Disposition: form-data; name=\"a"),
              "the headers of a part do not end (at byte 5)");
    EXPECT_EQ(message("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X"),
              "the body ends before its last boundary (at byte 47)");
    EXPECT_EQ(message("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XX"),
              "the body ends before its last boundary (at byte 56)");
    EXPECT_EQ(parse_multipart_form(
                  "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\xFF\r\n--XX--", kType)
                  .error()
                  .code,
              code(CaptureError::BadUtf8));
    std::string many;
    for (std::size_t i = 0; i <= kMaxFormFields; ++i)
        many += "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
    EXPECT_EQ(parse_multipart_form(many + "--XX--", kType).error().code,
              code(CaptureError::TooLarge));
}

TEST(JsonForm, IsReadAsAForm) {
    const auto form = parse_json_form(
        R"({"email":"a@x.test","signals":{"demo":1},"product":["a"],"_redirect":"/x","_gotcha":true,"_n":3})");
    ASSERT_TRUE(form);
    EXPECT_EQ(shown(form->lead), R"({email:"a@x.test" signals:{demo:1 } product:["a" ] })");
    EXPECT_EQ(form->control.redirect, "/x");
    EXPECT_TRUE(form->control.trapped);
    EXPECT_EQ(parse_json_form("[]").error().code, code(CaptureError::NotAnObject));
    EXPECT_FALSE(parse_json_form(R"({"_gotcha":null})")->control.trapped);
}

}  // namespace
}  // namespace baton::capture
