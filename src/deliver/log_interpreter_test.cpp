#include "deliver/log_interpreter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "deliver/acknowledge_link.hpp"
#include "deliver/interpreter_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogInterpreterTest;
using ::testing::UnorderedElementsAre;

TEST_F(LogInterpreterTest, AnAssignmentGoesToTheAssigneeAndToWhoListens) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    EXPECT_THAT(plan(event), ElementsAre("chat assigned", "mail assigned sarah", "audit assigned",
                                         "all assigned"));
}

TEST_F(LogInterpreterTest, AReassignmentIsToldToTheNewOneAndToThoseWhoHearOfAssignments) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto event =
        happen(decided(assigned("marcus"), event::Cause::Silence), "assigned", "marcus");
    EXPECT_THAT(plan(event), ElementsAre("chat reassigned", "mail reassigned marcus",
                                         "audit reassigned", "all reassigned"));
}

TEST_F(LogInterpreterTest, AQueueTellsItsPoolWhenItIsToAndByTheRulesChannels) {
    const auto loud = happen(received(queued("nurture")), "queued", "", true);
    EXPECT_THAT(plan(loud), ElementsAre("chat queued", "all queued"));
    const auto quiet = happen(decided(queued("quiet"), event::Cause::Hand), "queued");
    EXPECT_THAT(plan(quiet), ElementsAre("all queued"));
}

TEST_F(LogInterpreterTest, ALeadThatNobodyTakesIsAnAlertToTheManagers) {
    const auto event = happen(received(route::Decision{}), "unrouted", "", true);
    EXPECT_THAT(plan(event), ElementsAre("mail unrouted dana", "all unrouted"));
}

TEST_F(LogInterpreterTest, StepsOfTheLadderReachWhomTheyName) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto step = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    EXPECT_THAT(plan(step), ElementsAre("chat escalated", "mail escalated dana", "all escalated"));
    const auto failed = happen(
        about(event::Alerted{event::Alert::LadderFoundNobody, 2, {}}, event::Cause::Silence));
    EXPECT_THAT(plan(failed), ElementsAre("mail ladder_failed dana", "all ladder_failed"));
}

TEST_F(LogInterpreterTest, WhatPeopleDidThemselvesOnlyProgramsHear) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    EXPECT_THAT(plan(happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand))),
                ElementsAre("all acknowledged"));
    EXPECT_THAT(plan(happen(about(event::Contacted{person("sarah"), 60}, event::Cause::Hand))),
                ElementsAre("all contacted"));
    EXPECT_THAT(plan(happen(about(event::Closed{event::Closing::Won, 12000, "", false},
                                  event::Cause::Hand))),
                ElementsAre("audit closed", "all closed"));
}

TEST_F(LogInterpreterTest, AHolderHearsWhenTheirLeadWritesAgain) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    EXPECT_THAT(plan(happen(about(event::Revised{2, ""}, event::Cause::Submitted))),
                ElementsAre("chat revised", "mail revised sarah", "all revised"));
}

TEST_F(LogInterpreterTest, WhatConcernsNoLeadIsNotTold) {
    event::Event published;
    published.version = 1;
    published.body = event::Published{"00", "first", false};
    EXPECT_THAT(plan(happen(published)), IsEmpty());
    event::Event away;
    away.version = 1;
    away.body = event::Availability{person("sarah"), event::AvailabilityChange::Paused, {}, {}};
    EXPECT_THAT(plan(happen(away)), IsEmpty());
}

TEST_F(LogInterpreterTest, SaysAllThatARepNeeds) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    const LeadFacts told = facts(delivery(event, "mail", "assigned", "sarah"));
    EXPECT_EQ(told.lead.name, "Grace Tan");
    EXPECT_EQ(told.lead.message, "A demo, please");
    EXPECT_EQ(told.recipient, (PersonFacts{"sarah", "Sarah Lee", "sarah@acme.test"}));
    EXPECT_EQ(told.assignee, told.recipient);
    EXPECT_EQ(told.rule, "Big");
    EXPECT_EQ(told.pool, "inside");
    EXPECT_EQ(told.score, 30);
    EXPECT_EQ(told.tier, "hot");
    ASSERT_EQ(told.reasons.size(), 1U);
    EXPECT_EQ(told.reasons[0].because, "enterprise size");
    EXPECT_THAT(told.explanation, HasSubstr("Rule \"Big\" matched"));
    EXPECT_EQ(told.respond_within, Duration::minutes(5));
    EXPECT_EQ(told.assigned_at, event.at);
    EXPECT_EQ(told.next_at, event.at + Duration::minutes(10));
    EXPECT_EQ(told.next_step, "Dana Ruiz is told");
    EXPECT_EQ(told.link, "https://baton.acme.test/app/leads/" + format_uuid(lead_));
}

