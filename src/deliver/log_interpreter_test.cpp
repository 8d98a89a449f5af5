#include "deliver/log_interpreter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "core/event/codec.hpp"
#include "core/workspace/context_for_tests.hpp"
#include "deliver/acknowledge_link.hpp"
#include "deliver/courier_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kDocument = R"(
workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside, notify: true }
  quiet:   { open_to: inside }
score:
  - { add: 30, when: "lead.employees >= 1000", because: enterprise size }
tiers: { hot: 20, cold: 0 }
sla:
  standard:
    respond_within: 5m
    acknowledge:
      - { after: 10m, notify: manager }
      - { after: 30m, reassign: backup }
rules:
  - { name: Big, when: lead.employees >= 1000, route: { pool: inside }, sla: standard }
  - { name: Small, when: lead.employees < 10, route: { queue: nurture }, notify: [chat] }
otherwise: { pool: inside }
channels:
  chat:  { type: slack, webhook: "https://hooks.slack.test/x" }
  mail:  { type: email, server: "smtp://mail.acme.test:587", from: leads@acme.test }
  audit: { type: webhook, url: "https://hooks.acme.test/leads", events: [assigned, closed] }
  all:   { type: webhook, url: "https://hooks.acme.test/all" }
notify: [chat, mail]
alerts: [mail]
)";

class Policies final : public PolicySource {
  public:
    SharedPolicy policy;
    SharedPolicy live(std::string_view) override { return policy; }
    SharedPolicy at(std::string_view, std::uint64_t version) override {
        return version == 1 ? policy : nullptr;
    }
};

class LogInterpreterTest : public ::testing::Test {
  protected:
    LogInterpreterTest() : interpreter_(policies_, world_.store(), "https://baton.acme.test") {
        policies_.policy = compile(kDocument);
        lead_ = make_uuid_v7(world_.now.micros / 1000, UuidRandom{1});
    }

    static SharedPolicy compile(std::string_view text) {
        static workspace::testing::Outside outside;  // a policy points into its zones
        const workspace::Loaded loaded = outside.load(std::string(text));
        for (const auto& finding : loaded.findings) {
            EXPECT_NE(finding.severity, workspace::Severity::Error) << finding.message;
        }
        return loaded.policy;
    }

    team::PersonId person(std::string_view key) const {
        return *policies_.policy->names.people.find(key);
    }
    event::Event about(event::Body body, event::Cause cause) const {
        event::Event event;
        event.lead = lead_;
        event.cause = cause;
        event.version = 1;
        event.body = std::move(body);
        return event;
    }
    route::Decision assigned(std::string_view who) const {
        route::Decision decision;
        decision.outcome = route::Outcome::Assigned;
        decision.rule = "Big";
        decision.target = 1;
        decision.person = person(who);
        decision.pool = policies_.policy->names.pools.find("inside");
        decision.sla = "standard";
        decision.findings.score = 30;
        decision.findings.tier = "hot";
        decision.findings.score_lines = {0};
        return decision;
    }
    route::Decision queued(std::string_view queue) const {
        route::Decision decision;
        decision.outcome = route::Outcome::Queued;
        decision.rule = "Small";
        decision.queue = policies_.policy->names.queues.find(queue);
        return decision;
    }
    event::Event received(route::Decision decision) const {
        return about(event::Received{1, "", world_.now, std::move(decision)},
                     event::Cause::Submitted);
    }
    event::Event decided(route::Decision decision, event::Cause cause) const {
        return about(event::Decided{std::move(decision), {}, false, {}}, cause);
    }

