#include "deliver/slack_errand.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"
#include "deliver/outbound/json_answer.hpp"

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::optional<std::string> environment(std::string_view name) {
    if (name == "TOKEN") return "xoxb-the-bot";
    return std::nullopt;
}

Message message() {
    Message out;
    out.channel.key = "desk";
    out.channel.type = workspace::ChannelType::Slack;
    out.channel.url = "https://slack.test/api/";
    out.facts = testing::sample_facts();
    out.slack.emplace();
    out.slack->app.token = "${TOKEN}";
    out.slack->app.secret = "${SECRET}";
    out.slack->target.buttons = {SlackButton::Acknowledge, SlackButton::PassOn};
    return out;
}

Outcome answered(std::string body) {
    return {.kind = OutcomeKind::Sent, .status = 200, .answer = std::move(body)};
}

// Answers each call in turn, and keeps what was called.
struct Walk {
    std::vector<std::string> methods;
    std::vector<std::string> bodies;
    Outcome end;

    Walk(Result<Errand> errand, std::vector<Outcome> answers) {
        EXPECT_TRUE(errand) << errand.error().message;
        Errand at = std::move(*errand);
        for (Outcome& answer : answers) {
            const auto& call = std::get<HttpCall>(at.call);
            EXPECT_EQ(call.headers.at(0).second, "Bearer xoxb-the-bot");
            EXPECT_TRUE(call.wants_answer);
            methods.push_back(call.url.substr(std::string("https://slack.test/api/").size()));
            bodies.push_back(call.body);
            Next next = at.then(std::move(answer));
            if (auto* more = std::get_if<Errand>(&next.what)) {
                at = std::move(*more);
                continue;
            }
            end = std::get<Outcome>(std::move(next.what));
        }
    }
};

class SlackErrand : public ::testing::Test {
  protected:
    Result<Errand> errand(const Message& message) {
        return slack_errand(message, "delivery-1", environment, places_);
    }
    SlackPlaces places_;
};

const std::string kYes = R"({"ok":true})";

TEST_F(SlackErrand, FindsAPersonByTheirAddressOnce) {
    Message direct = message();
    direct.slack->email = "sarah+desk@acme.test";
    const Walk first(errand(direct),
                     {answered(R"({"ok":true,"user":{"id":"U1"}})"),
                      answered(R"({"ok":true,"channel":{"id":"D1"}})"), answered(kYes)});
    EXPECT_THAT(first.methods,
                ElementsAre("users.lookupByEmail", "conversations.open", "chat.postMessage"));
    EXPECT_EQ(first.bodies[0], "email=sarah%2bdesk%40acme%2etest");
    EXPECT_EQ(first.bodies[1], R"({"users":"U1"})");
    const auto posted = JsonAnswer::parse(first.bodies[2]);
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->text({"channel"}), "D1");
    EXPECT_EQ(posted->text({"metadata", "event_payload", "delivery"}), "delivery-1");
    EXPECT_EQ(first.end.kind, OutcomeKind::Sent);
    const Walk second(errand(direct), {answered(kYes)});
    EXPECT_THAT(second.methods, ElementsAre("chat.postMessage"));
}

TEST_F(SlackErrand, AKnownMemberIsNotLookedUp) {
    Message direct = message();
    direct.slack->user = "U7";
    const Walk walk(errand(direct),
                    {answered(R"({"ok":true,"channel":{"id":"D7"}})"), answered(kYes)});
    EXPECT_THAT(walk.methods, ElementsAre("conversations.open", "chat.postMessage"));
}

TEST_F(SlackErrand, ADirectMessageThatSlackForgotIsAskedForAgain) {
    Message direct = message();
    direct.slack->user = "U7";
    const std::string open = R"({"ok":true,"channel":{"id":"D7"}})";
    const Walk lost(errand(direct),
                    {answered(open), answered(R"({"ok":false,"error":"channel_not_found"})")});
    EXPECT_EQ(lost.end.kind, OutcomeKind::Permanent);
    EXPECT_THAT(lost.end.message, HasSubstr("(channel_not_found)"));
    const Walk again(errand(direct), {answered(open), answered(kYes)});
    EXPECT_THAT(again.methods, ElementsAre("conversations.open", "chat.postMessage"));
}

TEST_F(SlackErrand, WhoIsNotInSlackIsNotTriedAgain) {
    Message direct = message();
    direct.slack->email = "sarah@acme.test";
    const Walk walk(errand(direct), {answered(R"({"ok":false,"error":"users_not_found"})")});
    EXPECT_EQ(walk.end.kind, OutcomeKind::Permanent);
    EXPECT_THAT(walk.end.message, HasSubstr("the e-mail address of sarah"));
}

TEST_F(SlackErrand, AnUpdateIsFollowedByTheRemark) {
    Message update = message();
    update.slack->target.room = "C1";
    update.slack->target.ts = "17.5";
    update.slack->remark_to = "U9";
    update.slack->remark = "The lead is with <marcus>.";
    const Walk walk(errand(update), {answered(kYes), answered(kYes)});
    EXPECT_THAT(walk.methods, ElementsAre("chat.update", "chat.postEphemeral"));
    EXPECT_EQ(walk.bodies[1],
              R"({"channel":"C1","user":"U9","text":"The lead is with &lt;marcus&gt;."})");
    // A message that is gone, or somebody who has left the channel, spoils nothing.
    const std::string no = R"({"ok":false,"error":"message_not_found"})";
    const Walk gone(errand(update), {answered(no), answered(no)});
    EXPECT_THAT(gone.methods, ElementsAre("chat.update", "chat.postEphemeral"));
    EXPECT_EQ(gone.end.kind, OutcomeKind::Sent);
}

