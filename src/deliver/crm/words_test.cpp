#include "deliver/crm/words.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "deliver/crm/json_view.hpp"

namespace baton::deliver::crm {
namespace {

TEST(FirstOf, CutsBetweenCodePointsAndTakesNoBrokenText) {
    EXPECT_EQ(first_of("  äöü ", 2), "äö");
    EXPECT_EQ(first_of("ab c", 3), "ab");
    EXPECT_EQ(first_of("ab", 2), "ab");
    EXPECT_EQ(first_of("\xC3", 5), "");
    EXPECT_EQ(first_of("", 5), "");
}

TEST(OneLine, HasNoLineEnds) { EXPECT_EQ(one_line("too\ndear"), "too dear"); }

TEST(NameOf, TakesWhatWasGivenElsePartsTheName) {
    Prospect said;
    said.name = "Ann van der Oak";
    EXPECT_EQ(name_of(said).first, "Ann van der");
    EXPECT_EQ(name_of(said).last, "Oak");
    said.last_name = "van der Oak";
    EXPECT_EQ(name_of(said).first, "");
    EXPECT_EQ(name_of(said).last, "van der Oak");
    EXPECT_EQ(name_of(Prospect{}).last, "");
}

TEST(TitleOf, IsNeverEmptyAndNeverOver120) {
    Prospect said;
    EXPECT_EQ(title_of(said), "Lead");
    said.phone = "+1";
    EXPECT_EQ(title_of(said), "+1");
    said.email = "ann@oak.test";
    EXPECT_EQ(title_of(said), "ann@oak.test");
    said.domain = "oak.test";
    EXPECT_EQ(title_of(said), "oak.test – ann@oak.test");
    said.company = std::string(300, 'x');
    said.name = std::string(300, 'y');
    EXPECT_EQ(utf8_length(title_of(said)), 120U);
}

TEST(AccountKey, IsTheDomainElseTheNameInAnyCase) {
    Prospect said;
    EXPECT_EQ(account_key(said), "");
    said.company = " Oak GmbH";
    EXPECT_EQ(account_key(said), "name:oak gmbh");
    said.domain = "oak.test";
    EXPECT_EQ(account_key(said), "domain:oak.test");
}

TEST(StoryOf, HasALineForWhatThereIs) {
    LeadNow lead;
    EXPECT_EQ(story_of(lead), "");
    lead.prospect.message = "Call me";
    lead.tier = "hot";
    lead.link = "https://b.test/leads/1";
    EXPECT_EQ(story_of(lead), "Call me\nTier: hot\nIn Baton: https://b.test/leads/1");
}

TEST(MainRecord, IsTheOneThatSpeaksForTheLead) {
    using enum RecordKind;
    EXPECT_EQ(main_record(std::vector{Lead, Contact, Opportunity}), Opportunity);
    EXPECT_EQ(main_record(std::vector{Lead, Contact}), Lead);
    EXPECT_EQ(main_record(std::vector{Contact, Task}), Contact);
    EXPECT_EQ(main_record(std::vector{Account, Task}), std::nullopt);
}

TEST(JsonView, WhatIsNotThereIsNothing) {
    EXPECT_FALSE(JsonView::parse("{"));
    EXPECT_FALSE(JsonView::parse(std::string(40, '[') + std::string(40, ']')));
    const auto view = JsonView::parse(R"({"a":[{"n":"12.5","t":"true","u":true,"w":3}],"x":null})");
    ASSERT_TRUE(view);
    const JsonView first = (*view)["a"].items().front();
    EXPECT_EQ(first["n"].number(), 12.5);
    EXPECT_EQ(first["w"].text(), "3");
    EXPECT_TRUE(first["t"].is_true());
    EXPECT_TRUE(first["u"].is_true());
    EXPECT_FALSE(first["w"].is_true());
    EXPECT_EQ((*view)["x"]["y"].text(), "");
    EXPECT_EQ((*view)["x"].number(), std::nullopt);
    EXPECT_TRUE((*view)["nothing"].items().empty());
    EXPECT_FALSE(JsonView().is_list());
}

}  // namespace
}  // namespace baton::deliver::crm