    // Appends the event, with the lead's row in this state; gives the event's row.
    store::EventRow happen(const event::Event& event, std::string state = "",
                           std::string holder = "", bool with_content = false) {
        store::Append append;
        append.workspace = "acme";
        append.after = world_.store().head("acme").value();
        store::EventRow row;
        row.seq = append.after.seq + 1;
        row.at = world_.now;
        row.kind = event::kind_of(event);
        row.lead = event.lead;
        row.body = event::encode(event, policies_.policy->names);
        row.hash[0] = static_cast<std::uint8_t>(row.seq);
        append.events = {row};
        if (!state.empty()) {
            store::LeadRow lead;
            lead.id = lead_;
            lead.received_at = world_.now;
            lead.updated_at = world_.now;
            lead.state = std::move(state);
            lead.person = std::move(holder);
            if (with_content) lead.content = content();
            append.leads = {lead};
        }
        std::promise<std::string> done;
        world_.store().append(std::move(append), [&](store::AppendOutcome outcome) {
            const auto* failed = std::get_if<store::Failed>(&outcome);
            done.set_value(failed != nullptr ? failed->error.message : "");
        });
        EXPECT_EQ(done.get_future().get(), "");
        return row;
    }
    store::LeadContent content() const {
        lead::Lead lead;
        lead.fields.resize(policies_.policy->schema.size());
        lead.fields[lead::field::kName.index()] = std::string("Grace Tan");
        lead.fields[lead::field::kCompany.index()] = std::string("Globex");
        lead.fields[lead::field::kEmployees.index()] = 1200.0;
        lead.fields[lead::field::kMessage.index()] = std::string("A demo, please");
        store::LeadContent out;
        out.body = lead::encode(lead, policies_.policy->schema);
        return out;
    }

    // "chat assigned", "mail assigned sarah" …
    std::vector<std::string> plan(const store::EventRow& row) {
        const auto plans = interpreter_.interpret("acme", row);
        EXPECT_TRUE(plans) << plans.error().message;
        std::vector<std::string> out;
        for (const Planned& planned : plans.value_or(std::vector<Planned>{})) {
            out.push_back(planned.channel + " " + planned.kind +
                          (planned.recipient.empty() ? "" : " " + planned.recipient));
        }
        return out;
    }
    store::DeliveryRow delivery(const store::EventRow& event, std::string channel, std::string kind,
                                std::string recipient = "") const {
        return make_row("acme", event.seq, event.at,
                        {std::move(channel), std::move(kind), std::move(recipient), lead_, ""},
                        world_.now);
    }
    LeadFacts facts(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose(row);
        EXPECT_TRUE(composed) << composed.error().message;
        const auto* dropped = std::get_if<Dropped>(&*composed);
        EXPECT_EQ(dropped == nullptr ? "" : dropped->reason, "");
        return std::get<Message>(*composed).facts;
    }
    std::string dropped(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose(row);
        EXPECT_TRUE(composed) << composed.error().message;
        const auto* reason = std::get_if<Dropped>(&*composed);
        return reason == nullptr ? "" : reason->reason;
    }

    testing::World world_;
    Policies policies_;
    LogInterpreter interpreter_;
    store::LeadKey lead_{};
};

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
    EXPECT_EQ(told.link, "https://baton.acme.test/leads/" + format_uuid(lead_));
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

class SlackAppTest : public LogInterpreterTest {
  protected:
    SlackAppTest() { policies_.policy = compile(document()); }
    static std::string document() {
        std::string text(kDocument);
        text.replace(text.find("notify: [chat, mail]"), 20, "notify: [desk]");
        text.replace(text.find("alerts: [mail]"), 14, "alerts: [desk]");
        const std::string_view at = "channels:\n";
        text.insert(text.find(at) + at.size(),
                    "  desk: { type: slack, token: \"${T}\", secret: \"${S}\", channel: \"#all\", "
                    "pools: { inside: C0INSIDE } }\n");
        return text;
    }
    Message message(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose(row);
        EXPECT_TRUE(composed) << composed.error().message;
        return std::get<Message>(*composed);
    }
    store::DeliveryRow pressed(std::string recipient, std::optional<store::LeadKey> lead,
                               std::string remark = "") const {
        return make_row("acme", 0, world_.now,
                        {"desk", "pressed", std::move(recipient), lead,
                         write_pressed({"D1", "17.1", "U1", "5", std::move(remark)})},
                        world_.now);
    }
};

