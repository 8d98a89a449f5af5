#include "deliver/outbound/curl_outbound.hpp"

#include <atomic>
#include <future>
#include <latch>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/outbound/local_server_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using testing::Line;
using testing::LocalServer;
using ::testing::Not;

OutboundConfig near_config() {
    OutboundConfig config;
    config.allow_private = true;
    config.limits.connect = Duration::seconds(5);
    config.limits.total = Duration::seconds(10);
    config.limits.response_bytes = 16 << 10;
    return config;
}

OutboundConfig impatient_config() {
    OutboundConfig config = near_config();
    config.limits.total = Duration{300'000};
    return config;
}

HttpCall post(std::string url, std::string body = "{}") {
    HttpCall call;
    call.url = std::move(url);
    call.content_type = "application/json";
    call.body = std::move(body);
    return call;
}

MailCall mail(const LocalServer& server, std::string host = "127.0.0.1") {
    MailCall call;
    call.server = "smtp://" + host + ":" + std::to_string(server.port());
    call.from = "leads@acme.test";
    call.to = {"sarah@acme.test"};
    call.message = "Subject: x\r\n\r\n.leading dot\r\nend\r\n";
    return call;
}

std::future<Outcome> start(Outbound& outbound, Call call) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    auto future = promise->get_future();
    outbound.submit(std::move(call),
                    [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
    return future;
}

Outcome send(const OutboundConfig& config, Call call) {
    CurlOutbound outbound(config);
    return start(outbound, std::move(call)).get();
}

LocalServer::Script answering(std::string answer) {
    return [answer](Line& line) {
        while (!line.read_request().empty()) {
            if (!line.write(answer)) return;
        }
    };
}

std::string answer_of(std::string_view status, std::string_view headers = "",
                      std::string_view body = "") {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(CurlOutbound, ReadsWhatItIsAskedFor) {
    std::promise<std::string> seen;
    LocalServer server([&](Line& line) {
        seen.set_value(line.read_request());
        line.write(answer_of("200 OK", "Content-Type: application/json\r\n", R"({"id":"5"})"));
    });
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/5?fields=id";
    call.method = HttpMethod::Get;
    call.wants_answer = true;
    call.headers = {{"Authorization", "Bearer t"}};
    const Outcome outcome = send(near_config(), call);
    EXPECT_EQ(outcome.kind, OutcomeKind::Sent);
    EXPECT_EQ(outcome.answer, R"({"id":"5"})");
    const std::string request = seen.get_future().get();
    EXPECT_THAT(request, ::testing::StartsWith("GET /5?fields=id HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Authorization: Bearer t\r\n"));
    EXPECT_THAT(request, Not(HasSubstr("Content-Type")));
}

TEST(CurlOutbound, RefusesAWantedAnswerThatIsTooLong) {
    LocalServer server(answering(answer_of("200 OK", "", std::string(17 << 10, 'x'))));
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    call.method = HttpMethod::Get;
    call.wants_answer = true;
    const Outcome outcome = send(near_config(), call);
    EXPECT_EQ(outcome.kind, OutcomeKind::Permanent);
    EXPECT_THAT(outcome.message, HasSubstr("more than 16384 bytes"));
    EXPECT_EQ(outcome.answer, "");
}

TEST(CurlOutbound, PostsWhatItIsGiven) {
    std::promise<std::string> seen;
    LocalServer server([&](Line& line) {
        seen.set_value(line.read_request());
        line.write(answer_of("204 No Content"));
    });
    HttpCall call = post(server.at("/leads?x=1"), "{\"a\":1}");
    call.headers = {{"webhook-id", "msg_1"}};
    const Outcome outcome = send(near_config(), call);
    EXPECT_EQ(outcome.kind, OutcomeKind::Sent);
    EXPECT_EQ(outcome.status, 204);
    EXPECT_EQ(outcome.message, "");
    const std::string request = seen.get_future().get();
    EXPECT_THAT(request, HasSubstr("POST /leads?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nwebhook-id: msg_1\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\n\r\n{\"a\":1}"));
    EXPECT_THAT(request, Not(HasSubstr("Expect:")));
}

TEST(CurlOutbound, SaysWhatTheServerAnswered) {
    LocalServer server(answering(answer_of("500 Oh", "", "internal error of ada@lead.test")));
    const Outcome outcome = send(near_config(), post(server.at("/secret-path")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_EQ(outcome.status, 500);
    EXPECT_EQ(outcome.message, "127.0.0.1:" + std::to_string(server.port()) + " answered 500");
}

TEST(CurlOutbound, ShowsAnErrorWordOfTheProtocol) {
    LocalServer server(answering(answer_of("400 Bad Request", "", "invalid_payload")));
    const Outcome outcome = send(near_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Permanent);
    EXPECT_THAT(outcome.message, HasSubstr("answered 400 (invalid_payload)"));
}

TEST(CurlOutbound, ReadsRetryAfter) {
    LocalServer server(answering(answer_of("429 Slow down", "Retry-After: 7\r\n")));
    const Outcome outcome = send(near_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_EQ(outcome.retry_after, Duration::seconds(7));
}

TEST(CurlOutbound, DoesNotFollowARedirect) {
    LocalServer server(answering(answer_of("302 Found", "Location: /elsewhere\r\n")));
    const Outcome outcome = send(near_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Permanent);
    EXPECT_THAT(outcome.message, HasSubstr("a redirect, which is not followed"));
    EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlOutbound, GivesUpOnAServerThatNeverAnswers) {
    LocalServer server([](Line& line) { line.wait_for_the_end(); });
    const Outcome outcome = send(impatient_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.message, HasSubstr("did not answer within 0.3 s"));
}

TEST(CurlOutbound, GivesUpOnAnAnswerThatComesByDrops) {
    LocalServer server([](Line& line) {
        line.read_request();
        line.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
        line.wait_for_the_end();
    });
    const Outcome outcome = send(impatient_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_THAT(outcome.message, HasSubstr("did not answer within"));
}

TEST(CurlOutbound, SaysWhenTheLineIsCut) {
    LocalServer server([](Line& line) {
        line.read_request();
        line.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
    });
    const Outcome outcome = send(near_config(), post(server.at("/")));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_THAT(outcome.message, HasSubstr("ended the connection"));

    LocalServer silent([](Line& line) { line.read_request(); });
    EXPECT_THAT(send(near_config(), post(silent.at("/"))).message,
                HasSubstr("ended the connection"));
}

// The second request on a kept connection is read and never answered, as by a server that wrote
// and went down.
TEST(CurlOutbound, WhatMayNotComeTwiceComesOnce) {
    std::atomic<int> written = 0;
    LocalServer server([&](Line& line) {
        if (line.read_request().find("first") == std::string::npos) {
            ++written;
            return;
        }
        line.write(answer_of("200 OK"));
        if (!line.read_request().empty()) ++written;
    });
    CurlOutbound outbound(near_config());
    ASSERT_EQ(start(outbound, post(server.at("/"), "first")).get().kind, OutcomeKind::Sent);
    HttpCall call = post(server.at("/"), "second");
    call.never_twice = true;
    EXPECT_EQ(start(outbound, std::move(call)).get().kind, OutcomeKind::Retry);
    EXPECT_EQ(written, 1);
}

TEST(CurlOutbound, AnEndlessAnswerIsCutOffAndItsStatusStands) {
    for (const auto& [status, kind] :
         {std::pair{"200 OK", OutcomeKind::Sent}, std::pair{"503 No", OutcomeKind::Retry}}) {
        LocalServer server([status = status](Line& line) {
            line.read_request();
            line.write("HTTP/1.1 " + std::string(status) + "\r\n\r\n");
            while (line.write(std::string(4096, 'x'))) {
            }
        });
        EXPECT_EQ(send(near_config(), post(server.at("/"))).kind, kind) << status;
    }
}

TEST(CurlOutbound, EndlessHeadersAreCutOff) {
    LocalServer server([](Line& line) {
        line.read_request();
        line.write("HTTP/1.1 200 OK\r\n");
        while (line.write("X-Long: " + std::string(1000, 'x') + "\r\n")) {
        }
    });
    CurlOutbound outbound(near_config());
    EXPECT_EQ(start(outbound, post(server.at("/"))).get().status, 200);
}

TEST(CurlOutbound, RefusesLoopbackUnlessItIsAllowed) {
    LocalServer server(answering(answer_of("200 OK")));
    OutboundConfig config = near_config();
    config.allow_private = false;
    for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]",
                                   "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        const Outcome outcome =
            send(config, post("http://" + host + ":" + std::to_string(server.port()) + "/"));
        EXPECT_EQ(outcome.kind, OutcomeKind::Permanent) << host;
        EXPECT_THAT(outcome.message, HasSubstr("which is not called")) << host;
    }
    EXPECT_EQ(send(config, mail(server)).kind, OutcomeKind::Permanent);
    EXPECT_EQ(server.connections(), 0U);
}

TEST(CurlOutbound, SaysWhenNobodyListens) {
    int port = 0;
    {
        LocalServer gone([](Line&) {});
        port = gone.port();
    }
    const Outcome outcome =
        send(near_config(), post("http://127.0.0.1:" + std::to_string(port) + "/"));
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_THAT(outcome.message, HasSubstr("does not accept connections"));
}

TEST(CurlOutbound, RefusesWhatIsNoAddress) {
    for (const char* url : {"", "hooks.test", "ftp://hooks.test/", "file:///etc/passwd", "https://",
                            "https://a\r\nb/", "smtp://mail.test"}) {
        const Outcome outcome = send(near_config(), post(url));
        EXPECT_EQ(outcome.kind, OutcomeKind::Permanent) << url;
        EXPECT_THAT(outcome.message, HasSubstr("has to begin with https:// or http://")) << url;
    }
    HttpCall split = post("http://127.0.0.1:1/");
    split.headers = {{"X-Name", "a\r\nX-Other: b"}};
    EXPECT_THAT(send(near_config(), split).message, HasSubstr("line break"));
}

TEST(CurlOutbound, AHostThatHangsFillsItsOwnLaneOnly) {
    LocalServer hanging([](Line& line) { line.wait_for_the_end(); });
    LocalServer quick(answering(answer_of("200 OK")));
    OutboundConfig config = near_config();
    config.limits.per_host = 2;
    CurlOutbound outbound(config);
    std::vector<std::future<Outcome>> stuck;
    for (int i = 0; i < 10; ++i) stuck.push_back(start(outbound, post(hanging.at("/"))));
    hanging.wait_for_connections(2);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(start(outbound, post(quick.at("/"))).get().kind, OutcomeKind::Sent);
    }
    EXPECT_EQ(hanging.connections(), 2U);
}

TEST(CurlOutbound, RefusesMoreThanItsQueueHolds) {
    LocalServer hanging([](Line& line) { line.wait_for_the_end(); });
    OutboundConfig config = near_config();
    config.limits.per_host = 1;
    config.limits.queued = 2;
    CurlOutbound outbound(config);
    auto first = start(outbound, post(hanging.at("/")));
    hanging.wait_for_connections(1);
    auto second = start(outbound, post(hanging.at("/")));
    auto third = start(outbound, post(hanging.at("/")));
    const Outcome fourth = start(outbound, post(hanging.at("/"))).get();
    EXPECT_EQ(fourth.kind, OutcomeKind::Retry);
    EXPECT_EQ(fourth.message, "too many messages wait to be sent");
}

TEST(CurlOutbound, StoppingAnswersEachCallOnce) {
    LocalServer hanging([](Line& line) { line.wait_for_the_end(); });
    OutboundConfig config = near_config();
    config.limits.per_host = 1;
    std::vector<std::future<Outcome>> futures;
    {
        CurlOutbound outbound(config);
        for (int i = 0; i < 5; ++i) futures.push_back(start(outbound, post(hanging.at("/"))));
        hanging.wait_for_connections(1);
    }
    for (auto& future : futures) EXPECT_TRUE(future.get().stopped);
}

TEST(CurlOutbound, TakesCallsFromManyThreads) {
    LocalServer server(answering(answer_of("200 OK")));
    CurlOutbound outbound(near_config());
    constexpr int kThreads = 4;
    constexpr int kCalls = 25;
    std::atomic<int> sent = 0;
    std::latch all(kThreads * kCalls);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < kCalls; ++n) {
                outbound.submit(post(server.at("/")), [&](Outcome outcome) {
                    if (outcome.kind == OutcomeKind::Sent) ++sent;
                    all.count_down();
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    all.wait();
    EXPECT_EQ(sent.load(), kThreads * kCalls);
}

// ---- Mail
// ----------------------------------------------------------------------------------------

// A mail server that answers each command with what `answers` says for its first word.
struct Dialogue {
    std::map<std::string, std::string, std::less<>> answers;
    std::promise<std::string>* taken = nullptr;

    void operator()(Line& line) const {
        line.write("220 test\r\n");
        while (true) {
            const std::string command = line.read_until("\r\n");
            if (command.empty()) return;
            const std::string word = command.substr(0, command.find_first_of(" \r"));
            const auto found = answers.find(word);
            std::string reply = found == answers.end() ? "250 ok\r\n" : found->second;
            if (word == "EHLO" && found == answers.end()) reply = "250-test\r\n250 AUTH PLAIN\r\n";
            if (word == "QUIT") reply = "221 bye\r\n";
            if (word == "AUTH" && found == answers.end()) {
                line.write("334 \r\n");
                line.read_until("\r\n");
                reply = "235 welcome\r\n";
            }
            if (word == "DATA" && found == answers.end()) {
                line.write("354 go on\r\n");
                std::string message = line.read_until("\r\n.\r\n");
                if (taken != nullptr) taken->set_value(std::move(message));
                const auto end = answers.find("END");
                reply = end == answers.end() ? "250 queued\r\n" : end->second;
            }
            if (!line.write(reply) || word == "QUIT") return;
        }
    }
};

TEST(CurlOutboundMail, IsTakenByAMailServer) {
    std::promise<std::string> taken;
    LocalServer server(Dialogue{{}, &taken});
    MailCall call = mail(server);
    call.user = "baton";
    call.password = "pass-word";
    const Outcome outcome = send(near_config(), call);
    ASSERT_EQ(outcome.kind, OutcomeKind::Sent) << outcome.message;
    EXPECT_EQ(outcome.status, 250);
    EXPECT_EQ(taken.get_future().get(), "Subject: x\r\n\r\n..leading dot\r\nend\r\n.\r\n");
}

TEST(CurlOutboundMail, SaysWhyAMailWasRefused) {
    LocalServer server(Dialogue{{{"RCPT", "550 5.1.1 no such mailbox\r\n"}}});
    const Outcome outcome = send(near_config(), mail(server));
    EXPECT_EQ(outcome.kind, OutcomeKind::Permanent);
    EXPECT_EQ(outcome.status, 550);
    EXPECT_THAT(outcome.message, HasSubstr("answered 550 5.1.1 no such mailbox"));

    LocalServer busy(Dialogue{{{"END", "451 4.3.0 try later\r\n"}}});
    const Outcome later = send(near_config(), mail(busy));
    EXPECT_EQ(later.kind, OutcomeKind::Retry);
    EXPECT_EQ(later.status, 451);
}

TEST(CurlOutboundMail, AWrongPasswordIsWorthAnotherTryAndIsNotShown) {
    LocalServer server(Dialogue{{{"AUTH", "535 5.7.8 not pass-word\r\n"}}});
    MailCall call = mail(server);
    call.user = "baton";
    call.password = "pass-word";
    call.secrets.add("pass-word");
    const Outcome outcome = send(near_config(), call);
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_EQ(outcome.status, 535);
    EXPECT_THAT(outcome.message, HasSubstr("535 5.7.8 not ***"));
}

TEST(CurlOutboundMail, KeepsAPasswordFromAServerWithoutEncryption) {
    std::atomic<bool> asked = false;
    LocalServer server([&](Line& line) {
        line.write("220 test\r\n");
        while (true) {
            const std::string command = line.read_until("\r\n");
            if (command.empty()) return;
            if (command.starts_with("AUTH")) asked = true;
            line.write(command.starts_with("EHLO") ? "250 AUTH PLAIN\r\n" : "250 ok\r\n");
        }
    });
    MailCall call = mail(server, "0.0.0.0");  // this host, by a name that is not a loopback one
    call.user = "baton";
    call.password = "pass-word";
    const Outcome outcome = send(near_config(), call);
    EXPECT_EQ(outcome.kind, OutcomeKind::Retry);
    EXPECT_THAT(outcome.message, HasSubstr("does not offer STARTTLS"));
    EXPECT_FALSE(asked.load());
}

TEST(CurlOutboundMail, RefusesAddressesThatCouldEndALine) {
    LocalServer server(Dialogue{});
    for (const char* to : {"", "nobody", "a@b.test>\r\nDATA", "a b@c.test", "@c.test", "a@"}) {
        MailCall call = mail(server);
        call.to = {to};
        EXPECT_THAT(send(near_config(), call).message, HasSubstr("recipient")) << to;
        call = mail(server);
        call.from = to;
        EXPECT_THAT(send(near_config(), call).message, HasSubstr("sender")) << to;
    }
    EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace baton::deliver
