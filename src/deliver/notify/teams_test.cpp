#include "deliver/notify/teams.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Teams, SaysEverythingThatARepNeeds) {
    const std::string message = teams_message(testing::sample_facts());
    EXPECT_EQ(message + "\n", testing::golden("teams_assigned.json", message + "\n"));
}

TEST(Teams, ALeadsWordsStandInRunsThatHaveNoMarkup) {
    LeadFacts facts = testing::sample_facts();
    facts.lead.name = "[Acme](https://evil.test) **now**";
    facts.lead.message = "<at>everyone</at> # big";
    const std::string message = teams_message(facts);
    EXPECT_THAT(message, Not(HasSubstr("TextBlock\",\"text\"")));
    EXPECT_THAT(message, Not(HasSubstr("\"type\":\"TextBlock\"")));
    EXPECT_THAT(message, Not(HasSubstr("\"entities\"")));
    EXPECT_THAT(message, HasSubstr("<at>everyone</at> # big"));
}

TEST(Teams, ALeadWithoutAnythingStillMakesAMessage) {
    LeadFacts facts;
    facts.lead_id = "x";
    const std::string message = teams_message(facts);
    EXPECT_THAT(message, HasSubstr("New lead for nobody: somebody who left no name"));
    EXPECT_THAT(message, Not(HasSubstr("\"text\":\"\"")));
    EXPECT_THAT(message, Not(HasSubstr("\"actions\"")));
}

TEST(Teams, StaysUnderItsLimitWhateverTheLeadSays) {
    LeadFacts facts = testing::sample_facts();
    for (const std::string& lots :
         {std::string(40'000, '"'), std::string(40'000, '\x01'), std::string(40'000, 'x')}) {
        for (std::string* text : {&facts.lead.name, &facts.lead.company, &facts.lead.title,
                                  &facts.lead.message, &facts.lead.page, &facts.explanation}) {
            *text = lots;
        }
        for (int i = 0; i < 300; ++i) facts.lead.more.push_back({lots.substr(0, 200), lots});
        const std::string message = teams_message(facts);
        EXPECT_LE(message.size(), kTeamsMessage);
        EXPECT_THAT(message, HasSubstr("\"type\":\"AdaptiveCard\""));
    }
}

}  // namespace
}  // namespace baton::deliver