TEST_F(SlackErrand, ARemarkAloneNeedsNoMessage) {
    Message told = message();
    told.slack->target.room = "C1";
    told.slack->remark_to = "U9";
    told.slack->remark = "Who are you?";
    told.slack->is_remark_only = true;
    const Walk walk(errand(told), {answered(kYes)});
    EXPECT_THAT(walk.methods, ElementsAre("chat.postEphemeral"));
}

TEST_F(SlackErrand, WithoutAPlaceOrATokenThereIsNoCall) {
    const auto nowhere = errand(message());
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().message, HasSubstr("channel desk: neither"));
    Message poor = message();
    poor.slack->app.token = "${NOT_SET}";
    const auto unset = errand(poor);
    ASSERT_FALSE(unset);
    EXPECT_THAT(unset.error().message, HasSubstr("channel desk: token"));
}

TEST(JudgeSlack, ReadsTheAnswerAndNotTheStatus) {
    const auto judged = [](std::string body) { return judge_slack(answered(std::move(body))); };
    EXPECT_EQ(judged(kYes).kind, OutcomeKind::Sent);
    EXPECT_EQ(judged(R"({"ok":false,"error":"invalid_auth"})").kind, OutcomeKind::Retry);
    EXPECT_EQ(judged(R"({"ok":false,"error":"ratelimited"})").kind, OutcomeKind::Retry);
    EXPECT_EQ(judged(R"({"ok":false,"error":"is_archived"})").kind, OutcomeKind::Permanent);
    EXPECT_EQ(judged("<html>").kind, OutcomeKind::Retry);
    EXPECT_THAT(judged(R"({"ok":false})").message, EndsWith("(without a reason)"));
    const Outcome away{.kind = OutcomeKind::Retry, .status = 503, .message = "away"};
    EXPECT_EQ(judge_slack(away).message, "away");
}

TEST(SlackPlaces, AreBounded) {
    SlackPlaces places;
    for (int i = 0; i < 10'001; ++i) places.put(std::to_string(i), "D");
    EXPECT_THAT(places.find("0"), IsEmpty());
    EXPECT_EQ(places.find("10000"), "D");
}

TEST_F(SlackErrand, APressBringsTheOtherCopiesUpToDate) {
    const auto posted = [](const std::string& room, const std::string& ts) {
        return answered(R"({"ok":true,"channel":")" + room + R"(","ts":")" + ts + R"("})");
    };
    Message room = message();
    room.slack->target.room = "C1";
    room.facts.recipient.reset();
    const Walk in_room(errand(room), {posted("C1", "1.1")});
    Message direct = message();
    direct.slack->target.room = "D1";
    direct.facts.recipient = PersonFacts{"dana", "Dana Ruiz", ""};
    const Walk to_dana(errand(direct), {posted("D1", "2.2")});

    Message press = message();
    press.slack->target.room = "C1";
    press.slack->target.ts = "1.1";
    press.slack->remark_to = "U1";
    press.slack->remark = "thanks";
    const Walk walk(errand(press), {answered(kYes), answered(kYes), answered(kYes)});
    EXPECT_THAT(walk.methods, ElementsAre("chat.update", "chat.update", "chat.postEphemeral"));
    EXPECT_THAT(walk.bodies[0], HasSubstr(R"("ts":"1.1")"));
    EXPECT_THAT(walk.bodies[1], HasSubstr(R"("channel":"D1")"));
    EXPECT_THAT(walk.bodies[1], HasSubstr(R"("ts":"2.2")"));
    // Dana does not have the lead: there is nothing for her to press.
    EXPECT_THAT(walk.bodies[0], HasSubstr("\"acknowledge\""));
    EXPECT_THAT(walk.bodies[1], ::testing::Not(HasSubstr("\"acknowledge\"")));
    EXPECT_EQ(walk.end.kind, OutcomeKind::Sent);
}

TEST_F(SlackErrand, ACopyThatCannotBeChangedSpoilsNothing) {
    for (const char* room : {"C1", "C2", "C3"}) {
        Message post = message();
        post.slack->target.room = room;
        const Walk walk(errand(post), {answered(std::string(R"({"ok":true,"channel":")") + room +
                                                R"(","ts":"1.1"})")});
    }
    Message press = message();
    press.slack->target.room = "C1";
    press.slack->target.ts = "1.1";
    const Walk gone(
        errand(press),
        {answered(kYes), answered(R"({"ok":false,"error":"message_not_found"})"), answered(kYes)});
    EXPECT_THAT(gone.methods, ElementsAre("chat.update", "chat.update", "chat.update"));
    EXPECT_EQ(gone.end.kind, OutcomeKind::Sent);
    // Away: the others are left, and the delivery has done what it was for.
    const Walk away(errand(press), {answered(kYes), Outcome{.status = 503}});
    EXPECT_THAT(away.methods, ElementsAre("chat.update", "chat.update"));
    EXPECT_EQ(away.end.kind, OutcomeKind::Sent);
}

}  // namespace
}  // namespace baton::deliver
