#include "deliver/trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using workspace::ChannelType;

// Answers each call as it comes, with what is next in line.
class Answering final : public Outbound {
  public:
    void submit(Call call, OutcomeDone done) override {
        calls.push_back(std::move(call));
        Outcome outcome = std::move(outcomes.front());
        outcomes.erase(outcomes.begin());
        done(std::move(outcome));
    }

    std::vector<Call> calls;
    std::vector<Outcome> outcomes;
};

const Environment kEnvironment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "HOOK") return "https://hooks.slack.test/services/T1/B1/verysecret";
    if (name == "TENANT") return "hidden-tenant";
    return std::nullopt;
};

workspace::Channel channel(ChannelType type, std::string url) {
    workspace::Channel one;
    one.key = "sales";
    one.type = type;
    one.url = std::move(url);
    one.from = "leads@acme.test";
    return one;
}

// What one test of `of` came to, all answers being `outcome`.
TrialEnd tried(const workspace::Channel& of, Answering& outbound, const TrialAsker& asker = {}) {
    std::optional<TrialEnd> end;
    try_channel(of, workspace::Policy(), "acme", asker, "id-1",
                {outbound, kEnvironment, [] { return Instant::from_seconds(1'772'460'000); }},
                [&](TrialEnd came) {
                    EXPECT_FALSE(end) << "ended twice";
                    end = std::move(came);
                });
    EXPECT_TRUE(end);
    return end.value_or(TrialEnd{{}, ""});
}

Outcome sent() {
    Outcome outcome;
    outcome.kind = OutcomeKind::Sent;
    outcome.status = 200;
    return outcome;
}

TEST(Trial, SaysThatItIsOneAndWhoAsked) {
    Answering outbound;
    outbound.outcomes = {sent()};
    const auto end = tried(channel(ChannelType::Webhook, "https://hooks.acme.test/x"), outbound,
                           {{}, "The token deploy"});
    EXPECT_EQ(end.outcome.kind, OutcomeKind::Sent);
    const auto& call = std::get<HttpCall>(outbound.calls.at(0));
    EXPECT_THAT(call.body, HasSubstr(R"("type":"test")"));
    EXPECT_THAT(call.body, HasSubstr("The token deploy asked for it"));
    EXPECT_THAT(call.body, Not(HasSubstr(R"("lead")")));
}

TEST(Trial, MailGoesToWhoAskedElseToItsOwnSender) {
    const auto mail = channel(ChannelType::Email, "smtp://mail.acme.test:587");
    Answering outbound;
    outbound.outcomes = {sent(), sent()};
    EXPECT_EQ(tried(mail, outbound, {{"ann", "Ann", "ann@acme.test"}, "ann@acme.test"}).found,
              "mail to ann@acme.test");
    tried(mail, outbound);
    EXPECT_EQ(std::get<MailCall>(outbound.calls.at(0)).to,
              std::vector<std::string>{"ann@acme.test"});
    EXPECT_EQ(std::get<MailCall>(outbound.calls.at(1)).to,
              std::vector<std::string>{"leads@acme.test"});
}

TEST(Trial, WhatIsNotSetUpIsNotCalled) {
    Answering outbound;
    const auto end = tried(channel(ChannelType::Slack, "${NOBODY_SET_IT}"), outbound);
    EXPECT_EQ(end.outcome.kind, OutcomeKind::Permanent);
    EXPECT_THAT(end.outcome.message, HasSubstr("NOBODY_SET_IT"));
    EXPECT_TRUE(outbound.calls.empty());
}

workspace::CrmConnection hubspot() {
    workspace::CrmConnection crm;
    crm.key = "main";
    crm.type = "hubspot";
    crm.token = "pat-1";
    return crm;
}

TEST(Trial, OfACrmThatRefusesSaysSo) {
    Answering outbound;
    Outcome refused;
    refused.kind = OutcomeKind::Retry;
    refused.status = 401;
    refused.message = "answered 401";
    outbound.outcomes = {refused};
    std::optional<TrialEnd> end;
    try_crm(hubspot(), {outbound, kEnvironment, [] { return Instant{}; }},
            [&](TrialEnd came) { end = std::move(came); });
    ASSERT_TRUE(end);
    EXPECT_NE(end->outcome.kind, OutcomeKind::Sent);
    EXPECT_EQ(end->outcome.status, 401);
}

TEST(Trial, OneThatWasStoppedIsNotAskedOn) {
    Answering outbound;
    Outcome stopped;
    stopped.stopped = true;
    outbound.outcomes = {stopped};
    bool was_stopped = false;
    try_crm(hubspot(), {outbound, kEnvironment, [] { return Instant{}; }},
            [&](const TrialEnd& came) { was_stopped = came.outcome.stopped; });
    EXPECT_TRUE(was_stopped);
    EXPECT_EQ(outbound.calls.size(), 1U);
}

TEST(Plugged, ShowsTheHostAndNothingElseOfAnAddress) {
    const auto look = [](ChannelType type, const char* url) {
        return look_at(channel(type, url), workspace::Policy(), kEnvironment);
    };
    EXPECT_EQ(look(ChannelType::Slack, "${HOOK}").host, "hooks.slack.test");
    EXPECT_EQ(look(ChannelType::Email, "smtp://user:word@mail.acme.test:587").host,
              "mail.acme.test:587");
    EXPECT_EQ(look(ChannelType::Webhook, "https://${TENANT}.acme.test/x").host, "***.acme.test");
    EXPECT_EQ(look(ChannelType::Webhook, "https://acme.test?key=1").host, "acme.test");
    EXPECT_EQ(look(ChannelType::Push, "").host, "");
    EXPECT_EQ(look(ChannelType::Slack, "${HOOK}").fault, "");
    EXPECT_THAT(look(ChannelType::Slack, "${GONE}").fault, HasSubstr("channel sales: webhook"));
}

}  // namespace
}  // namespace baton::deliver
