// Past decisions made again from snapshot and log: all of them the same, however long ago.
#include "dispatch/retrace.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/event/codec.hpp"
#include "core/explain/sentences.hpp"
#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using testing::Server;

std::vector<event::Event> decisions(Server& server) {
    std::vector<event::Event> found;
    const auto live = server.writer().live();
    for (const store::EventRow& row : server.log()) {
        const auto event =
            event::decode({row.seq, row.at, row.kind, row.lead, row.body}, live->policy->names);
        EXPECT_TRUE(event);
        if (event && event::decision_of(*event) != nullptr) found.push_back(*event);
    }
    return found;
}

// Leads of all fates: given in turn, to their owner, held, passed on by silence, by a new document.
void live_a_week(Server& server) {
    for (int day = 0; day < 5; ++day) {
        ASSERT_TRUE(Server::accepted(server.out("boss", true)));
        server.receive("held" + std::to_string(day) + "@x.test", "late");
        for (int i = 0; i < 6; ++i) server.receive("m" + std::to_string(i) + "@x.test");
        for (int i = 0; i < 4; ++i) server.receive_and_win("w@x.test");
        ASSERT_TRUE(Server::accepted(server.out(day % 2 == 0 ? "ann" : "ben", day < 4)));
        server.clock.move_by(Duration::minutes(40));
        ASSERT_TRUE(Server::accepted(server.tick()));
        ASSERT_TRUE(Server::accepted(server.out("boss", false)));
        if (day == 2) {
            ASSERT_TRUE(Server::accepted(
                server.publish(std::string(testing::kDocument) + "close_after: 90d\n")));
        }
        server.clock.move_by(Duration::hours(23));
    }
}

TEST(Retrace, EveryDecisionOfTheLogComesOutTheSame) {
    Server server({.snapshot_every = 10});
    live_a_week(server);
    const auto events = decisions(server);
    ASSERT_GT(events.size(), 60U);
    Retracer forward("acme", server.real_store(),
                     server.directory().setting(*server.directory().find("acme")));
    std::set<event::Cause> causes;
    for (const event::Event& event : events) {
        const auto retraced = forward.retrace(event, std::nullopt);
        ASSERT_TRUE(retraced) << retraced.error().message;
        EXPECT_EQ(retraced->replay, Replay::Same) << explain::text(retraced->explanation);
        causes.insert(event.cause);
    }
    EXPECT_TRUE(causes.contains(event::Cause::Waiting));
    EXPECT_TRUE(causes.contains(event::Cause::Silence));
    // Backwards, each from the nearest snapshot; and after a restart.
    server.restart();
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        Retracer again("acme", server.real_store(),
                       server.directory().setting(*server.directory().find("acme")));
        const auto retraced = again.retrace(*event, std::nullopt);
        ASSERT_TRUE(retraced);
        EXPECT_EQ(retraced->replay, Replay::Same);
    }
}

TEST(Retrace, WhatWasErasedIsToldFromTheLog) {
    Server server;
    server.receive("a@x.test");
    const auto events = decisions(server);
    std::promise<void> erased;
    server.real_store().erase_lead("acme", *events[0].lead, server.clock.now(),
                                   [&](Result<void>) { erased.set_value(); });
    erased.get_future().wait();
    Retracer retracer("acme", server.real_store(),
                      server.directory().setting(*server.directory().find("acme")));
    const auto retraced = retracer.retrace(events[0], std::nullopt);
    ASSERT_TRUE(retraced);
    EXPECT_EQ(retraced->replay, Replay::Erased);
    EXPECT_TRUE(retraced->explanation.rules.empty());
    EXPECT_EQ(retraced->explanation.targets[0].people[0].person, "ann");
}

TEST(Retrace, ADecisionThatComesOutOtherwiseIsToldAsItWas) {
    Server server;
    server.receive("a@x.test");
    event::Event event = decisions(server).at(0);
    std::get<event::Received>(event.body).decision.rule = "Known";
    Retracer retracer("acme", server.real_store(),
                      server.directory().setting(*server.directory().find("acme")));
    const auto retraced = retracer.retrace(event, std::nullopt);
    ASSERT_TRUE(retraced);
    EXPECT_EQ(retraced->replay, Replay::Differs);
    EXPECT_NE(retraced->explanation.note.find("differently"), std::string::npos);
}

}  // namespace
}  // namespace baton::dispatch
