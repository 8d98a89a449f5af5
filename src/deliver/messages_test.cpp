// What the document says of messages: the channels that people chose, their quiet hours, who else
// hears, its own words, and the prospect's answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "deliver/addressees.hpp"
#include "deliver/interpreter_world_for_tests.hpp"
#include "deliver/render.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LogInterpreterTest;
using ::testing::Not;

// 2026-03-02T14:00:00Z, a Monday: the world's now.
constexpr const char* kDocument = R"(
workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test, quiet: "Mon-Sun 13:00-15:30" }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus, phone: "555 1",
            channels: [desk, mail] }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside }
rules:
  - { name: Big, when: lead.employees >= 1000, route: { pool: inside }, cc: [manager, backup], answer: hello }
otherwise: { pool: inside }
channels:
  chat: { type: teams, webhook: "https://hooks.teams.test/x" }
  desk: { type: slack, token: "${TOKEN}", secret: "${SECRET}" }
  mail: { type: email, server: "smtp://mail.acme.test:587", from: leads@acme.test }
  out:  { type: email, server: "smtp://mail.acme.test:587", from: hello@acme.test }
notify: [chat, mail]
alerts: [mail]
templates:
  assigned: { subject: "{{lead.name}} for {{person.name}}", text: "Call {{ lead.phone | (no number) }}. {{score}}" }
answers:
  hello:
    channel: out
    subject: "Your question, {{lead.first_name | and thank you}}"
    text: "Dear {{lead.name}},\n{{person.name}} ({{person.phone}}) will call you."
)";

class Messages : public LogInterpreterTest {
  protected:
    Messages() { policies_.policy = compile(kDocument); }

    std::vector<Planned> planned(const store::EventRow& row) {
        return interpreter_.interpret("acme", row).value();
    }
    store::DeliveryRow row_of(const store::EventRow& event, const Planned& plan) const {
        return make_row("acme", event.seq, event.at, plan, world_.now);
    }
    store::EventRow first(std::string_view who = "sarah") {
        return happen(received(assigned(who)), "assigned", std::string(who), true);
    }
    // The mail to the prospect that the event asks for.
    Message answer(const store::EventRow& event) {
        for (const Planned& plan : planned(event)) {
            if (plan.kind != "answer") continue;
            const store::DeliveryRow row = row_of(event, plan);
            return std::get<Message>(*interpreter_.compose({&row, 1}).front());
        }
        ADD_FAILURE() << "no answer";
        return {};
    }
};

TEST_F(Messages, PeopleHearOverWhatTheyChose) {
    EXPECT_THAT(plan(first()),
                ElementsAre("chat assigned", "mail assigned dana", "mail assigned marcus",
                            "desk assigned sarah", "out answer"));
    const auto step = happen(about(event::Escalated{1, {person("marcus")}}, event::Cause::Silence));
    EXPECT_THAT(plan(step), ElementsAre("chat escalated", "mail escalated marcus"));
}

TEST_F(Messages, TheNextChoiceIsForWhatDoesNotGetThrough) {
    const auto event = first();
    const auto over = [&](std::string channel, std::string who) {
        return interpreter_.next_way(
            delivery(event, std::move(channel), "assigned", std::move(who)), world_.now);
    };
    const auto next = over("desk", "sarah");
    ASSERT_TRUE(next && *next);
    EXPECT_EQ((*next)->channel, "mail");
    EXPECT_EQ((*next)->recipient, "sarah");
    EXPECT_EQ(*over("mail", "sarah"), std::nullopt);
    EXPECT_EQ(*over("mail", "marcus"), std::nullopt) << "they chose nothing";
    EXPECT_EQ(*over("desk", "nobody"), std::nullopt);
    EXPECT_EQ(*over("chat", ""), std::nullopt);
}

TEST_F(Messages, QuietHoursHoldUpWhatIsNoAlert) {
    const auto event = first();
    const auto plans = planned(event);
    ASSERT_EQ(plans.at(1).recipient, "dana");
    const store::DeliveryRow row = row_of(event, plans[1]);
    EXPECT_EQ(format_time(row.next_at), "2026-03-02T15:30:00Z");
    EXPECT_EQ(row.created_at, row.next_at);
    EXPECT_EQ(row_of(event, plans[2]).next_at, world_.now);
    const auto alert = happen(decided(route::Decision{}, event::Cause::Silence), "unrouted");
    const auto alerts = planned(alert);
    ASSERT_EQ(alerts.at(0).recipient, "dana");
    EXPECT_EQ(row_of(alert, alerts[0]).next_at, world_.now);
    // The rest of a night is over when it is over, by their own clock.
    const workspace::Policy& policy = *policies_.policy;
    const Instant before = parse_time("2026-03-02T12:59:59Z")->instant;
    EXPECT_EQ(after_quiet(policy, person("dana"), before), before);
    EXPECT_EQ(after_quiet(policy, person("sarah"), before), before);
}

