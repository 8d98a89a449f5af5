#include "deliver/notify/email.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Email, SaysEverythingInText) {
    const std::string text = email_text(testing::sample_facts());
    EXPECT_EQ(text, testing::golden("email_assigned.txt", text));
}

TEST(Email, SaysTheSameInHtml) {
    const std::string html = email_html(testing::sample_facts());
    EXPECT_EQ(html, testing::golden("email_assigned.html", html));
}

TEST(Email, WhoHasTheLeadMayTakeItFromTheMail) {
    LeadFacts facts = testing::sample_facts();
    facts.acknowledge = "https://baton.acme.test/w/acme/a/x_y-z";
    EXPECT_THAT(email_text(facts),
                HasSubstr("\nI take it: https://baton.acme.test/w/acme/a/x_y-z\n"));
    EXPECT_THAT(email_html(facts), HasSubstr("<a href=\"https://baton.acme.test/w/acme/a/x_y-z\""));
    facts.acknowledge = "javascript:alert(1)";
    EXPECT_THAT(email_html(facts), Not(HasSubstr("I take it")));
}

TEST(Email, IsOneMessageWithBothBodies) {
    const EmailEnvelope envelope{{"Baton", "leads@acme.test"},
                                 {"Sarah Lee", "sarah@acme.test"},
                                 "019cb0a5-5d80-7000-8000-00000000000a",
                                 parse_time("2026-03-02T14:00:01Z")->instant};
    const std::string mail = email_message(envelope, testing::sample_facts());
    EXPECT_EQ(mail, testing::golden("email_assigned.eml", mail));
}

TEST(Email, HtmlHoldsNoMarkupOfTheLead) {
    LeadFacts facts = testing::sample_facts();
    facts.lead.name = "<script>alert(1)</script>";
    facts.lead.message = "<img src=x onerror=alert(1)>\n</blockquote>";
    facts.lead.page = "https://acme.test/\"onmouseover=\"x";
    facts.lead.more = {{"<b>label</b>", "<i>value</i>"}};
    const std::string html = email_html(facts);
    for (const char* tag : {"<script", "<img", "</blockquote>\n</b", "<b>", "<i>", "\"onmouse"}) {
        EXPECT_THAT(html, Not(HasSubstr(tag)));
    }
}

TEST(Email, AMessageAboutNoLeadIsShort) {
    LeadFacts facts;
    facts.kind = MessageKind::DeliveryFailed;
    facts.detail = "audit: hooks.acme.test:443 answered 410";
    EXPECT_EQ(email_text(facts),
              "Messages could not be delivered\naudit: hooks.acme.test:443 answered 410\n");
}

}  // namespace
}  // namespace baton::deliver
