// Presses of Slack's buttons over HTTP: believed by their signature, done as who pressed, and shown
// by a delivery that is durable before Slack is answered.
#include <gtest/gtest.h>

#include <map>

#include "api/api_world_for_test.hpp"
#include "base/hmac.hpp"
#include "deliver/slack_post.hpp"
#include "http/uri.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

// Slack, asked who somebody is.
class Members final : public deliver::Outbound {
  public:
    void submit(deliver::Call call, deliver::OutcomeDone done) override {
        const auto& asked = std::get<deliver::HttpCall>(call);
        deliver::Outcome outcome;
        outcome.kind = deliver::OutcomeKind::Sent;
        outcome.status = 200;
        outcome.answer = asked.body == "user=U0MARCUS"
                             ? R"({"ok":true,"user":{"profile":{"email":"Marcus@acme.test"}}})"
                             : R"({"ok":false,"error":"user_not_found"})";
        EXPECT_EQ(asked.url, "https://slack.com/api/users.info");
        done(std::move(outcome));
    }
};

std::optional<std::string> environment(std::string_view name) {
    static const std::map<std::string, std::string, std::less<>> kValues{{"SIGN", "shhh"},
                                                                         {"TOKEN", "xoxb-1"}};
    const auto found = kValues.find(name);
    return found == kValues.end() ? std::nullopt : std::optional(found->second);
}

std::string document() {
    std::string text(testing::kDocument);
    const std::string_view sarah = "email: sarah@acme.test,";
    text.insert(text.find(sarah) + sarah.size(), " slack: U0SARAH,");
    return text + "channels:\n  desk: { type: slack, token: \"${TOKEN}\", secret: \"${SIGN}\" }\n";
}

class SlackPresses : public ::testing::Test {
  protected:
    SlackPresses()
        : document_(document()),
          world_({.document = document_, .outbound = &members_, .environment = environment}) {
        lead_ = world_.lead(R"({"email":"ann@bigco.test","employees":2000,"industry":"healthcare",
                                "country":"US"})");  // Sarah's alone, by the pool closers
    }

    Answer send(const std::string& payload, std::string_view secret = "shhh",
                Duration age = Duration{}) {
        const std::string body = "payload=" + http::percent_encode(payload);
        const std::string time = std::to_string((world_.clock.now() - age).to_seconds());
        const std::string signature =
            "v0=" + to_hex(hmac_sha256(secret, "v0:" + time + ":" + body));
        return world_.send(http::Method::Post, "/v1/hooks/slack", body,
                           {{"Content-Type", "application/x-www-form-urlencoded"},
                            {"X-Slack-Request-Timestamp", time},
                            {"X-Slack-Signature", signature}});
    }
    std::string payload(std::string_view action, std::string_view user,
                        std::string_view place = "C1") {
        return R"({"type":"block_actions","user":{"id":")" + std::string(user) +
               R"("},"container":{"type":"message","message_ts":"17.1","channel_id":")" +
               std::string(place) + R"("},"actions":[{"action_id":")" + std::string(action) +
               R"(","value":")" + lead_ + R"(","action_ts":")" + std::to_string(++presses_) +
               R"("}]})";
    }
    std::string state() { return world_.get("/v1/leads/" + lead_).text("/state"); }
    std::string holder() { return world_.get("/v1/leads/" + lead_).text("/person"); }
    // What is to be shown, newest first.
    std::vector<store::DeliveryRow> shown() {
        store::DeliveryQuery query;
        query.channel = "desk";
        return world_.store().deliveries("acme", query)->deliveries;
    }
    std::string remark(std::size_t i = 0) {
        const auto rows = shown();
        EXPECT_LT(i, rows.size());
        return i < rows.size() ? deliver::read_pressed(rows[i].payload)->remark : "";
    }

    const std::string document_;
    Members members_;
    World world_;
    std::string lead_;
    int presses_ = 0;
};

