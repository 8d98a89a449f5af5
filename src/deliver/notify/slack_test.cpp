#include "deliver/notify/slack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "deliver/notify/sample_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Slack, SaysEverythingThatARepNeeds) {
    const std::string message = slack_message(testing::sample_facts());
    EXPECT_EQ(message + "\n", testing::golden("slack_assigned.json", message + "\n"));
}

TEST(SlackApp, HasButtonsAndSaysWhichDeliveryItIs) {
    const SlackTarget target{
        .room = "D0SARAH",
        .ts = "",
        .delivery = "019cb0a5-5d80-7000-8000-00000000000a",
        .buttons = {SlackButton::Acknowledge, SlackButton::PassOn, SlackButton::Claim}};
    const std::string message = slack_app_message(testing::sample_facts(), target);
    EXPECT_EQ(message + "\n", testing::golden("slack_app.json", message + "\n"));
}

TEST(SlackApp, AMessageWithNothingToPressHasNoActions) {
    LeadFacts facts = testing::sample_facts();
    facts.link.clear();
    const std::string message =
        slack_app_message(facts, {.room = "C1", .ts = "17.1", .delivery = "d", .buttons = {}});
    EXPECT_THAT(message, Not(HasSubstr("actions")));
    EXPECT_THAT(message, HasSubstr(R"({"channel":"C1","ts":"17.1","text":)"));
}

TEST(SlackButton, IsKnownByItsWord) {
    for (const SlackButton button :
         {SlackButton::Acknowledge, SlackButton::PassOn, SlackButton::Claim}) {
        EXPECT_EQ(slack_button_from(to_word(button)), button);
    }
    EXPECT_EQ(slack_button_from("open"), std::nullopt);
}

TEST(Slack, EscapesWhatSlackWouldTakeForMarkup) {
    EXPECT_EQ(escape_slack("a & b <!channel> c", 100), "a &amp; b &lt;!channel&gt; c");
    LeadFacts facts = testing::sample_facts();
    facts.lead.name = "<!channel> <https://evil.test|Acme>";
    facts.lead.company = "x\n*Phone*\n+1666";
    facts.lead.message = "<@U123> & <#C1>";
    const std::string message = slack_message(facts);
    EXPECT_THAT(message, Not(HasSubstr("<!channel>")));
    EXPECT_THAT(message, Not(HasSubstr("<https://evil")));
    EXPECT_THAT(message, Not(HasSubstr("<@U123>")));
    EXPECT_THAT(message, HasSubstr("*Company*\\nx *Phone* +1666"));
}

TEST(Slack, CutsBetweenEntitiesAndCharacters) {
    EXPECT_EQ(escape_slack("<<<", 8), "&lt;…");
    EXPECT_EQ(escape_slack("<<", 8), "&lt;&lt;");
    EXPECT_EQ(escape_slack("<<", 7), "&lt;…");
    EXPECT_EQ(escape_slack("<<", 4), "…");
    EXPECT_EQ(escape_slack("🚀🚀🚀", 6), "🚀🚀🚀");
    EXPECT_EQ(escape_slack("🚀🚀🚀", 5), "🚀🚀…");
    EXPECT_EQ(escape_slack("abc", 0), "");
    EXPECT_EQ(escape_slack("", 5), "");
}

TEST(Slack, ALeadWithoutAnythingStillMakesAMessage) {
    LeadFacts facts;
    facts.lead_id = "x";
    const std::string message = slack_message(facts);
    EXPECT_THAT(message, HasSubstr("New lead for nobody: somebody who left no name"));
    EXPECT_THAT(message, Not(HasSubstr("\"text\":\"\"")));
}

// The limits themselves are checked by the receivers' own checker; here that nothing grows without
// end.
TEST(Slack, StaysSmallWhateverTheLeadSays) {
    LeadFacts facts = testing::sample_facts();
    const std::string lots(20'000, '<');
    for (std::string* text : {&facts.lead.name, &facts.lead.company, &facts.lead.title,
                              &facts.lead.message, &facts.lead.page, &facts.explanation}) {
        *text = lots;
    }
    for (int i = 0; i < 200; ++i) facts.lead.more.push_back({lots, lots});
    for (int i = 0; i < 200; ++i) facts.reasons.push_back({1, lots});
    const std::string message = slack_message(facts);
    EXPECT_LT(message.size(), 60'000U);
    EXPECT_TRUE(is_utf8(message));
}

}  // namespace
}  // namespace baton::deliver