TEST_F(LogInterpreterTest, AnEscalationSaysWhoIsToldAndWhatComesNext) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    world_.now = world_.now + Duration::minutes(10);
    const auto event = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    const LeadFacts told = facts(delivery(event, "chat", "escalated"));
    EXPECT_EQ(told.detail, "Dana Ruiz is told: no answer for 10m");
    EXPECT_EQ(told.next_step, "it goes to Marcus Oye");
    EXPECT_EQ(told.assignee->key, "sarah");
    EXPECT_EQ(told.recipient, std::nullopt);
}

TEST_F(LogInterpreterTest, TellsWhoHadItBeforeAndHowItEnded) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    happen(decided(assigned("marcus"), event::Cause::Hand), "assigned", "marcus");
    const auto closed =
        happen(about(event::Closed{event::Closing::Won, 12000, "", false}, event::Cause::Hand),
               "won", "marcus");
    const LeadFacts told = facts(delivery(closed, "audit", "closed"));
    ASSERT_EQ(told.previous.size(), 1U);
    EXPECT_EQ(told.previous[0].key, "sarah");
    EXPECT_EQ(told.detail, "won, 12000");
}

TEST_F(LogInterpreterTest, PeopleAreNotToldWhatNoLongerHolds) {
    const auto first = happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto step = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    EXPECT_EQ(dropped(delivery(step, "mail", "escalated", "dana")), "");
    happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand), "acknowledged",
           "sarah");
    EXPECT_EQ(dropped(delivery(step, "mail", "escalated", "dana")), "somebody has answered");
    EXPECT_EQ(dropped(delivery(first, "mail", "assigned", "sarah")), "");
    happen(decided(assigned("marcus"), event::Cause::Hand), "assigned", "marcus");
    EXPECT_EQ(dropped(delivery(first, "mail", "assigned", "sarah")), "the lead has moved on");
    EXPECT_EQ(dropped(delivery(first, "audit", "assigned")), "");  // what happened, happened
    const auto last = happen(about(event::Closed{}, event::Cause::Hand), "won", "marcus");
    EXPECT_EQ(dropped(delivery(last, "mail", "assigned", "marcus")), "the lead is closed");
}

TEST_F(LogInterpreterTest, DropsWhatHasNoReceiverOrNoLeadAnyMore) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    EXPECT_EQ(dropped(delivery(event, "pager", "assigned")),
              "the channel is no longer in the document");
    EXPECT_EQ(dropped(delivery(event, "mail", "assigned", "nobody")),
              "nobody is no longer in the document");
    std::promise<void> erased;
    world_.store().erase_lead("acme", lead_, world_.now, [&](Result<void>) { erased.set_value(); });
    erased.get_future().wait();
    EXPECT_EQ(dropped(delivery(event, "audit", "assigned")), "the lead was erased");
}

TEST_F(LogInterpreterTest, AFailureIsToldOverAlertsButNotOverTheChannelThatFails) {
    const auto plans = interpreter_.failure_alert("acme", "all", "answered 500");
    ASSERT_TRUE(plans);
    ASSERT_EQ(plans->size(), 1U);
    EXPECT_EQ(plans->at(0).channel, "mail");
    EXPECT_EQ(plans->at(0).recipient, "dana");
    EXPECT_THAT(*interpreter_.failure_alert("acme", "mail", ""),
                ElementsAre(::testing::Field(&Planned::channel, "all")));
    store::DeliveryRow row = make_row("acme", 0, world_.now, plans->at(0), world_.now);
    row.payload = "all: answered 500";
    EXPECT_EQ(facts(row).detail, "all: answered 500");
}

TEST_F(LogInterpreterTest, WithoutManagersAlertsGoToTheSender) {
    policies_.policy = compile(
        "workspace: acme\npeople: { ann: { name: Ann, email: ann@acme.test } }\n"
        "pools: { all: { members: [ann] } }\notherwise: { pool: all }\n"
        "channels: { mail: { type: email, server: \"smtp://m.test\", from: leads@acme.test } }\n"
        "alerts: [mail]\n");
    const auto event = happen(received(route::Decision{}), "unrouted", "", true);
    EXPECT_THAT(plan(event), ElementsAre("mail unrouted"));
    EXPECT_EQ(facts(delivery(event, "mail", "unrouted")).recipient->email, "leads@acme.test");
}

