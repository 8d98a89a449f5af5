// What one append carries: keys, look-ups of what is in flight, merges, limits.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using testing::Server;
using testing::Trouble;

Request with_key(Request request, const std::string& key, const std::string& body = "same") {
    request.key = Key{key, sha256(body)};
    return request;
}

// Holds the first append, so that what comes meanwhile is one batch; lets it go at the end.
class OneBatch {
  public:
    explicit OneBatch(Server& server) : server_(server) {
        server.store().trouble(Trouble::Waits);
        first_ = server.send(server.lead("first@x.test"));
        server.store().wait_for_one_that_waits();
        batches_ = server.writer().stats().batches;
    }
    void go() {
        server_.store().let_go();
        EXPECT_TRUE(Server::accepted(first_.get()));
    }
    std::uint64_t batches_before() const { return batches_; }

  private:
    Server& server_;
    std::future<Answer> first_;
    std::uint64_t batches_ = 0;
};

TEST(Keys, SixteenThreadsWithOneKeyMakeOneLead) {
    Server server;
    for (int round = 0; round < 10; ++round) {
        const std::string key = "k" + std::to_string(round);  // short: lives inside the string
        std::vector<std::thread> threads;
        std::vector<std::future<Answer>> answers(16);
        for (auto& answer : answers) {
            threads.emplace_back([&server, &answer, &key] {
                answer = server.send(with_key(server.lead("a@x.test"), key));
            });
        }
        for (auto& thread : threads) thread.join();
        std::set<std::string> holders;
        int fresh = 0;
        for (auto& future : answers) {
            const Answer answer = future.get();
            ASSERT_TRUE(Server::accepted(answer));
            holders.insert(Server::body(answer));
            fresh += std::get<Accepted>(answer).replayed ? 0 : 1;
        }
        EXPECT_EQ(fresh, 1);
        EXPECT_EQ(holders.size(), 1U);
    }
    EXPECT_EQ(server.count("received"), 10U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Keys, ManyShortKeysInOneBatchAreToldApart) {
    Server server;
    OneBatch batch(server);
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 300; ++i) {
        const std::string key = std::string(1, static_cast<char>('a' + i % 20)) + "x";
        answers.push_back(server.send(with_key(server.lead(""), key)));
    }
    batch.go();
    int fresh = 0;
    for (auto& future : answers) {
        const Answer answer = future.get();
        ASSERT_TRUE(Server::accepted(answer));
        fresh += std::get<Accepted>(answer).replayed ? 0 : 1;
    }
    EXPECT_EQ(fresh, 20);
    EXPECT_EQ(server.writer().stats().conflicts, 0U) << "the store had to find a key taken";
}

TEST(Keys, AnotherBodyUnderTheSameKeyIsRefused) {
    Server server;
    ASSERT_TRUE(Server::accepted(server.send(with_key(server.lead("a@x.test"), "k")).get()));
    const Answer other = server.send(with_key(server.lead("b@x.test"), "k", "other")).get();
    EXPECT_TRUE(std::holds_alternative<KeyReused>(other));
    EXPECT_EQ(server.count("received"), 1U);
    // In one batch, too.
    OneBatch batch(server);
    auto one = server.send(with_key(server.lead("c@x.test"), "k2"));
    auto two = server.send(with_key(server.lead("d@x.test"), "k2", "other"));
    batch.go();
    EXPECT_TRUE(Server::accepted(one.get()));
    EXPECT_TRUE(std::holds_alternative<KeyReused>(two.get()));
}

TEST(Keys, AnAnswerOutlivesARestart) {
    Server server;
    const Answer first = server.send(with_key(server.lead("a@x.test"), "k")).get();
    server.restart();
    const Answer again = server.send(with_key(server.lead("a@x.test"), "k")).get();
    ASSERT_TRUE(Server::accepted(again));
    EXPECT_TRUE(std::get<Accepted>(again).replayed);
    EXPECT_EQ(Server::body(first), Server::body(again));
}

