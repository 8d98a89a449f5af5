// Signatures: the documented example of each scheme where there is one, else made beside the test
// as the documentation says; then one changed byte, another secret, an old time, and nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/hash.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/hooks/hook_for_test.hpp"
#include "capture/hooks/slack.hpp"

namespace baton::capture {
namespace {

using ::testing::HasSubstr;
using testing::Post;

constexpr std::string_view kSecret = "shhh";

int verdict(HookType type, const Post& post, std::string_view secret = kSecret) {
    const auto verified = verify_hook(type, secret, post.call());
    return verified ? 0 : verified.error().code;
}
constexpr int kNotSigned = static_cast<int>(HookError::NotSigned);
constexpr int kWrong = static_cast<int>(HookError::WrongSignature);
constexpr int kTooOld = static_cast<int>(HookError::TooOld);

// What holds for all: another secret, a changed body and no header are refused.
void expect_guarded(HookType type, Post post) {
    EXPECT_EQ(verdict(type, post), 0);
    EXPECT_EQ(verdict(type, post, "hhhs"), kWrong);
    Post changed = post;
    changed.body.insert(changed.body.size() - 1, " ");
    EXPECT_EQ(verdict(type, changed), kWrong);
    post.headers.clear();
    EXPECT_EQ(verdict(type, post), kNotSigned);
}

std::string hex_of(std::initializer_list<std::string_view> pieces) {
    return to_hex(hmac(HmacHash::Sha256, kSecret, std::span(pieces.begin(), pieces.size())));
}

TEST(VerifyHook, TypeformsOwnExample) {
    expect_guarded(HookType::Typeform,
                   {.body = R"({"a":1})",
                    .headers = {{"Typeform-Signature",
                                 "sha256=gqKCJyPvXXTniyCCt07DNpzJz5TljtTcYfXB4oh/18c="}}});
    EXPECT_EQ(
        verdict(
            HookType::Typeform,
            {.body = R"({"a":1})",
             .headers = {{"Typeform-Signature", "gqKCJyPvXXTniyCCt07DNpzJz5TljtTcYfXB4oh/18c="}}}),
        kWrong);
}

TEST(VerifySlack, SlacksOwnExample) {
    constexpr std::string_view kSigning = "8f742231b10e8888abcd99yyyzzz85a5";
    Post post{.body =
                  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&"
                  "channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&"
                  "command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
                  "commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id="
                  "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
              .headers = {{"X-Slack-Signature",
                           "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
                          {"X-Slack-Request-Timestamp", "1531420618"}},
              .now = Instant::from_seconds(1'531'420'618 + 300)};
    const auto code = [&](std::string_view secret) {
        const auto verified = verify_slack(secret, post.call());
        return verified ? 0 : verified.error().code;
    };
    EXPECT_EQ(code(kSigning), 0);
    EXPECT_EQ(code("another"), kWrong);
    post.now = post.now + Duration::seconds(1);
    EXPECT_EQ(code(kSigning), kTooOld);
    post.now = Instant::from_seconds(1'531'420'618 - 301);
    EXPECT_EQ(code(kSigning), kTooOld);
    post.now = Instant::from_seconds(1'531'420'618);
    post.body += ' ';
    EXPECT_EQ(code(kSigning), kWrong);
    post.headers["X-Slack-Signature"] = "v1=00";
    EXPECT_EQ(code(kSigning), kWrong);
    post.headers.erase("X-Slack-Request-Timestamp");
    EXPECT_NE(code(kSigning), 0);
    post.headers.clear();
    EXPECT_EQ(code(kSigning), kNotSigned);
}

TEST(ReadSlackPress, TakesTheFirstPressAndOnlyThat) {
    const auto press = read_slack_press(
        "payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U1%22%7D%2C"
        "%22channel%22%3A%7B%22id%22%3A%22C1%22%7D%2C%22message%22%3A%7B%22ts%22%3A%221.2%22%7D%2C"
        "%22actions%22%3A%5B%7B%22action_id%22%3A%22open%22%2C%22value%22%3A%22v%22%2C"
        "%22action_ts%22%3A%223.4%22%7D%5D%7D");
    ASSERT_TRUE(press);
    EXPECT_EQ(press->action, "open");
    EXPECT_EQ(press->value, "v");
    EXPECT_EQ(press->user, "U1");
    EXPECT_EQ(press->channel, "C1");
    EXPECT_EQ(press->ts, "1.2");
    EXPECT_EQ(press->at, "3.4");
    EXPECT_EQ(read_slack_press("payload=%7B%22type%22%3A%22shortcut%22%7D")->action, "");
    EXPECT_FALSE(read_slack_press("payload=%7B"));
    EXPECT_FALSE(read_slack_press("other=1"));
    EXPECT_EQ(slack_email_in(R"({"user":{"profile":{"email":"a@b.test"}}})"), "a@b.test");
    EXPECT_EQ(slack_email_in("<html>"), "");
}

TEST(VerifyHook, MetaAndIntercomSignTheBody) {
    const std::string body = R"({"object":"page"})";
    expect_guarded(
        HookType::Meta,
        {.body = body, .headers = {{"X-Hub-Signature-256", "sha256=" + hex_of({body})}}});
    const std::array<std::string_view, 1> pieces{body};
    expect_guarded(
        HookType::Intercom,
        {.body = body,
         .headers = {{"X-Hub-Signature",
                      "sha1=" + ascii_upper(to_hex(hmac(HmacHash::Sha1, kSecret, pieces)))}}});
}

TEST(VerifyHook, GooglesKeyStandsInTheBody) {
    EXPECT_EQ(verdict(HookType::Google, {.body = R"({"google_key":"shhh"})"}), 0);
    EXPECT_EQ(verdict(HookType::Google, {.body = R"({"google_key":"shh"})"}), kWrong);
    EXPECT_EQ(verdict(HookType::Google, {.body = R"({"key":"shhh"})"}), kNotSigned);
    const auto refused =
        verify_hook(HookType::Google, kSecret, Post{.body = R"({"google_key":"other"})"}.call());
    EXPECT_THAT(refused.error().message, ::testing::Not(HasSubstr("other")));
    EXPECT_EQ(verdict(HookType::Google, {.body = "{"}), static_cast<int>(CaptureError::BadJson));
}

TEST(VerifyHook, HubSpotsThreeVersions) {
    const Post plain{.body = R"([{"eventId":1}])"};
    const auto v3 = [&](std::int64_t at_ms) {
        Post post = plain;
        const std::string time = std::to_string(at_ms);
        const std::array<std::string_view, 4> pieces{"POST", post.url, post.body, time};
        post.headers = {
            {"X-HubSpot-Signature-v3", to_base64(hmac(HmacHash::Sha256, kSecret, pieces))},
            {"X-HubSpot-Request-Timestamp", time}};
        return post;
    };
    const std::int64_t now = plain.now.micros / 1'000;
    expect_guarded(HookType::HubSpot, v3(now - 299'000));
    EXPECT_EQ(verdict(HookType::HubSpot, v3(now - 301'000)), kTooOld);
    EXPECT_EQ(verdict(HookType::HubSpot, v3(now + 301'000)), kTooOld);
    Post moved = v3(now);
    moved.url += "?other";
    EXPECT_EQ(verdict(HookType::HubSpot, moved), kWrong);
    moved = v3(now);
    moved.headers["X-HubSpot-Request-Timestamp"] = "99999999999999999999";
    EXPECT_EQ(verdict(HookType::HubSpot, moved), kWrong);

    Post old = plain;
    const std::array<std::string_view, 2> v1{kSecret, old.body};
    old.headers = {{"X-HubSpot-Signature", to_hex(bytes_of(sha256(v1)))},
                   {"X-HubSpot-Signature-Version", "v1"}};
    expect_guarded(HookType::HubSpot, old);
    const std::array<std::string_view, 4> v2{kSecret, "POST", old.url, old.body};
    old.headers = {{"X-HubSpot-Signature", to_hex(bytes_of(sha256(v2)))},
                   {"X-HubSpot-Signature-Version", "v2"}};
    expect_guarded(HookType::HubSpot, old);

    EXPECT_EQ(
        verdict(HookType::HubSpot, {.body = "{}", .headers = {{"Authorization", "Bearer shhh"}}}),
        0);
    EXPECT_EQ(
        verdict(HookType::HubSpot, {.body = "{}", .headers = {{"Authorization", "Bearer shh"}}}),
        kWrong);
}

TEST(VerifyHook, CalendlyAndWebflowSignTheTime) {
    const Post plain{.body = R"({"event":"invitee.created"})"};
    const auto calendly = [&](std::int64_t seconds) {
        Post post = plain;
        const std::string time = std::to_string(seconds);
        post.headers = {
            {"Calendly-Webhook-Signature", "t=" + time + ",v1=" + hex_of({time, ".", post.body})}};
        return post;
    };
    const std::int64_t now = plain.now.micros / 1'000'000;
    expect_guarded(HookType::Calendly, calendly(now - 179));
    EXPECT_EQ(verdict(HookType::Calendly, calendly(now - 181)), kTooOld);
    for (const char* broken : {"", "t=,v1=", "t=abc,v1=00", "v1=00", "t=-5,v1=00"}) {
        Post post = plain;
        post.headers = {{"Calendly-Webhook-Signature", broken}};
        EXPECT_EQ(verdict(HookType::Calendly, post), kWrong) << broken;
    }

    const auto webflow = [&](std::int64_t at_ms) {
        Post post = plain;
        const std::string time = std::to_string(at_ms);
        post.headers = {{"x-webflow-timestamp", time},
                        {"x-webflow-signature", hex_of({time, ":", post.body})}};
        return post;
    };
    expect_guarded(HookType::Webflow, webflow(now * 1'000 - 299'000));
    EXPECT_EQ(verdict(HookType::Webflow, webflow(now * 1'000 - 301'000)), kTooOld);
}

TEST(VerifyHook, AHookOfOnesOwnMaySignOrShowTheSecret) {
    const Post plain{.body = R"({"email":"a@oak.test"})"};
    const std::string time = std::to_string(plain.now.micros / 1'000'000);
    const std::string key = "a key of twenty-four byt";
    const std::string secret = "whsec_" + to_base64(key);
    const std::array<std::string_view, 5> pieces{"msg_1", ".", time, ".", plain.body};
    Post standard = plain;
    standard.headers = {
        {"webhook-id", "msg_1"},
        {"webhook-timestamp", time},
        {"webhook-signature", "v1,AAAA v1," + to_base64(hmac(HmacHash::Sha256, key, pieces))}};
    EXPECT_EQ(verdict(HookType::Json, standard, secret), 0);
    EXPECT_EQ(verdict(HookType::Json, standard, "whsec_" + to_base64("another key")), kWrong);
    standard.now = standard.now + Duration::minutes(6);
    EXPECT_EQ(verdict(HookType::Json, standard, secret), kTooOld);

    Post shown = plain;
    shown.headers = {{"X-Baton-Secret", "shhh"}};
    EXPECT_EQ(verdict(HookType::Json, shown), 0);
    EXPECT_EQ(verdict(HookType::Json, shown, "shh"), kWrong);
    shown.headers = {{"Authorization", "Bearer shhh"}};
    EXPECT_EQ(verdict(HookType::Json, shown), 0);
    shown.headers = {{"X-Hub-Signature-256", "sha256=" + hex_of({plain.body})}};
    EXPECT_EQ(verdict(HookType::Json, shown), 0);
    EXPECT_EQ(verdict(HookType::Json, plain), kNotSigned);
}

}  // namespace
}  // namespace baton::capture