TEST_F(LogInterpreterTest, AMailToTheHolderHasALinkToTakeTheLead) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto row = delivery(event, "mail", "assigned", "sarah");
    const std::string link = facts(row).acknowledge;
    const std::string_view start = "https://baton.acme.test/w/acme/a/";
    ASSERT_TRUE(link.starts_with(start)) << link;
    const auto read = read_link(std::string_view(link).substr(start.size()), "acme",
                                world_.store().instance().salt);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, (AcknowledgeLink{lead_, "sarah", row.created_at + kLinkHolds}));
    EXPECT_EQ(facts(delivery(event, "chat", "assigned")).acknowledge, "");
    const auto step = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    EXPECT_EQ(facts(delivery(step, "mail", "escalated", "dana")).acknowledge, "");
    EXPECT_NE(facts(delivery(step, "mail", "escalated", "sarah")).acknowledge, "");
}

TEST_F(LogInterpreterTest, ManyAreComposedAtOnceEachByItself) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    // More steps than are read with those of others.
    auto last = event;
    for (std::size_t i = 0; i < LeadReadings::kEventsOfEach; ++i) {
        last = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    }
    store::DeliveryRow unknown = delivery(event, "chat", "assigned");
    unknown.lead = make_uuid_v7(1, UuidRandom{9});
    store::DeliveryRow elsewhere = delivery(event, "chat", "assigned");
    elsewhere.workspace = "other";
    const std::vector<store::DeliveryRow> rows = {delivery(event, "mail", "assigned", "sarah"),
                                                  unknown, delivery(event, "gone", "assigned"),
                                                  elsewhere, delivery(last, "all", "escalated")};
    const auto composed = interpreter_.compose(rows);
    ASSERT_EQ(composed.size(), rows.size());
    EXPECT_EQ(std::get<Message>(*composed[0]).facts.recipient->key, "sarah");
    EXPECT_EQ(std::get<Dropped>(*composed[1]).reason, "the lead was erased");
    EXPECT_THAT(std::get<Dropped>(*composed[2]).reason, HasSubstr("no longer in the document"));
    EXPECT_EQ(std::get<Dropped>(*composed[3]).reason, "the lead was erased");
    EXPECT_EQ(std::get<Message>(*composed[4]).facts.kind, MessageKind::Escalated);
    EXPECT_THAT(interpreter_.compose({}), IsEmpty());
}

TEST_F(LogInterpreterTest, SaysWhatItCannotRead) {
    store::EventRow broken;
    broken.seq = 1;
    broken.kind = "received";
    broken.lead = lead_;
    broken.body = "{";
    EXPECT_FALSE(interpreter_.interpret("acme", broken));
    auto event = received(assigned("sarah"));
    event.version = 7;
    const auto plans = interpreter_.interpret("acme", happen(event, "assigned", "sarah", true));
    ASSERT_FALSE(plans);
    EXPECT_THAT(plans.error().message, HasSubstr("version 7"));
    policies_.policy = nullptr;
    EXPECT_THAT(*interpreter_.channels("acme"), IsEmpty());
}

TEST_F(LogInterpreterTest, AChannelIsKnownSinceItWasPublished) {
    const std::string document = testing::kInterpreted;
    const SharedPolicy more = compile(std::string(document).replace(
        document.find("  chat:"), 0, "  late: { type: webhook, url: \"https://late.test/x\" }\n"));
    policies_.later = {{2, policies_.policy}, {3, more}, {4, more}};
    for (std::uint64_t version = 1; version <= 4; ++version) {
        event::Event event;
        event.cause = event::Cause::Published;
        event.version = version;
        event.body = event::Published{"", "", false};
        (void)happen(event);
        lead_[15] = static_cast<std::uint8_t>(version);  // another lead each time
        (void)happen(received(assigned("sarah")), "assigned", "sarah", true);
    }
    EXPECT_EQ(interpreter_.known_since("acme", "late").value(), 5U);
    EXPECT_EQ(interpreter_.known_since("acme", "chat").value(), 1U);
    // It was gone in between.
    policies_.later[3] = policies_.policy;
    EXPECT_EQ(interpreter_.known_since("acme", "late").value(), 7U);
    // One that cannot be read any more is no reason to stand still.
    policies_.later = {{3, nullptr}, {4, more}};
    EXPECT_EQ(interpreter_.known_since("acme", "late").value(), 7U);
    policies_.later = {};
    EXPECT_EQ(interpreter_.known_since("acme", "late").value(), 1U);
}

TEST_F(LogInterpreterTest, ListsTheChannelsOfTheLiveDocument) {
    const auto channels = interpreter_.channels("acme");
    ASSERT_TRUE(channels);
    EXPECT_THAT(*channels, UnorderedElementsAre("chat", "mail", "audit", "all"));
}

}  // namespace
}  // namespace baton::deliver
