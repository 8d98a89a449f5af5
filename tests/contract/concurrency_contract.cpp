// Many at once: every append is in the log once, whole and in order; completions see their writes,
// and may write on.
#include <atomic>
#include <latch>
#include <thread>

#include "contract.hpp"

namespace baton::store::contract {
namespace {

EventRow event_after(const Head& head, std::string kind, std::string body) {
    EventRow event;
    event.seq = head.seq + 1;
    event.at = at(static_cast<std::int64_t>(event.seq));
    event.kind = std::move(kind);
    event.hash = digest_of(body + std::to_string(event.seq));
    event.body = std::move(body);
    return event;
}

Append one_event(std::string workspace, const Head& head, std::string kind, std::string body) {
    Append append;
    append.workspace = std::move(workspace);
    append.after = head;
    append.events.push_back(event_after(head, std::move(kind), std::move(body)));
    return append;
}

// Appends `count` events of its own to the log that others append to as well: after a conflict, on
// the head that it was told.
int append_among_others(Store& store, int writer, int count) {
    int conflicts = 0;
    Head head;
    for (int n = 0; n < count;) {
        const AppendOutcome outcome = wait_for<AppendOutcome>([&](auto done) {
            store.append(
                one_event("acme", head, "writer-" + std::to_string(writer), std::to_string(n)),
                std::move(done));
        });
        if (const auto* appended = std::get_if<Appended>(&outcome)) {
            head = appended->head;
            ++n;
        } else if (const auto* conflict = std::get_if<Conflict>(&outcome)) {
            head = conflict->head;
            ++conflicts;
        } else {
            ADD_FAILURE() << "neither appended nor a conflict";
            return conflicts;
        }
    }
    return conflicts;
}

}  // namespace

TEST_P(ConcurrencyContract, SixtyFourWritersOfOneLogLoseAndDoubleNothing) {
    constexpr int kWriters = 64;
    constexpr int kEach = 5;
    std::latch start(kWriters);
    std::atomic<int> conflicts = 0;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < kWriters; ++writer) {
        threads.emplace_back([&, writer] {
            start.arrive_and_wait();
            conflicts += append_among_others(store(), writer, kEach);
        });
    }
    for (std::thread& thread : threads) thread.join();

    const auto events = store().read("acme", 1, 1000).value();
    ASSERT_EQ(events.size(), std::size_t{kWriters * kEach});
    EXPECT_EQ(store().head("acme").value(), (Head{events.back().seq, events.back().hash}));
    std::map<std::string, int> seen;
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].seq, i + 1);
        // Each writer's own events stand in its order.
        EXPECT_EQ(events[i].body, std::to_string(seen[events[i].kind]++));
    }
    EXPECT_EQ(seen.size(), std::size_t{kWriters});
    EXPECT_GT(conflicts, 0);
}

