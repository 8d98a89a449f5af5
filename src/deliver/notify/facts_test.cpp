#include "deliver/notify/facts.hpp"

#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"
#include "deliver/notify/wording.hpp"

namespace baton::deliver {
namespace {

namespace field = lead::field;

TEST(Facts, KindsHaveWordsThatReadBack) {
    for (int i = 1; i <= 13; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        EXPECT_EQ(message_kind_from(to_word(kind)), kind);
    }
    EXPECT_EQ(message_kind_from("Assigned"), std::nullopt);
    EXPECT_EQ(message_kind_from(""), std::nullopt);
}

TEST(Facts, TakesTheWordsOfALead) {
    lead::Schema schema;
    const lead::FieldId product = schema.define({"product", lead::FieldType::Set, {}});
    lead::Lead lead;
    lead.fields.resize(schema.size());
    lead.fields[field::kFirstName.index()] = std::string("Grace");
    lead.fields[field::kLastName.index()] = std::string("Tan");
    lead.fields[field::kEmployees.index()] = 1200.0;
    lead.fields[field::kUtmMedium.index()] = std::string("cpc");
    lead.fields[field::kSignals.index()] = lead::Signals{{"pricing_page", 3}, {"webinar", 1}};
    lead.fields[product.index()] = std::vector<std::string>{"basic", "pro"};
    lead.unreadable = {{"budget", "\"a lot\""}};
    lead.extra = {{"favourite", "{\"a\":1}"}};

    const LeadWords words = words_of(lead, schema);
    EXPECT_EQ(words.name, "Grace Tan");
    EXPECT_EQ(words.employees, 1200);
    EXPECT_EQ(words.budget, std::nullopt);
    EXPECT_EQ(words.email, "");
    ASSERT_EQ(words.utm.size(), 1U);
    EXPECT_EQ(words.utm[0].name, "utm_medium");
    ASSERT_EQ(words.more.size(), 4U);
    EXPECT_EQ(words.more[0].value, "pricing_page 3, webinar 1");
    EXPECT_EQ(words.more[1].value, "basic, pro");
    EXPECT_EQ(words.more[2].value, "a lot");
    EXPECT_EQ(words.more[3].value, "{\"a\":1}");
}

TEST(Facts, AnEmptyLeadHasNoWords) {
    const LeadWords words = words_of(lead::Lead{}, lead::Schema{});
    EXPECT_EQ(words.name, "");
    EXPECT_TRUE(words.more.empty());
}

TEST(Wording, TellsTheReceiverWhetherTheLeadIsTheirs) {
    LeadFacts facts = testing::sample_facts();
    EXPECT_EQ(put_into_words(facts).headline, "New lead for you: Grace Tan, Globex & Sons <Ltd>");
    facts.recipient.reset();
    EXPECT_EQ(put_into_words(facts).headline,
              "New lead for Sarah Lee: Grace Tan, Globex & Sons <Ltd>");
    facts.kind = MessageKind::Escalated;
    EXPECT_EQ(put_into_words(facts).headline,
              "No answer yet from Sarah Lee: Grace Tan, Globex & Sons <Ltd>");
}

TEST(Wording, EveryKindHasAHeadline) {
    LeadFacts facts;
    facts.lead_id = "x";
    for (int i = 1; i <= 13; ++i) {
        facts.kind = static_cast<MessageKind>(i);
        EXPECT_FALSE(put_into_words(facts).headline.empty()) << i;
    }
}

TEST(Wording, PutsTheTimesInTheReadersZone) {
    const Wording words = put_into_words(testing::sample_facts());
    EXPECT_EQ(words.urgent, "Respond within 5m, by 09:05 (UTC-05:00)");
    EXPECT_EQ(words.happens_next, "If nobody answers by 09:10 (UTC-05:00): Dana Ruiz is told.");
}

TEST(Wording, NamesTheDayWhenItIsAnother) {
    const Instant evening = parse_time("2026-03-02T23:58:00Z")->instant;
    EXPECT_EQ(clock_time(evening + Duration::minutes(5), evening, 0), "Tue 3 Mar 00:03 (UTC)");
    EXPECT_EQ(clock_time(evening, evening, 19800), "05:28 (UTC+05:30)");
}

TEST(Wording, WhatIsSettledSpeaksNoMoreOfDeadlines) {
    LeadFacts facts = testing::sample_facts();
    facts.kind = MessageKind::Closed;
    facts.detail = "won, 12000";
    const Wording words = put_into_words(facts);
    EXPECT_EQ(words.urgent, "won, 12000");
    EXPECT_EQ(words.happens_next, "");
}

TEST(Wording, LinksOnlyWhatIsSafeToPress) {
    LeadFacts facts = testing::sample_facts();
    facts.lead.page = "javascript:alert(1)";
    facts.lead.email = "a@b.test?bcc=all@acme.test";
    facts.lead.phone = "call me";
    for (const Line& line : put_into_words(facts).lines) EXPECT_EQ(line.link, "") << line.label;
}

TEST(Wording, ALeadWithoutANameIsCalledBySomething) {
    LeadFacts facts;
    facts.lead_id = "x";
    facts.lead.email = "ada@lead.test";
    EXPECT_EQ(put_into_words(facts).who, "ada@lead.test");
    facts.lead.email.clear();
    EXPECT_EQ(put_into_words(facts).who, "somebody who left no name");
}

}  // namespace
}  // namespace baton::deliver
