// A Slack app among the channels: rooms, direct messages, and messages whose button was pressed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/interpreter_world_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LogInterpreterTest;

class SlackAppTest : public LogInterpreterTest {
  protected:
    SlackAppTest() { policies_.policy = compile(document()); }
    static std::string document() {
        std::string text(testing::kInterpreted);
        text.replace(text.find("notify: [chat, mail]"), 20, "notify: [desk]");
        text.replace(text.find("alerts: [mail]"), 14, "alerts: [desk]");
        const std::string_view at = "channels:\n";
        text.insert(text.find(at) + at.size(),
                    "  desk: { type: slack, token: \"${T}\", secret: \"${S}\", channel: \"#all\", "
                    "pools: { inside: C0INSIDE } }\n");
        return text;
    }
    Message message(const store::DeliveryRow& row) {
        const auto composed = interpreter_.compose({&row, 1}).front();
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
    policies_.policy = compile(testing::kInterpreted);
    row.channel = "chat";
    EXPECT_EQ(dropped(row), "the channel is no app any more");
    EXPECT_EQ(message(delivery(event, "chat", "assigned")).slack.has_value(), false);
}

}  // namespace
}  // namespace baton::deliver