TEST_P(ConcurrencyContract, WritersOfDifferentLogsDoNotMeet) {
    constexpr int kWriters = 64;
    constexpr int kEach = 5;
    std::atomic<int> appended = 0;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < kWriters; ++writer) {
        threads.emplace_back([&, writer] {
            Head head;
            for (int n = 0; n < kEach; ++n) {
                const AppendOutcome outcome = wait_for<AppendOutcome>([&](auto done) {
                    store().append(one_event("w" + std::to_string(writer), head, "k", "b"),
                                   std::move(done));
                });
                if (const auto* ok = std::get_if<Appended>(&outcome)) {
                    head = ok->head;
                    ++appended;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(appended, kWriters * kEach);
}

TEST_P(ConcurrencyContract, WritesOfOneCallerTakeEffectInOrder) {
    // Each builds upon the one before, and none waits for it.
    constexpr int kCount = 200;
    std::promise<void> all_done;
    std::vector<int> order;
    Head head;
    for (int n = 0; n < kCount; ++n) {
        Append append = one_event("acme", head, "k", std::to_string(n));
        head = {append.events[0].seq, append.events[0].hash};
        store().append(std::move(append), [&, n](AppendOutcome outcome) {
            EXPECT_TRUE(std::holds_alternative<Appended>(outcome));
            order.push_back(n);
            if (n == kCount - 1) all_done.set_value();
        });
    }
    all_done.get_future().wait();
    EXPECT_TRUE(std::ranges::is_sorted(order));
    EXPECT_EQ(store().head("acme").value(), head);
}

TEST_P(ConcurrencyContract, AFailedBatchFailsAllDecidedUponIt) {
    must_append(next("acme"));
    Append wrong = next("acme");
    const Append upon_it = one_event("acme", {wrong.events[0].seq, wrong.events[0].hash}, "k",
                                     "decided upon what was refused");
    wrong.after.hash = digest_of("another history");
    std::promise<AppendOutcome> second;
    store().append(std::move(wrong), [](AppendOutcome outcome) {
        EXPECT_TRUE(std::holds_alternative<Conflict>(outcome));
    });
    store().append(upon_it, [&](AppendOutcome outcome) { second.set_value(std::move(outcome)); });
    EXPECT_TRUE(std::holds_alternative<Conflict>(second.get_future().get()));
    EXPECT_EQ(store().head("acme").value().seq, 1U);
}

TEST_P(ConcurrencyContract, OneFaultyWriteHarmsNoOtherOfItsGroup) {
    constexpr int kCount = 50;
    std::atomic<int> good = 0;
    std::atomic<int> bad = 0;
    std::latch left(kCount);
    for (int n = 0; n < kCount; ++n) {
        Append append = one_event("w" + std::to_string(n), Head{}, "k", "b");
        // No such lead, which shows only after the event was written.
        if (n % 7 == 3) append.leads = {without_content(lead_row(n))};
        store().append(std::move(append), [&, n](AppendOutcome outcome) {
            if (std::holds_alternative<Appended>(outcome)) ++good;
            if (const auto* failed = std::get_if<Failed>(&outcome)) {
                EXPECT_EQ(n % 7, 3);
                EXPECT_TRUE(is(failed->error, StoreError::Invalid)) << failed->error.message;
                ++bad;
            }
            left.count_down();
        });
    }
    left.wait();
    EXPECT_EQ(bad, 7);
    EXPECT_EQ(good, kCount - 7);
    EXPECT_EQ(store().workspaces("", 100).value().size(), std::size_t{kCount - 7});
}

TEST_P(ConcurrencyContract, ACompletionSeesItsWriteAndWritesOn) {
    constexpr std::uint64_t kRounds = 20;
    std::promise<Head> finished;
    std::function<void(AppendOutcome)> write_on = [&](AppendOutcome outcome) {
        const auto* appended = std::get_if<Appended>(&outcome);
        ASSERT_NE(appended, nullptr);
        EXPECT_EQ(store().head("acme").value(), appended->head);
        if (appended->head.seq == kRounds) {
            finished.set_value(appended->head);
            return;
        }
        store().append(one_event("acme", appended->head, "k", "b"), write_on);
    };
    store().append(one_event("acme", Head{}, "k", "b"), write_on);
    const Head last = finished.get_future().get();
    EXPECT_EQ(last, store().head("acme").value());
}

TEST_P(ConcurrencyContract, ReadersGoOnWhileOthersWrite) {
    constexpr int kEvents = 200;
    std::atomic<bool> is_over = false;
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i) {
        readers.emplace_back([&] {
            std::size_t last = 0;
            while (!is_over) {
                const auto events = store().read("acme", 1, 1000);
                ASSERT_TRUE(events) << events.error().message;
                ASSERT_GE(events->size(), last);  // a log never shrinks
                last = events->size();
            }
        });
    }
    Head head;
    for (int n = 0; n < kEvents; ++n) {
        const AppendOutcome outcome = append(one_event("acme", head, "k", "b"));
        const auto* failed = std::get_if<Failed>(&outcome);
        EXPECT_EQ(failed, nullptr) << failed->error.message;
        if (!std::holds_alternative<Appended>(outcome)) break;
        head = std::get<Appended>(outcome).head;
    }
    is_over = true;
    for (std::thread& thread : readers) thread.join();
    EXPECT_EQ(head.seq, std::uint64_t{kEvents});
}

TEST_P(ConcurrencyContract, WhatWasSubmittedIsFinishedOnClosing) {
    constexpr int kCount = 100;
    int answered = 0;
    Head head;
    for (int n = 0; n < kCount; ++n) {
        Append append = one_event("acme", head, "k", std::to_string(n));
        head = {append.events[0].seq, append.events[0].hash};
        store().append(std::move(append), [&](AppendOutcome outcome) {
            EXPECT_TRUE(std::holds_alternative<Appended>(outcome));
            ++answered;
        });
    }
    reopen();
    EXPECT_EQ(answered, kCount);
    EXPECT_EQ(store().head("acme").value(), head);
}

}  // namespace baton::store::contract
