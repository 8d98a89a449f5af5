// Our messages before programs that others wrote: smtp-server and mailparser read the mail,
// standardwebhooks verifies the signature, and a strict checker looks at the Slack message. They
// run in Node, from tests/flow/receivers, and are skipped where Node or the packages are not
// installed.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "deliver/notify/sample_for_tests.hpp"
#include "deliver/outbound/curl_outbound.hpp"
#include "deliver/render.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using workspace::ChannelType;

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kFlow = std::string(BATON_SOURCE_DIR) + "/tests/flow";

// A receiver in a process of its own, that speaks in lines of JSON.
class Receiver {
  public:
    Receiver(const std::string& script, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"node", kFlow + "/receivers/" + script});
        std::vector<char*> argv;
        for (std::string& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        EXPECT_EQ(pipe2(in.data(), O_CLOEXEC), 0);
        EXPECT_EQ(pipe2(out.data(), O_CLOEXEC), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        EXPECT_EQ(posix_spawnp(&process_, "node", &actions, nullptr, argv.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        input_ = in[1];
        output_ = fdopen(out[0], "r");
        const std::string hello = read_line();
        address_ = member(hello, "listening");
        ca_file_ = member(hello, "ca");
    }
    ~Receiver() {
        close(input_);  // it ends with its input
        int status = 0;
        waitpid(process_, &status, 0);
        fclose(output_);
    }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
    // What came next; the test's own time limit ends a wait for nothing.
    std::string read_line() {
        std::string line;
        for (int c = fgetc(output_); c != EOF && c != '\n'; c = fgetc(output_)) {
            line += static_cast<char>(c);
        }
        return line;
    }

  private:
    static std::string member(const std::string& json, const std::string& name) {
        const std::string key = "\"" + name + "\":\"";
        const std::size_t at = json.find(key);
        if (at == std::string::npos) return {};
        return json.substr(at + key.size(), json.find('"', at + key.size()) - at - key.size());
    }

    pid_t process_ = 0;
    int input_ = -1;
    FILE* output_ = nullptr;
    std::string address_;
    std::string ca_file_;
};

class Counterparts : public ::testing::Test {
  protected:
    void SetUp() override {
        if (std::system("node --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no node here";
        if (!std::filesystem::is_directory(kFlow + "/node_modules/standardwebhooks")) {
            GTEST_SKIP() << "no packages here: npm ci in tests/flow";
        }
    }

    static Outcome send(const Message& message, const std::string& ca_file = "") {
        const auto environment = [](std::string_view name) -> std::optional<std::string> {
            if (name == "AUDIT_SECRET") return kSecret;
            if (name == "SMTP_PASSWORD") return "pass-word";
            return std::nullopt;
        };
        // The receivers check the age of a signature, so this is the real time.
        const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now().time_since_epoch());
        auto call = render(message, "019cb0a5-5d80-7000-8000-00000000000a", Instant{now.count()},
                           environment);
        if (!call) return {.kind = OutcomeKind::Permanent, .message = call.error().message};
        OutboundConfig config;
        config.allow_private = true;
        config.ca_file = ca_file;
        CurlOutbound outbound(config);
        std::promise<Outcome> promise;
        outbound.submit(std::move(*call),
                        [&](Outcome outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }
    static Message message(ChannelType type, std::string url) {
        Message out;
        out.channel.key = "channel";
        out.channel.type = type;
        out.channel.url = std::move(url);
        out.facts = testing::sample_facts();
        return out;
    }
    static LeadFacts hostile_facts() {
        LeadFacts facts = testing::sample_facts();
        const std::string lots(5000, '&');
        facts.lead.name = "<!channel> <https://evil.test|x>\r\nBcc: all@acme.test " + lots;
        facts.lead.company = "=?UTF-8?B?eA==?= 東京 🚀 \"quoted\" " + lots;
        facts.lead.message = "--=_\r\n.\r\n<@U1>\u202E" + std::string(20'000, '<');
        facts.lead.page = "javascript:alert(1)";
        facts.explanation = lots;
        for (int i = 0; i < 100; ++i) facts.lead.more.push_back({lots, lots});
        for (int i = 0; i < 100; ++i) facts.reasons.push_back({1, lots});
        return facts;
    }
};

TEST_F(Counterparts, SlackTakesTheMessage) {
    Receiver receiver("http.mjs", {});
    Message slack = message(ChannelType::Slack, receiver.address() + "/slack/T1/B1");
    EXPECT_EQ(send(slack).kind, OutcomeKind::Sent);
    const std::string plain = receiver.read_line();
    EXPECT_THAT(plain, HasSubstr("\"complaints\":[]"));
    EXPECT_THAT(plain, HasSubstr("Respond within 5m, by 09:05"));
    slack.facts = hostile_facts();
    const Outcome outcome = send(slack);
    EXPECT_EQ(outcome.kind, OutcomeKind::Sent) << outcome.message;
    EXPECT_THAT(receiver.read_line(), HasSubstr("\"complaints\":[]"));
    slack.facts = LeadFacts{};
    slack.facts.kind = MessageKind::DeliveryFailed;
    EXPECT_EQ(send(slack).kind, OutcomeKind::Sent);
    EXPECT_THAT(receiver.read_line(), HasSubstr("\"complaints\":[]"));
}

TEST_F(Counterparts, StandardWebhooksVerifiesTheSignature) {
    Receiver receiver("http.mjs", {"--secret", kSecret});
    Message hook = message(ChannelType::Webhook, receiver.address() + "/hook");
    hook.channel.secret = "${AUDIT_SECRET}";
    const Outcome outcome = send(hook);
    EXPECT_EQ(outcome.kind, OutcomeKind::Sent) << outcome.message;
    EXPECT_EQ(outcome.status, 204);
    const std::string seen = receiver.read_line();
    EXPECT_THAT(seen, HasSubstr("\"complaints\":[]"));
    EXPECT_THAT(seen, HasSubstr("\"id\":\"019cb0a5-5d80-7000-8000-00000000000a\""));
    EXPECT_THAT(seen, HasSubstr("\"type\":\"assigned\""));

    hook.facts = hostile_facts();
    EXPECT_EQ(send(hook).kind, OutcomeKind::Sent);
    EXPECT_THAT(receiver.read_line(), HasSubstr("\"complaints\":[]"));

    hook.channel.secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    EXPECT_EQ(send(hook).kind, OutcomeKind::Permanent);
    EXPECT_THAT(receiver.read_line(), HasSubstr("No matching signature found"));
}

TEST_F(Counterparts, AMailServerTakesTheMailEncryptedAndMailparserReadsIt) {
    Receiver receiver("smtp.mjs", {"--user", "baton", "--password", "pass-word"});
    Message mail = message(ChannelType::Email, receiver.address());
    mail.channel.user = "baton";
    mail.channel.password = "${SMTP_PASSWORD}";
    mail.channel.from = "Baton <leads@acme.test>";
    const Outcome outcome = send(mail, receiver.ca_file());
    EXPECT_EQ(outcome.kind, OutcomeKind::Sent) << outcome.message;
    const std::string seen = receiver.read_line();
    EXPECT_THAT(seen, HasSubstr("\"encrypted\":true,\"user\":\"baton\""));
    EXPECT_THAT(seen, HasSubstr("\"from\":\"leads@acme.test\",\"to\":[\"sarah@acme.test\"]"));
    EXPECT_THAT(seen,
                HasSubstr("\"subject\":\"New lead for you: Grace Tan, Globex & Sons <Ltd>\""));
    EXPECT_THAT(seen, HasSubstr("> We have 3 sites — Zürich included."));
    EXPECT_THAT(seen, HasSubstr("3 sites — Zürich included.</blockquote>"));
    EXPECT_THAT(seen, HasSubstr("<019cb0a5-5d80-7000-8000-00000000000a@acme.test>"));

    mail.facts = hostile_facts();
    EXPECT_EQ(send(mail, receiver.ca_file()).kind, OutcomeKind::Sent);
    const std::string hostile = receiver.read_line();
    EXPECT_THAT(hostile, HasSubstr("\"to\":[\"sarah@acme.test\"]"));
    EXPECT_THAT(hostile, Not(HasSubstr("\"bcc\":")));
    EXPECT_THAT(hostile, HasSubstr("東京 🚀"));
}

TEST_F(Counterparts, AServerWhoseCertificateIsNotTrustedGetsNothing) {
    Receiver receiver("smtp.mjs", {"--user", "baton", "--password", "pass-word"});
    Message mail = message(ChannelType::Email, receiver.address());
    mail.channel.user = "baton";
    mail.channel.password = "${SMTP_PASSWORD}";
    mail.channel.from = "leads@acme.test";
    const Outcome outcome = send(mail);
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_THAT(outcome.message, HasSubstr("is not trusted"));
}

TEST_F(Counterparts, AWrongPasswordIsToldWithoutShowingIt) {
    Receiver receiver("smtp.mjs", {"--user", "baton", "--password", "other"});
    Message mail = message(ChannelType::Email, receiver.address());
    mail.channel.user = "baton";
    mail.channel.password = "${SMTP_PASSWORD}";
    mail.channel.from = "leads@acme.test";
    const Outcome outcome = send(mail, receiver.ca_file());
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_EQ(outcome.status, 535);
    EXPECT_THAT(outcome.message, Not(HasSubstr("pass-word")));
}

}  // namespace
}  // namespace baton::deliver
