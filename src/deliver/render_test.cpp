#include "deliver/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using workspace::ChannelType;

constexpr Instant kNow = Instant::from_seconds(1'772'460'000);

std::optional<std::string> environment(std::string_view name) {
    if (name == "HOOK") return "https://hooks.slack.test/services/T1/B1/verysecret";
    if (name == "KEY") return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    if (name == "WRONG") return "not-base64!";
    if (name == "PASSWORD") return "hunter2hunter2";
    return std::nullopt;
}

Message message(ChannelType type, std::string url) {
    Message out;
    out.channel.key = "sales";
    out.channel.type = type;
    out.channel.url = std::move(url);
    out.channel.from = "Baton <leads@acme.test>";
    out.facts = testing::sample_facts();
    return out;
}

TEST(Render, SlackPutsTheSecretAddressInAndKeepsItOutOfWords) {
    const auto call = render(message(ChannelType::Slack, "${HOOK}"), "id", kNow, environment);
    ASSERT_TRUE(call) << call.error().message;
    const auto& http = std::get<HttpCall>(*call);
    EXPECT_EQ(http.url, "https://hooks.slack.test/services/T1/B1/verysecret");
    EXPECT_EQ(http.secrets.scrub("no such hook: /services/T1/B1/verysecret"), "no such hook: ***");
}

TEST(Render, WebhookIsSignedOverItsBody) {
    Message hook = message(ChannelType::Webhook, "https://hooks.acme.test/leads");
    hook.channel.secret = "${KEY}";
    const auto call = render(hook, "id-1", kNow, environment);
    ASSERT_TRUE(call) << call.error().message;
    const auto& http = std::get<HttpCall>(*call);
    ASSERT_EQ(http.headers.size(), 3U);
    EXPECT_EQ(http.headers[0].second, "id-1");
    EXPECT_EQ(http.headers[1].second, "1772460000");
    EXPECT_THAT(http.headers[2].second, HasSubstr("v1,"));
}

TEST(Render, MailGoesToTheRecipient) {
    Message mail = message(ChannelType::Email, "smtp://mail.acme.test:587");
    mail.channel.user = "baton";
    mail.channel.password = "${PASSWORD}";
    const auto call = render(mail, "id-1", kNow, environment);
    ASSERT_TRUE(call) << call.error().message;
    const auto& out = std::get<MailCall>(*call);
    EXPECT_EQ(out.from, "leads@acme.test");
    EXPECT_EQ(out.to, std::vector<std::string>{"sarah@acme.test"});
    EXPECT_EQ(out.password, "hunter2hunter2");
    EXPECT_THAT(out.message, HasSubstr("Message-ID: <id-1@acme.test>\r\n"));
}

TEST(Render, NamesTheChannelAndTheFault) {
    const auto fault = [](const Message& each) {
        const auto call = render(each, "id", kNow, environment);
        EXPECT_FALSE(call);
        EXPECT_THAT(call.error().message, HasSubstr("channel sales"));
        EXPECT_THAT(call.error().message, Not(HasSubstr("not-base64")));
        return call ? Error{} : call.error();
    };
    EXPECT_TRUE(is(fault(message(ChannelType::Slack, "${GONE}")), DeliverError::SecretMissing));
    EXPECT_TRUE(is(fault(message(ChannelType::Slack, "${")), DeliverError::BadSecretName));
    EXPECT_TRUE(is(fault(message(ChannelType::Slack, "")), DeliverError::NoConnection));
    Message hook = message(ChannelType::Webhook, "https://hooks.acme.test/");
    hook.channel.secret = "${WRONG}";
    EXPECT_TRUE(is(fault(hook), DeliverError::BadKey));
    Message mail = message(ChannelType::Email, "smtp://mail.acme.test");
    mail.channel.from = "nobody";
    EXPECT_TRUE(is(fault(mail), DeliverError::BadAddress));
    mail = message(ChannelType::Email, "smtp://mail.acme.test");
    mail.facts.recipient->email = "sarah@acme.test\r\nDATA";
    EXPECT_TRUE(is(fault(mail), DeliverError::BadAddress));
    mail.facts.recipient.reset();
    EXPECT_TRUE(is(fault(mail), DeliverError::BadAddress));
}

}  // namespace
}  // namespace baton::deliver
