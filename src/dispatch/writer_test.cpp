// The writer under trouble: appends that fail or are lost, somebody else who writes, a full queue,
// the end of the server. Whatever happens, the desk equals a fresh replay, byte for byte.
#include <gtest/gtest.h>

#include <thread>

#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using testing::Server;
using testing::Trouble;

TEST(Writer, AnswersAfterTheCommitAndEqualsItsLog) {
    Server server;
    EXPECT_EQ(Server::body(server.receive("a@x.test")), "ann");
    EXPECT_EQ(Server::body(server.receive("b@x.test")), "ben");
    EXPECT_EQ(Server::body(server.receive("a@x.test")), "ann");
    EXPECT_EQ(server.count("received"), 3U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, TakesNothingBeforeThereIsADocument) {
    Server server({}, nullptr);
    const Answer answer = server.receive("a@x.test");
    ASSERT_TRUE(Server::unavailable(answer));
    EXPECT_EQ(std::get<Unavailable>(answer).message,
              "no workspace document has been published yet");
    Request ask;
    ask.what = Ask{[](desk::Desk&, const Moment&) { return Rendered{}; }};
    EXPECT_TRUE(Server::unavailable(server.send(std::move(ask)).get()));
    EXPECT_TRUE(Server::accepted(server.publish(testing::kDocument)));
    EXPECT_TRUE(Server::accepted(server.receive("a@x.test")));
    EXPECT_EQ(server.writer().live()->version, 1U);
}

TEST(Writer, RefusesWhatTheDeskRefuses) {
    Server server;
    const desk::LeadId nowhere{1, 2, 3};
    const auto refusal = server
                             .send(server.act([&](const Moment&) -> Result<desk::Command> {
                                 return desk::Acknowledge{nowhere, {}};
                             }))
                             .get();
    ASSERT_TRUE(std::holds_alternative<Refused>(refusal));
    EXPECT_EQ(std::get<Refused>(refusal).error.code,
              static_cast<int>(desk::DeskError::UnknownLead));
    const auto unmade = server
                            .send(server.act([](const Moment&) -> Result<desk::Command> {
                                return std::unexpected(Error{77, "no such person"});
                            }))
                            .get();
    ASSERT_TRUE(std::holds_alternative<Refused>(unmade));
    EXPECT_EQ(std::get<Refused>(unmade).error.code, 77);
    EXPECT_EQ(server.count("acknowledged"), 0U);
}

TEST(Writer, AFailedAppendLeavesNoTrace) {
    for (const Trouble trouble : {Trouble::Fails, Trouble::Full}) {
        Server server;
        ASSERT_TRUE(Server::accepted(server.receive("a@x.test")));
        const std::string before = server.bytes();
        server.store().trouble(trouble);
        const Answer failed = server.receive("b@x.test");
        ASSERT_TRUE(Server::unavailable(failed));
        EXPECT_EQ(std::get<Unavailable>(failed).retry_after_seconds,
                  trouble == Trouble::Full ? 5 : 1);
        EXPECT_EQ(server.bytes(), before);
        EXPECT_EQ(server.bytes(), server.replayed());
        EXPECT_EQ(server.writer().stats().failures, 1U);
        EXPECT_EQ(Server::body(server.receive("b@x.test")), "ben") << "the turn was not lost";
        EXPECT_EQ(server.bytes(), server.replayed());
    }
}

TEST(Writer, APublicationThatFailsIsNotLive) {
    Server server;
    server.store().trouble(Trouble::Fails);
    const std::string changed = std::string(testing::kDocument) + "close_after: 90d\n";
    EXPECT_TRUE(Server::unavailable(server.publish(changed)));
    EXPECT_EQ(server.writer().live()->version, 1U);
    EXPECT_EQ(server.bytes(), server.replayed());
    EXPECT_TRUE(Server::accepted(server.publish(changed)));
    EXPECT_EQ(server.writer().live()->version, 2U);
    EXPECT_TRUE(server.writer().live()->policy->close_after);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, ALostReplyIsSettledByTheLog) {
    Server server;
    server.store().trouble(Trouble::WrittenUnknown);
    EXPECT_EQ(Server::body(server.receive("a@x.test")), "ann");
    EXPECT_EQ(server.count("received"), 1U);
    EXPECT_EQ(server.bytes(), server.replayed());

    server.store().trouble(Trouble::LostUnknown);
    EXPECT_TRUE(Server::unavailable(server.receive("b@x.test")));
    EXPECT_EQ(server.count("received"), 1U);
    EXPECT_EQ(Server::body(server.receive("b@x.test")), "ben");
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, ALostReplyIsSettledThoughAnotherNodeWroteSince) {
    Server server;
    auto other = server.open(server.real_store());
    ASSERT_TRUE(other) << other.error().message;
    server.store().overtake_by([&](std::function<void()> then) {
        Request request = server.lead("b@x.test");
        request.reply = [then = std::move(then)](Answer) { then(); };
        (*other)->default_workspace().submit(std::move(request));
    });
    server.store().trouble(Trouble::Overtaken);
    EXPECT_EQ(Server::body(server.receive("a@x.test")), "ann") << "it was written";
    EXPECT_EQ(server.count("received"), 2U);
    EXPECT_EQ(Server::body(server.receive("c@x.test")), "cleo");
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, CatchesUpWhereTheLogCouldNotBeAsked) {
    Server server;
    server.store().trouble(Trouble::WrittenUnknown);
    server.store().refuse_heads(true);
    server.store().refuse_reads(true);
    const Answer unsettled = server.receive("a@x.test");  // and yet it is written
    ASSERT_TRUE(Server::unavailable(unsettled));
    EXPECT_NE(std::get<Unavailable>(unsettled).message.find("not known"), std::string::npos);
    EXPECT_TRUE(Server::unavailable(server.receive("b@x.test")));  // the log cannot be read
    server.store().refuse_heads(false);
    server.store().refuse_reads(false);
    EXPECT_EQ(Server::body(server.receive("c@x.test")), "ben");
    EXPECT_EQ(server.count("received"), 2U);
    EXPECT_EQ(server.writer().stats().conflicts, 0U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, DecidesAgainWhatSomebodyElseForestalled) {
    Server server;
    auto other = server.open(server.real_store());
    ASSERT_TRUE(other) << other.error().message;
    Writer& there = (*other)->default_workspace();
    // Both decide upon the same head; the one that comes second decides again.
    const std::string here_first = Server::body(server.receive("a@x.test"));
    const std::string then_there = Server::body(Server::send(there, server.lead("b@x.test")).get());
    const std::string then_here = Server::body(server.receive("c@x.test"));
    EXPECT_EQ(here_first + then_there + then_here, "annbencleo") << "turns go on across nodes";
    EXPECT_EQ(there.stats().conflicts, 1U);
    EXPECT_EQ(server.writer().stats().conflicts, 1U);
    EXPECT_EQ(server.bytes(), server.replayed());
    // Their owner, their key, their publication are found.
    EXPECT_EQ(Server::body(server.receive("b@x.test")), "ben");
    const std::string changed = std::string(testing::kDocument) + "close_after: 90d\n";
    ASSERT_TRUE(Server::accepted(Server::send(there, server.publication(changed)).get()));
    ASSERT_TRUE(Server::accepted(server.receive("d@x.test")));
    EXPECT_EQ(server.writer().live()->version, 2U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, TwoNodesUnderLoadLoseAndDoubleNothing) {
    Server server;
    auto other = server.open(server.real_store());
    ASSERT_TRUE(other);
    Writer& there = (*other)->default_workspace();
    constexpr std::size_t kEach = 60;
    std::vector<std::future<Answer>> answers(4 * kEach);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            Writer& writer = t % 2 == 0 ? server.writer() : there;
            for (std::size_t i = 0; i < kEach; ++i) {
                Request request = server.lead("");
                // Every key is sent to both nodes, by two threads.
                request.key = Key{std::to_string(t / 2) + "-" + std::to_string(i), {}};
                answers[t * kEach + i] = Server::send(writer, std::move(request));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    std::size_t fresh = 0;
    for (auto& future : answers) {
        const Answer answer = future.get();
        ASSERT_TRUE(Server::accepted(answer));
        fresh += std::get<Accepted>(answer).replayed ? 0 : 1;
    }
    EXPECT_EQ(fresh, 2 * kEach);
    EXPECT_EQ(server.count("received"), 2 * kEach);
    ASSERT_TRUE(Server::accepted(server.receive("last@x.test")));
    ASSERT_TRUE(Server::accepted(Server::send(there, server.lead("very@x.test")).get()));
    ASSERT_TRUE(Server::accepted(server.receive("end@x.test")));
    EXPECT_EQ(server.bytes(), server.replayed());
    const std::string bytes = server.bytes();
    auto third = server.open(server.real_store());
    ASSERT_TRUE(third);
    EXPECT_EQ(Server::bytes((*third)->default_workspace()), bytes);
}

TEST(Writer, RefusesPastItsQueue) {
    Server server({.queued = 3});
    server.store().trouble(Trouble::Waits);
    std::vector<std::future<Answer>> answers;
    answers.push_back(server.send(server.lead("")));
    server.store().wait_for_one_that_waits();
    for (int i = 1; i < 6; ++i) answers.push_back(server.send(server.lead("")));
    // One is under way, three wait; the others know at once.
    for (int i = 4; i < 6; ++i) {
        const Answer answer = answers[static_cast<std::size_t>(i)].get();
        ASSERT_TRUE(Server::unavailable(answer));
        EXPECT_EQ(std::get<Unavailable>(answer).message,
                  "too many requests are waiting; try again shortly");
    }
    EXPECT_EQ(server.writer().stats().queued, 3U);
    server.store().let_go();
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(Server::accepted(answers[static_cast<std::size_t>(i)].get()));
    }
    EXPECT_TRUE(Server::accepted(server.receive("")));
}

TEST(Writer, CloseUnderLoadAnswersEverybody) {
    Server server;
    constexpr int kThreads = 4;
    constexpr int kEach = 100;
    std::atomic<int> answered{0};
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < kEach; ++i) {
                Request request = server.lead("");
                request.reply = [&](Answer answer) {
                    taken += Server::accepted(answer) ? 1 : 0;
                    ++answered;
                };
                server.writer().submit(std::move(request));
            }
        });
    }
    while (taken < 20) std::this_thread::yield();
    server.directory().close();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(answered, kThreads * kEach);
    const Answer late = server.receive("late@x.test");
    ASSERT_TRUE(Server::unavailable(late));
    EXPECT_EQ(std::get<Unavailable>(late).message, "the server is stopping");
    server.restart();
    EXPECT_EQ(server.count("received"), static_cast<std::size_t>(taken));
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Writer, FollowersHearEveryEventInOrderBeforeTheAnswer) {
    Server server;
    std::vector<std::uint64_t> heard;
    const auto id = server.directory().subscribe([&](const Committed& committed) {
        for (const auto& event : committed.events) heard.push_back(event.seq);
        EXPECT_NE(committed.policy, nullptr);
    });
    ASSERT_TRUE(Server::accepted(server.receive("a@x.test")));
    EXPECT_EQ(heard, (std::vector<std::uint64_t>{2}));
    ASSERT_TRUE(Server::accepted(server.receive("b@x.test")));
    EXPECT_EQ(heard, (std::vector<std::uint64_t>{2, 3}));
    server.store().trouble(Trouble::Fails);
    ASSERT_TRUE(Server::unavailable(server.receive("c@x.test")));
    server.directory().unsubscribe(id);
    ASSERT_TRUE(Server::accepted(server.receive("d@x.test")));
    EXPECT_EQ(heard, (std::vector<std::uint64_t>{2, 3}));
}

}  // namespace
}  // namespace baton::dispatch