TEST(Batch, FindsWhoOwnsALeadThatIsInFlight) {
    Server server;
    OneBatch batch(server);
    auto one = server.send(server.lead("kim@x.test"));
    auto two = server.send(server.lead("kim@x.test"));
    auto three = server.send(server.lead("lou@x.test"));
    batch.go();
    const std::string holder = Server::body(one.get());
    EXPECT_EQ(Server::body(two.get()), holder);
    EXPECT_NE(Server::body(three.get()), holder);
    EXPECT_EQ(server.writer().stats().batches, batch.batches_before() + 2);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, MergesASecondSubmissionThatIsInFlight) {
    Server server({}, nullptr);
    ASSERT_TRUE(
        Server::accepted(server.publish(std::string(testing::kDocument) + "duplicates: merge\n")));
    OneBatch batch(server);
    auto first = server.lead("kim@x.test");
    const desk::LeadId id = std::get<Intake>(first.what).id;
    auto one = server.send(std::move(first));
    auto two = server.send(server.lead("kim@x.test", "chat"));
    auto three = server.send(server.lead("kim@x.test", "again"));
    batch.go();
    const std::string holder = Server::body(one.get());
    EXPECT_EQ(Server::body(two.get()), holder);
    EXPECT_EQ(Server::body(three.get()), holder);
    EXPECT_EQ(server.count("received"), 2U);  // the batch's first is another person's
    EXPECT_EQ(server.count("revised"), 2U);
    const auto row = server.real_store().lead("acme", id).value();
    ASSERT_TRUE(row);
    EXPECT_EQ(row->revision, 3U);
    EXPECT_NE(row->content->body.find("again"), std::string::npos);
    EXPECT_EQ(row->state, "assigned");
    // Each in a batch of its own, so that what every one of them said is kept.
    const auto middle = server.real_store().lead_revision("acme", id, 2).value();
    ASSERT_TRUE(middle);
    EXPECT_NE(middle->body.find("chat"), std::string::npos);
    EXPECT_EQ(server.bytes(), server.replayed());
    // And of one that is on disk.
    EXPECT_EQ(Server::body(server.receive("kim@x.test")), holder);
    EXPECT_EQ(server.real_store().lead("acme", id).value()->revision, 4U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, AMergeCountsForAWaitingLeadOnceItIsInTheLog) {
    Server server({}, nullptr);
    ASSERT_TRUE(Server::accepted(server.publish(R"(workspace: acme
people: { ann: { name: Ann, email: ann@acme.test } }
pools: { p: { members: [ann] } }
rules: [ { name: Chat, when: 'lead.source == "chat"', route: { person: ann } } ]
otherwise: { pool: p, where: "person.open > 100.0" }
duplicates: merge
)")));
    EXPECT_EQ(Server::body(server.receive("kim@x.test", "form")), "unrouted");
    server.store().trouble(Trouble::Fails);
    EXPECT_TRUE(Server::unavailable(server.receive("kim@x.test", "chat")));
    EXPECT_EQ(Server::body(server.receive("kim@x.test", "chat")), "ann");
    const auto log = server.log();
    ASSERT_EQ(log.size(), 4U);
    EXPECT_EQ(log[2].kind, "revised");
    EXPECT_EQ(log[3].kind, "decided");
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, RowsSayWhatTheLogSays) {
    Server server;
    auto request = server.lead("kim@x.test");
    const desk::LeadId id = std::get<Intake>(request.what).id;
    const std::string holder = Server::body(server.send(std::move(request)).get());
    auto row = server.real_store().lead("acme", id).value();
    EXPECT_EQ(row->person, holder);
    EXPECT_EQ(row->rule, "Team");
    EXPECT_EQ(row->pool, "team");
    const auto on = [&](desk::Command command) {
        auto act =
            server.act([command](const Moment&) -> Result<desk::Command> { return command; });
        std::get<Act>(act.what).lead = id;
        return server.send(std::move(act)).get();
    };
    EXPECT_TRUE(Server::accepted(on(desk::Acknowledge{id, {}})));
    EXPECT_EQ(server.real_store().lead("acme", id).value()->state, "acknowledged");
    EXPECT_TRUE(Server::accepted(on(desk::Close{id, event::Closing::Won, 5, ""})));
    row = server.real_store().lead("acme", id).value();
    EXPECT_EQ(row->state, "won");
    EXPECT_EQ(row->person, holder);
    EXPECT_NE(row->content->body.find("kim@x.test"), std::string::npos);
    const Answer late = on(desk::Contact{id, {}});
    ASSERT_TRUE(std::holds_alternative<Refused>(late));
    EXPECT_EQ(std::get<Refused>(late).error.code, static_cast<int>(desk::DeskError::LeadIsOver));
}

TEST(Batch, HoldsNoMoreThanAnAppendMay) {
    // Everybody is out, so that a thousand leads wait; when they come in, each of many requests
    // brings hundreds of decisions with it.
    Server server({.batch_events = 1000});
    for (const char* person : {"ann", "ben", "cleo"}) server.out(person, true);
    std::vector<std::future<Answer>> answers;
    constexpr std::size_t kWaiting = 4'000;
    for (std::size_t i = 0; i < kWaiting; ++i) answers.push_back(server.send(server.lead("")));
    for (auto& answer : answers) ASSERT_EQ(Server::body(answer.get()), "unrouted");
    OneBatch batch(server);
    std::vector<std::future<Answer>> more;
    more.push_back(server.send(server.act([](const Moment& moment) -> Result<desk::Command> {
        return desk::ChangeAvailability{
            *moment.policy.names.people.find("ann"), event::AvailabilityChange::Back, {}, {}};
    })));
    for (int i = 0; i < 100; ++i) more.push_back(server.send(server.lead("")));
    batch.go();
    for (auto& answer : more) ASSERT_TRUE(Server::accepted(answer.get()));
    EXPECT_EQ(server.writer().stats().failures, 0U);
    EXPECT_EQ(server.writer().stats().waiting_leads, 0U);
    EXPECT_GE(server.writer().stats().batches, batch.batches_before() + 3);
}

TEST(Batch, TwoPublicationsTogetherAreTwoVersions) {
    Server server;
    OneBatch batch(server);
    const std::string second = std::string(testing::kDocument) + "# second\n";
    const std::string third = std::string(testing::kDocument) + "# third\n";
    auto before = server.send(server.publication(second));
    auto after = server.send(server.publication(third));
    auto lead = server.send(server.lead("kim@x.test"));
    batch.go();
    EXPECT_TRUE(Server::accepted(before.get()));
    EXPECT_TRUE(Server::accepted(after.get()));
    EXPECT_TRUE(Server::accepted(lead.get()));
    EXPECT_EQ(server.real_store().document("acme", 2).value()->text, second);
    EXPECT_EQ(server.real_store().document("acme", 3).value()->text, third);
    EXPECT_EQ(server.count("published"), 3U);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, WhoTookALeadOverInThisBatchOwnsTheNextOfThatSender) {
    Server server;
    Request first = server.lead("kim@x.test");
    const desk::LeadId id = std::get<Intake>(first.what).id;
    ASSERT_EQ(Server::body(server.send(std::move(first)).get()), "ann");
    OneBatch batch(server);
    auto hand = server.send(server.act([id](const Moment& moment) -> Result<desk::Command> {
        return desk::ReassignTo{id, *moment.policy.names.people.find("cleo"), {}};
    }));
    auto next = server.send(server.lead("kim@x.test"));
    batch.go();
    ASSERT_TRUE(Server::accepted(hand.get()));
    EXPECT_EQ(Server::body(next.get()), "cleo");
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, WhoeverGetsTheEarlierLeadJustNowBySilenceOwnsTheNextOfThatSender) {
    Server server;
    Request first = server.lead("kim@x.test");
    const desk::LeadId id = std::get<Intake>(first.what).id;
    ASSERT_EQ(Server::body(server.send(std::move(first)).get()), "ann");
    server.clock.move_by(Duration::minutes(31));  // and nobody has looked at what is due
    Request next = server.lead("kim@x.test");
    std::string holder_of_first;
    next.render = [&](const Done& done) {
        const desk::OpenLead* open = done.state.find(id);
        holder_of_first = done.policy.names.people.name(*open->person);
        return Rendered{201, Server::holder(done)};
    };
    const std::string holder = Server::body(server.send(std::move(next)).get());
    EXPECT_EQ(server.count("escalated"), 1U);
    EXPECT_NE(holder, "ann");
    EXPECT_EQ(holder, holder_of_first);
    EXPECT_EQ(server.bytes(), server.replayed());
}

TEST(Batch, NothingIsDecidedUponAReadThatFailed) {
    Server server;
    Request first = server.lead("kim@x.test");
    const desk::LeadId id = std::get<Intake>(first.what).id;
    ASSERT_TRUE(Server::accepted(server.send(std::move(first)).get()));
    const auto close = [&] {
        return server
            .send(server.act([id](const Moment&) -> Result<desk::Command> {
                return desk::Close{id, event::Closing::Won, 1, ""};
            }))
            .get();
    };
    ASSERT_TRUE(Server::accepted(close()));
    server.store().lose_a_lead_read();
    EXPECT_TRUE(Server::unavailable(close())) << "whether there is such a lead was not known";
    const Answer refused = close();
    ASSERT_TRUE(std::holds_alternative<Refused>(refused));
    EXPECT_EQ(std::get<Refused>(refused).error.code, static_cast<int>(desk::DeskError::LeadIsOver));
    EXPECT_EQ(server.bytes(), server.replayed());
}

}  // namespace
}  // namespace baton::dispatch
