#include "deliver/notify/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNow = Instant::from_seconds(1'772'460'000);

ProspectAnswer answer() {
    return {.to = {"Grace Tan", "grace@globex.test"},
            .writer = {"Sarah Lee", "sarah@acme.test"},
            .subject = "Your question",
            .text = "Dear Grace,\n\nI call you today.",
            .asked = "A demo?\nFor 3 sites"};
}

TEST(ProspectAnswer, ComesInTheWritersNameAndGoesBackToThem) {
    const std::string mail = answer_message(answer(), "leads@acme.test", "id-1", kNow);
    EXPECT_THAT(mail, HasSubstr("From: Sarah Lee <leads@acme.test>\r\n"));
    EXPECT_THAT(mail, HasSubstr("To: Grace Tan <grace@globex.test>\r\n"));
    EXPECT_THAT(mail, HasSubstr("Reply-To: Sarah Lee <sarah@acme.test>\r\n"));
    EXPECT_THAT(mail, HasSubstr("Auto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(mail, HasSubstr("\r\nYou wrote:\r\n> A demo?\r\n> For 3 sites\r\n"));
    EXPECT_EQ(mail, answer_message(answer(), "leads@acme.test", "id-1", kNow));
}

TEST(ProspectAnswer, WhatALeadSaysAddsNoHeaderAndNoMarkup) {
    ProspectAnswer evil = answer();
    evil.to.name = "Eve\r\nBcc: everybody@acme.test";
    evil.subject = "Hello\r\nBcc: everybody@acme.test\r\n\r\nBuy";
    evil.text = "\r\n.\r\n<script>alert(1)</script>";
    evil.asked = "--=_\r\n</blockquote><b>";
    const std::string mail = answer_message(evil, "leads@acme.test", "id-1", kNow);
    const std::string head = mail.substr(0, mail.find("\r\n\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("\r\nBcc:")));
    EXPECT_THAT(mail, HasSubstr("&lt;script&gt;"));
    const std::string html = mail.substr(mail.find("text/html"));
    EXPECT_THAT(html, Not(HasSubstr("</blockquote><b>")));
}

TEST(ProspectAnswer, WithoutAnAddressOrAQuestionThereIsLess) {
    ProspectAnswer plain = answer();
    plain.writer.address.clear();
    plain.asked.clear();
    const std::string mail = answer_message(plain, "leads@acme.test", "id-1", kNow);
    EXPECT_THAT(mail, Not(HasSubstr("Reply-To")));
    EXPECT_THAT(mail, Not(HasSubstr("You wrote")));
}

}  // namespace
}  // namespace baton::deliver