TEST_F(Messages, TheDocumentsWordsStandInThePlaceOfOurs) {
    const auto event = first();
    const LeadFacts told = facts(delivery(event, "mail", "assigned", "sarah"));
    EXPECT_EQ(told.own_subject, "Grace Tan for Sarah Lee");
    EXPECT_EQ(told.own_text, "Call (no number). 30");
    const auto step = happen(about(event::Escalated{1, {person("dana")}}, event::Cause::Silence));
    EXPECT_EQ(facts(delivery(step, "mail", "escalated", "dana")).own_subject, "");
}

TEST_F(Messages, TheProspectIsAnsweredByWhoHasTheLead) {
    const auto event = first();
    const Message message = answer(event);
    ASSERT_TRUE(message.answer);
    EXPECT_EQ(message.answer->to.address, "grace@globex.test");
    EXPECT_EQ(message.answer->to.name, "Grace Tan");
    EXPECT_EQ(message.answer->writer.address, "sarah@acme.test");
    EXPECT_EQ(message.answer->subject, "Your question, and thank you");
    EXPECT_EQ(message.answer->text, "Dear Grace Tan,\nSarah Lee (555 1) will call you.");
    EXPECT_EQ(message.answer->asked, "A demo, please");
    const auto call = render(message, "delivery-1", world_.now,
                             [](std::string_view) { return std::optional<std::string>(); });
    ASSERT_TRUE(call) << call.error().message;
    const auto& mail = std::get<MailCall>(*call);
    EXPECT_EQ(mail.from, "hello@acme.test");
    EXPECT_THAT(mail.to, ElementsAre("grace@globex.test"));
    EXPECT_THAT(mail.message, HasSubstr("From: Sarah Lee <hello@acme.test>\r\n"));
    EXPECT_THAT(mail.message, HasSubstr("Reply-To: Sarah Lee <sarah@acme.test>\r\n"));
    EXPECT_THAT(mail.message, HasSubstr("> A demo, please"));
}

TEST_F(Messages, AProspectIsAnsweredOnce) {
    EXPECT_THAT(plan(first()), ::testing::Contains("out answer"));
    for (const char* who : {"marcus", "sarah"}) {
        const auto moved = happen(decided(assigned(who), event::Cause::Hand), "assigned", who);
        EXPECT_THAT(plan(moved), Not(::testing::Contains("out answer")));
    }
}

TEST_F(Messages, AStrangerIsNotFloodedWithAnswers) {
    const auto event = first();
    const auto row_at = [&](Instant at, const char* kind = "answer") {
        return make_row("acme", event.seq, event.at, {"out", kind, "", lead_, "hello"}, at);
    };
    // A burst: three are written, tries again count for nothing, the rest is left out.
    for (int i = 0; i < 3; ++i) EXPECT_EQ(dropped(row_at(world_.now)), "");
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(dropped(row_at(world_.now)), "the address was answered often enough for now");
    }
    store::DeliveryRow again = row_at(world_.now);
    again.attempts = 2;
    EXPECT_EQ(dropped(again), "");
    // A day later it is three again, and no more.
    const Instant later = world_.now + Duration::days(2);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(dropped(row_at(later)), "");
    EXPECT_NE(dropped(row_at(later)), "");
}

TEST_F(Messages, AWaitingLeadIsAnsweredWhenSomebodyHasIt) {
    const auto waits = happen(received(queued("nurture")), "queued", "", true);
    EXPECT_THAT(plan(waits), Not(::testing::Contains("out answer")));
    auto taken = decided(assigned("sarah"), event::Cause::Waiting);
    EXPECT_THAT(plan(happen(taken, "assigned", "sarah")), ::testing::Contains("out answer"));
}

TEST_F(Messages, ALateAnswerIsWrittenByTheNextHolderOrNotAtAll) {
    const auto event = first();
    const auto row =
        make_row("acme", event.seq, event.at, {"out", "answer", "", lead_, "hello"}, world_.now);
    happen(decided(assigned("marcus"), event::Cause::Hand), "assigned", "marcus");
    EXPECT_EQ(std::get<Message>(*interpreter_.compose({&row, 1}).front()).answer->writer.name,
              "Marcus Oye");
    happen(decided(queued("nurture"), event::Cause::Hand), "queued");
    EXPECT_EQ(dropped(row), "nobody has the lead any more");
    happen(about(event::Closed{event::Closing::Lost, 0, "gone", false}, event::Cause::Hand), "lost",
           "sarah");
    EXPECT_EQ(dropped(row), "the lead is closed");
    store::DeliveryRow other = row;
    other.payload = "bye";
    EXPECT_EQ(dropped(other), "the answer is no longer in the document");
}

TEST_F(Messages, CopiesAreForOthers) {
    const workspace::Policy& policy = *policies_.policy;
    const auto& cc = policy.messaging().of_rule("Big").cc;
    EXPECT_THAT(in_copy(cc, person("sarah"), policy),
                ElementsAre(person("dana"), person("marcus")));
    EXPECT_THAT(in_copy(cc, person("dana"), policy), IsEmpty());
    const std::vector<workspace::Recipient> all{
        workspace::NotifyPool{*policy.names.pools.find("inside")},
        workspace::NotifyPerson{person("marcus")}, workspace::NotifyAssignee{}};
    EXPECT_THAT(in_copy(all, person("sarah"), policy), ElementsAre(person("marcus")));
}

}  // namespace
}  // namespace baton::deliver
