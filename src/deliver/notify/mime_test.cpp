#include "deliver/notify/mime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A small reader, so that what is written is checked by something other than its writer.
std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else {
            out += from_hex(text.substr(i + 1, 2)).value();
            i += 2;
        }
    }
    return out;
}

void expect_lines_within(std::string_view text, std::size_t limit) {
    for (std::string_view line : split(text, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        EXPECT_LE(line.size(), limit) << line;
        EXPECT_EQ(line.find('\r'), std::string_view::npos);
    }
}

Mail sample() {
    Mail mail;
    mail.from = {"Baton", "leads@acme.test"};
    mail.to = {"Sarah Lee", "sarah@acme.test"};
    mail.subject = "New lead";
    mail.date = parse_time("2026-03-02T14:00:00Z")->instant;
    mail.id = "019cb0a5-5d80-7000-8000-00000000000a";
    mail.text = "text\n";
    mail.html = "<p>html</p>\n";
    return mail;
}

TEST(Mime, QuotedPrintableReadsBack) {
    for (const std::string& text :
         {std::string("plain\n"), std::string("ends in blank \nand tab\t\n"), std::string("a=b"),
          std::string("Zürich — 東京 🚀\n"), std::string(500, 'x') + " " + std::string(500, '='),
          std::string("\n\n.\n"), std::string()}) {
        const std::string encoded = quoted_printable(text);
        expect_lines_within(encoded, 76);
        std::string wanted;
        for (const char c : text) wanted += c == '\n' ? "\r\n" : std::string(1, c);
        EXPECT_EQ(decode_quoted_printable(encoded), wanted);
    }
    EXPECT_EQ(quoted_printable("a \n"), "a=20\r\n");
}

TEST(Mime, HeadersOfAsciiStayAndLongOnesFold) {
    EXPECT_EQ(encode_header("New lead: Ada", 9), "New lead: Ada");
    const std::string folded = encode_header(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen", 9);
    EXPECT_THAT(folded, HasSubstr("\r\n "));
    expect_lines_within("Subject: " + folded, 76);
}

TEST(Mime, HeadersThatAreNotAsciiBecomeEncodedWords) {
    EXPECT_EQ(encode_header("Zürich", 9), "=?UTF-8?B?WsO8cmljaA==?=");
    EXPECT_EQ(encode_header("=?UTF-8?Q?x?=", 9), "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
    const std::string folded =
        encode_header("東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京", 9);
    expect_lines_within("Subject: " + folded, 76);
    EXPECT_EQ(encode_header("", 9), "");
}

TEST(Mime, NoTextCanAddAHeader) {
    Mail mail = sample();
    mail.subject = "x\r\nBcc: all@acme.test\r\n\r\nbody";
    mail.to.name = "Sarah\r\nBcc: all@acme.test";
    mail.id = "x>\r\nBcc: all@acme.test";
    mail.thread = "y>\r\nBcc: all@acme.test";
    const std::string text = write_mail(mail);
    EXPECT_THAT(text, Not(HasSubstr("\nBcc:")));
    EXPECT_THAT(text, HasSubstr("Subject: x Bcc: all@acme.test body\r\n"));
}

TEST(Mime, NoTextCanEndAPart) {
    Mail mail = sample();
    const std::string whole = write_mail(mail);
    const std::size_t at = whole.find("boundary=\"") + 10;
    const std::string boundary = whole.substr(at, whole.find('"', at) - at);
    mail.text = "--" + boundary + "--\n";
    const std::string tricked = write_mail(mail);
    EXPECT_THAT(tricked, Not(HasSubstr("\r\n--" + boundary + "--\r\n\r\n--")));
    EXPECT_THAT(tricked, HasSubstr("--=3D_"));
}

TEST(Mime, NamesAreWrittenAsTheirCharactersNeed) {
    Mail mail = sample();
    mail.to.name = "Lee, Sarah \"S\"";
    EXPECT_THAT(write_mail(mail), HasSubstr("To: \"Lee, Sarah \\\"S\\\"\" <sarah@acme.test>\r\n"));
    mail.to.name = "Sären";
    EXPECT_THAT(write_mail(mail), HasSubstr("To: =?UTF-8?B?U8OkcmVu?=\r\n <sarah@acme.test>\r\n"));
    mail.to.name.clear();
    EXPECT_THAT(write_mail(mail), HasSubstr("To: sarah@acme.test\r\n"));
}

TEST(Mime, TheSameMailIsTheSameBytes) {
    EXPECT_EQ(write_mail(sample()), write_mail(sample()));
    EXPECT_THAT(write_mail(sample()),
                HasSubstr("Message-ID: <019cb0a5-5d80-7000-8000-00000000000a@acme.test>\r\n"));
    EXPECT_THAT(write_mail(sample()), HasSubstr("Date: Mon, 02 Mar 2026 14:00:00 +0000\r\n"));
    EXPECT_THAT(write_mail(sample()), HasSubstr("Auto-Submitted: auto-generated\r\n"));
}

TEST(Mime, ReadsMailboxes) {
    EXPECT_EQ(parse_mailbox(" leads@acme.test ")->address, "leads@acme.test");
    const auto named = parse_mailbox("\"Baton, Acme\" <leads@acme.test>");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->name, "Baton, Acme");
    EXPECT_EQ(named->address, "leads@acme.test");
    for (const char* text : {"", "nobody", "a@", "@b", "a b@c.test", "a@b.test>", "<a@b.test",
                             "a@b.test\r\nBcc: x@y.test", "a,b@c.test", "x <y <a@b.test>>"}) {
        const auto box = parse_mailbox(text);
        ASSERT_FALSE(box) << text;
        EXPECT_TRUE(is(box.error(), DeliverError::BadAddress));
    }
}

}  // namespace
}  // namespace baton::deliver