TEST_F(LogInterpreterTest, ListsTheChannelsOfTheLiveDocument) {
    const auto channels = interpreter_.channels("acme");
    ASSERT_TRUE(channels);
    std::vector<std::string> keys;
    for (const KnownChannel& channel : *channels) keys.push_back(channel.key);
    EXPECT_THAT(keys, UnorderedElementsAre("chat", "mail", "audit", "all"));
}

TEST_F(SlackAppTest, WritesToThePoolsRoomAndToThePerson) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    EXPECT_THAT(plan(event), ElementsAre("desk assigned", "desk assigned sarah", "audit assigned",
                                         "all assigned"));
    const auto plans = interpreter_.interpret("acme", event);
    const auto row = [&](std::size_t i) {
        return make_row("acme", event.seq, event.at, plans->at(i), world_.now);
    };
    const Message room = message(row(0));
    EXPECT_EQ(room.slack->target.room, "C0INSIDE");
    EXPECT_THAT(room.slack->target.buttons,
                ElementsAre(SlackButton::Acknowledge, SlackButton::PassOn));
    const Message direct = message(row(1));
    EXPECT_EQ(direct.slack->target.room, "");
    EXPECT_EQ(direct.slack->email, "sarah@acme.test");
    EXPECT_THAT(direct.slack->target.buttons, ::testing::SizeIs(2));
}

TEST_F(SlackAppTest, AlertsAndManagersHaveNoButtonsOfOthers) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto step = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    EXPECT_THAT(plan(step), ElementsAre("desk escalated", "desk escalated dana", "all escalated"));
    EXPECT_THAT(message(delivery(step, "desk", "escalated", "dana")).slack->target.buttons,
                IsEmpty());
    const auto plans = interpreter_.failure_alert("acme", "all", "answered 500");
    ASSERT_EQ(plans->size(), 2U);
    store::DeliveryRow row = make_row("acme", 0, world_.now, plans->at(0), world_.now);
    row.payload = "all: answered 500";
    EXPECT_EQ(message(row).slack->target.room, "#all");
}

TEST_F(SlackAppTest, APressedMessageTellsHowTheLeadStands) {
    happen(received(assigned("sarah")), "assigned", "sarah", true);
    const auto waits = message(pressed("sarah", lead_));
    EXPECT_EQ(waits.facts.kind, MessageKind::Assigned);
    EXPECT_EQ(waits.slack->target.ts, "17.1");
    EXPECT_THAT(waits.slack->target.buttons, ::testing::SizeIs(2));
    world_.now = world_.now + Duration::seconds(42);
    happen(about(event::Acknowledged{person("sarah")}, event::Cause::Hand), "acknowledged",
           "sarah");
    const auto taken = message(pressed("sarah", lead_, "Thank you."));
    EXPECT_EQ(taken.facts.kind, MessageKind::Acknowledged);
    EXPECT_EQ(taken.facts.detail, "Sarah Lee took it after 42 s");
    EXPECT_THAT(taken.slack->target.buttons, IsEmpty());
    EXPECT_EQ(taken.slack->remark, "Thank you.");
    happen(decided(assigned("marcus"), event::Cause::Hand), "assigned", "marcus");
    const auto moved = message(pressed("sarah", lead_));
    EXPECT_EQ(moved.facts.kind, MessageKind::Reassigned);
    EXPECT_THAT(moved.slack->target.buttons, IsEmpty());
    EXPECT_THAT(message(pressed("", lead_)).slack->target.buttons, ::testing::SizeIs(2));
    EXPECT_TRUE(message(pressed("", std::nullopt, "Who?")).slack->is_remark_only);
}

TEST_F(SlackAppTest, WithoutARoomOrAnAppThereIsNothingToWrite) {
    const auto event = happen(received(assigned("sarah")), "assigned", "sarah", true);
    auto row = pressed("", lead_);
    row.payload = "";  // erased
    EXPECT_EQ(dropped(row), "there is no Slack channel to write it to");
    policies_.policy = compile(kDocument);
    row.channel = "chat";
    EXPECT_EQ(dropped(row), "the channel is no app any more");
    EXPECT_EQ(message(delivery(event, "chat", "assigned")).slack.has_value(), false);
}

}  // namespace
}  // namespace baton::deliver