TEST_F(SlackPresses, AreDoneAsWhoPressedAndShown) {
    EXPECT_EQ(holder(), "sarah");
    const Answer answer = send(payload("acknowledge", "U0SARAH", "D1"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.response.body, "");
    EXPECT_EQ(state(), "acknowledged");
    const auto rows = shown();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].kind, "pressed");
    EXPECT_EQ(rows[0].recipient, "sarah");
    EXPECT_EQ(remark(), "");
    EXPECT_EQ(world_.retries, 1);
    const Answer history = world_.get("/v1/leads/" + lead_ + "/history");
    EXPECT_EQ(history.text("/events/1/actor"), "slack:sarah");
}

TEST_F(SlackPresses, OnePressPlayedAgainIsOne) {
    const std::string press = payload("pass_on", "U0SARAH");
    EXPECT_EQ(send(press).status, 200);
    EXPECT_EQ(holder(), "marcus");
    world_.post("/v1/leads/" + lead_ + "/reassign", R"({"to":{"person":"sarah"}})");
    EXPECT_EQ(send(press).status, 200);
    EXPECT_EQ(holder(), "sarah") << "the recorded press stands for it";
}

TEST_F(SlackPresses, WhoHasTheLeadNoLongerIsTold) {
    world_.post("/v1/leads/" + lead_ + "/reassign", R"({"to":{"person":"marcus"}})");
    EXPECT_EQ(send(payload("pass_on", "U0SARAH")).status, 200);
    EXPECT_EQ(holder(), "marcus");
    EXPECT_EQ(remark(), "The lead is with \"marcus\" now.");
    EXPECT_EQ(send(payload("acknowledge", "U0SARAH")).status, 200);
    EXPECT_EQ(state(), "assigned");
    EXPECT_EQ(remark(), "The lead is with \"marcus\"; \"sarah\" cannot acknowledge it.");
}

TEST_F(SlackPresses, SlackIsAskedWhoSomebodyIs) {
    world_.post("/v1/leads/" + lead_ + "/reassign", R"({"to":{"person":"marcus"}})");
    EXPECT_EQ(send(payload("acknowledge", "U0MARCUS")).status, 200);
    while (shown().empty()) std::this_thread::yield();
    EXPECT_EQ(state(), "acknowledged");
    world_.clock.move(Duration::seconds(1));
    EXPECT_EQ(send(payload("acknowledge", "U0NOBODY")).status, 200);
    while (shown().size() < 2) std::this_thread::yield();
    EXPECT_NE(remark().find("users:read.email"), std::string::npos);
    EXPECT_FALSE(shown()[0].lead);
}

TEST_F(SlackPresses, StrangersAndOldOnesAreRefused) {
    const std::string press = payload("acknowledge", "U0SARAH");
    EXPECT_EQ(send(press, "guess").status, 401);
    EXPECT_EQ(send(press, "shhh", Duration::minutes(6)).status, 401);
    EXPECT_EQ(send(press, "shhh", Duration{-Duration::minutes(6).micros}).status, 401);
    EXPECT_EQ(world_.send(http::Method::Post, "/v1/hooks/slack", "payload={}").status, 401);
    EXPECT_EQ(state(), "assigned");
    EXPECT_TRUE(shown().empty());
}

TEST_F(SlackPresses, WhatIsNoPressOfOursIsTakenAndLeft) {
    EXPECT_EQ(send(payload("open", "U0SARAH")).status, 200);
    EXPECT_EQ(send(R"({"type":"view_submission"})").status, 200);
    EXPECT_EQ(send("{").status, 400);
    EXPECT_EQ(send(R"({"type":"block_actions","actions":[]})").status, 200);
    EXPECT_EQ(state(), "assigned");
    EXPECT_TRUE(shown().empty());
    lead_ = "019cb0a5-5d80-7000-8000-000000000001";
    EXPECT_EQ(send(payload("acknowledge", "U0SARAH")).status, 200);
    EXPECT_EQ(remark(), "There is no such lead any more.");
}

TEST(SlackHook, IsNoneWithoutAnApp) {
    World world;
    EXPECT_EQ(world.post("/v1/hooks/slack", "{}").status, 404);
}

}  // namespace
}  // namespace baton::api
