// Workspaces are opened when somebody asks or something falls due, and closed when nobody does.
#include "dispatch/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "dispatch/server_for_tests.hpp"

namespace baton::dispatch {
namespace {

using ::testing::ElementsAre;
using testing::Server;
using ::testing::SizeIs;

constexpr Duration kIdle = Duration::minutes(1);

// A node of its own on a server's store, stepped by hand.
class DirectoryTest : public ::testing::Test {
  protected:
    DirectoryTest() { node_ = start(100); }

    std::unique_ptr<Directory> start(std::size_t most_open) {
        auto opened = Directory::open({.store = server_.store(),
                                       .clock = server_.clock,
                                       .tables = server_.tables(),
                                       .default_workspace = "acme",
                                       .wake = [] {},
                                       .idle_after = kIdle,
                                       .most_open = most_open});
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    // A workspace with a document.
    Held make(const std::string& name) {
        Held room = node_->make_workspace(name).value();
        EXPECT_TRUE(Server::accepted(
            Server::send(*room->writer, server_.publication(testing::kDocument)).get()));
        return room;
    }
    std::vector<std::string> open() const {
        std::vector<std::string> names;
        for (const Held& room : node_->rooms()) names.push_back(room->name);
        return names;
    }
    std::size_t count(const std::string& workspace, std::string_view kind) {
        const auto log = server_.real_store().read(workspace, 1, store::kMaxEventsPerRead).value();
        return static_cast<std::size_t>(
            std::ranges::count_if(log, [&](const auto& row) { return row.kind == kind; }));
    }
    // Until there is nothing to do at once.
    void step() {
        while (node_->step() <= server_.clock.now()) {
        }
    }

    Server server_;
    std::unique_ptr<Directory> node_;
};

TEST_F(DirectoryTest, StartsWithTheDefaultAloneAndOpensOnDemand) {
    make("beta");
    make("gamma");
    EXPECT_THAT(open(), ElementsAre("acme", "beta", "gamma"));
    node_.reset();
    node_ = start(100);
    EXPECT_THAT(open(), ElementsAre("acme"));
    EXPECT_EQ(node_->find("beta"), nullptr);
    const Held beta = node_->open_workspace("beta").value();
    ASSERT_NE(beta, nullptr);
    EXPECT_EQ(beta->writer->live()->version, 1U);
    EXPECT_EQ(node_->find("beta"), beta);
    EXPECT_EQ(node_->open_workspace("nobody").value(), nullptr);
    EXPECT_THAT(open(), ElementsAre("acme", "beta"));
}

TEST_F(DirectoryTest, FindsWhatAnotherNodeMade) {
    EXPECT_EQ(node_->open_workspace("beta").value(), nullptr);
    auto other = start(100);
    std::swap(node_, other);
    make("beta");
    std::swap(node_, other);
    const Held beta = node_->open_workspace("beta").value();
    ASSERT_NE(beta, nullptr);
    EXPECT_NE(beta->writer->live()->policy, nullptr);
}

TEST_F(DirectoryTest, IdleOnesAreClosedAndComeBackTheSame) {
    std::string bytes;
    {
        const Held beta = make("beta");
        EXPECT_TRUE(
            Server::accepted(Server::send(*beta->writer, server_.lead("kim@x.test")).get()));
        bytes = Server::bytes(*beta->writer);
        server_.clock.move_by(kIdle + kIdle);
        step();
        EXPECT_THAT(open(), ElementsAre("acme", "beta")) << "somebody holds it";
    }
    server_.clock.move_by(kIdle + kIdle);
    step();
    EXPECT_THAT(open(), ElementsAre("acme"));
    const Held beta = node_->open_workspace("beta").value();
    EXPECT_EQ(Server::bytes(*beta->writer), bytes);
}

TEST_F(DirectoryTest, WhatFallsDueInAClosedOneHappens) {
    Server::send(*make("beta")->writer, server_.lead("kim@x.test")).get();
    server_.clock.move_by(kIdle + kIdle);
    step();
    ASSERT_THAT(open(), ElementsAre("acme"));
    EXPECT_EQ(count("beta", "escalated"), 0U);
    const Instant next = node_->step();
    EXPECT_LE(next, server_.clock.now() + Duration::seconds(1));
    server_.clock.move_by(Duration::minutes(8));
    step();
    // The tick is on its way to the disk: a question of ours comes after it.
    (void)Server::bytes(*node_->find("beta")->writer);
    EXPECT_EQ(count("beta", "escalated"), 1U);
}

TEST_F(DirectoryTest, AfterAStartClosedOnesAreNotForgotten) {
    for (int i = 0; i < 40; ++i) {
        Server::send(*make("w" + std::to_string(i))->writer, server_.lead("kim@x.test")).get();
    }
    node_.reset();
    server_.clock.move_by(Duration::minutes(10));
    node_ = start(100);
    step();
    for (int i = 0; i < 40; ++i) {
        const std::string name = "w" + std::to_string(i);
        (void)Server::bytes(*node_->find(name)->writer);
        EXPECT_EQ(count(name, "escalated"), 1U) << name;
    }
}

TEST_F(DirectoryTest, NoMoreAreOpenThanMayBe) {
    node_.reset();
    node_ = start(3);
    make("beta");
    server_.clock.move_by(Duration::seconds(1));
    make("gamma");
    server_.clock.move_by(Duration::seconds(1));
    // The one that was asked for longest ago makes room.
    const Held delta = make("delta");
    EXPECT_THAT(open(), ElementsAre("acme", "delta", "gamma"));
    const Held gamma = node_->open_workspace("gamma").value();
    const auto refused = node_->open_workspace("beta");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is(refused.error(), store::StoreError::Busy));
}

TEST_F(DirectoryTest, OneIsOpenedOnceHoweverManyAsk) {
    make("beta");
    node_.reset();
    node_ = start(100);
    std::vector<std::thread> threads;
    std::vector<Held> rooms(8);
    for (Held& room : rooms) {
        threads.emplace_back([&] { room = node_->open_workspace("beta").value(); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Held& room : rooms) EXPECT_EQ(room, rooms.front());
}

TEST_F(DirectoryTest, WhatFallsDueWhileAllPlacesAreInUseHappensLater) {
    for (const char* name : {"beta", "gamma"}) {
        Server::send(*make(name)->writer, server_.lead("kim@x.test")).get();
    }
    make("delta");
    node_.reset();
    node_ = start(2);
    Held held = node_->open_workspace("delta").value();
    server_.clock.move_by(Duration::minutes(10));
    EXPECT_GT(node_->step(), server_.clock.now()) << "it does not try one after the other";
    EXPECT_THAT(open(), ElementsAre("acme", "delta"));
    held.reset();
    for (int i = 0; i < 4; ++i) {
        server_.clock.move_by(Duration::seconds(31));
        step();
        for (const char* name : {"beta", "gamma"}) {
            if (const Held room = node_->find(name)) (void)Server::bytes(*room->writer);
        }
    }
    EXPECT_EQ(count("beta", "escalated"), 1U);
    EXPECT_EQ(count("gamma", "escalated"), 1U);
}

// The place that one makes another may take.
TEST_F(DirectoryTest, ManyWhoOpenAtTheLimitAllFindAPlaceInTheEnd) {
    const std::vector<std::string> names{"beta", "gamma", "delta", "zeta", "eta", "theta"};
    for (const std::string& name : names) make(name);
    node_.reset();
    node_ = start(3);
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < 3; ++first) {
        threads.emplace_back([&, first] {
            for (std::size_t i = 0; i < 100; ++i) {
                const auto room = node_->open_workspace(names[(first + i) % names.size()]);
                if (!room || *room == nullptr) ++refused;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(refused.load(), 0);
}

TEST_F(DirectoryTest, OneThatCannotBeReadKeepsNobodyElseFromOpening) {
    make("beta");
    node_.reset();
    node_ = start(100);
    server_.store().refuse_reads(true);
    EXPECT_FALSE(node_->open_workspace("beta"));
    server_.store().refuse_reads(false);
    EXPECT_NE(node_->open_workspace("beta").value(), nullptr);
}

TEST_F(DirectoryTest, AfterItIsClosedNothingIsOpened) {
    make("beta");
    node_->close();
    EXPECT_EQ(node_->open_workspace("beta").value()->name, "beta") << "it is open still";
    EXPECT_FALSE(node_->make_workspace("gamma"));
}

}  // namespace
}  // namespace baton::dispatch
