#include "http/multipart.hpp"

#include <gtest/gtest.h>

#include "http/error.hpp"

namespace baton::http {
namespace {

std::string field(std::string_view name, std::string_view value) {
    return "--XX\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
           std::string(value) + "\r\n";
}

int code_of(std::string_view body, std::size_t most = kMaxParts) {
    const auto parts = parse_multipart(body, "XX", most);
    return parts ? 0 : parts.error().code;
}

TEST(Multipart, ReadsFieldsAndFiles) {
    const std::string file =
        "--XX\r\ncontent-disposition: FORM-DATA; name=\"up\"; filename=\"a.png\"\r\n"
        "Content-Type: image/png\r\nX-Other: y\r\n\r\n\xff\r\n--X\r\n\r\n";
    const auto parts =
        parse_multipart(field("email", "a@b.c") + file + field("note", "") + "--XX--\r\n", "XX");
    ASSERT_TRUE(parts.has_value()) << parts.error().message;
    ASSERT_EQ(parts->size(), 3U);
    EXPECT_EQ(parts->at(0).name, "email");
    EXPECT_EQ(parts->at(0).value, "a@b.c");
    EXPECT_EQ(parts->at(0).content_type, "text/plain");
    EXPECT_FALSE(parts->at(0).is_file);
    EXPECT_TRUE(parts->at(1).is_file);
    EXPECT_EQ(parts->at(1).file_name, "a.png");
    EXPECT_EQ(parts->at(1).content_type, "image/png");
    EXPECT_EQ(parts->at(1).value, "\xff\r\n--X\r\n");
    EXPECT_EQ(parts->at(2).value, "");
}

TEST(Multipart, PassesOverPreambleEpilogueAndPadding) {
    const auto parts = parse_multipart(
        "hello\r\n--XX  \t\r\nContent-Disposition: form-data; "
        "name=n\r\n\r\nv\r\n--XX-- \r\nbye",
        "XX");
    ASSERT_TRUE(parts.has_value()) << parts.error().message;
    EXPECT_EQ(parts->size(), 1U);
    EXPECT_EQ(parts->front().value, "v");
}

TEST(Multipart, MayBeEmpty) { EXPECT_TRUE(parse_multipart("--XX--\r\n", "XX").value().empty()); }

TEST(Multipart, AFileInputWithoutAFileIsAFileWithoutAName) {
    const auto parts = parse_multipart(
        "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--XX--",
        "XX");
    ASSERT_TRUE(parts.has_value());
    EXPECT_TRUE(parts->front().is_file);
    EXPECT_EQ(parts->front().file_name, "");
}

TEST(Multipart, RefusesWhatIsBroken) {
    const int broken = static_cast<int>(HttpError::BadMultipart);
    const std::string good = field("a", "1") + "--XX--";
    EXPECT_EQ(code_of(good), 0);
    // Cut off anywhere, it is broken.
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_EQ(code_of(std::string_view(good).substr(0, size)), broken) << size;
    }
    const std::string start = "--XX\r\nContent-Disposition: ";
    const std::string end = "\r\n\r\nv\r\n--XX--";
    EXPECT_EQ(code_of(start + "form-data" + end), broken);
    EXPECT_EQ(code_of(start + "attachment; name=a" + end), broken);
    EXPECT_EQ(code_of(start + "form-data; name=\"a" + end), broken);
    EXPECT_EQ(code_of(start + "form-data; name=a\r\nContent-Disposition: form-data; name=b" + end),
              broken);
    EXPECT_EQ(code_of(start + "form-data; name=a\r\nContent-Transfer-Encoding: base64" + end),
              broken);
    EXPECT_EQ(code_of(start + "form-data; name=a\r\nno colon" + end), broken);
    EXPECT_EQ(code_of("--XX\r\n\r\nv\r\n--XX--"), broken);
    EXPECT_EQ(code_of("--XX\r\n--XX--"), broken);
    EXPECT_EQ(code_of("--XXY\r\n" + good), broken);
    EXPECT_EQ(code_of(field("a", "\xff") + "--XX--"), broken);
    EXPECT_EQ(code_of(field("\xff", "v") + "--XX--"), broken);
    EXPECT_EQ(code_of("--XX\r\nX: " + std::string(5000, 'x') + "\r\n" + good.substr(6)), broken);
    EXPECT_FALSE(parse_multipart(good, "").has_value());
    EXPECT_FALSE(parse_multipart(good, std::string(71, 'X')).has_value());
}

TEST(Multipart, CountsItsParts) {
    const std::string three = field("a", "1") + field("b", "2") + field("c", "3") + "--XX--";
    EXPECT_EQ(code_of(three, 3), 0);
    EXPECT_EQ(code_of(three, 2), static_cast<int>(HttpError::TooManyParts));
}

}  // namespace
}  // namespace baton::http
