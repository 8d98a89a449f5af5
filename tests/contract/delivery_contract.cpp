// Deliveries: put with the cursor, leased in turn, settled by their holder alone.
#include <atomic>
#include <set>
#include <thread>

#include "contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

namespace {

std::vector<int> numbers_of(const std::vector<DeliveryRow>& rows) {
    std::vector<int> numbers;
    for (const DeliveryRow& row : rows) numbers.push_back(static_cast<int>(row.event_seq));
    return numbers;
}

Result<void> retry(Store& store, int n, std::int64_t seconds) {
    return wait_for<Result<void>>([&](auto done) {
        store.retry_delivery("acme", delivery_id(n), at(seconds), std::move(done));
    });
}

}  // namespace

TEST_P(DeliveryContract, PutIsPendingAndMovesTheCursor) {
    ASSERT_TRUE(put_deliveries({.cursor = {"notify", "acme", 0, 12}, .rows = {delivery_row(1)}}));
    EXPECT_EQ(delivery(1), delivery_row(1));
    EXPECT_EQ(store().cursor("notify", "acme").value(), 12U);
    EXPECT_EQ(store().delivery("acme", delivery_id(2)).value(), std::nullopt);
    EXPECT_EQ(store().delivery("other", delivery_id(1)).value(), std::nullopt);
}

TEST_P(DeliveryContract, PutFromAnotherCursorPutsNothing) {
    must_put({});
    const auto put =
        put_deliveries({.cursor = {"notify", "acme", 0, 2}, .rows = {delivery_row(1)}});
    EXPECT_TRUE(is(put.error(), StoreError::CursorMoved));
    EXPECT_EQ(store().delivery("acme", delivery_id(1)).value(), std::nullopt);
    EXPECT_EQ(store().cursor("notify", "acme").value(), 1U);
}

TEST_P(DeliveryContract, ACursorThatDoesNotMoveHoldsUpNobody) {
    for (int n = 1; n <= 3; ++n) {
        ASSERT_TRUE(put_deliveries({.cursor = {"press", "acme", 0, 0}, .rows = {delivery_row(n)}}));
        EXPECT_EQ(delivery(n), delivery_row(n));
    }
    EXPECT_EQ(store().cursor("press", "acme").value(), 0U);
}

TEST_P(DeliveryContract, PutWithAnIdThatIsThereLeavesTheCursor) {
    must_put({delivery_row(1)});
    const auto put =
        put_deliveries({.cursor = {"notify", "acme", 1, 2}, .rows = {delivery_row(1)}});
    EXPECT_TRUE(is(put.error(), StoreError::Invalid)) << put.error().message;
    EXPECT_EQ(store().cursor("notify", "acme").value(), 1U);
    DeliveryRow no_channel = delivery_row(2, "");
    EXPECT_TRUE(
        is(put_deliveries({.cursor = {"notify", "acme", 1, 2}, .rows = {no_channel}}).error(),
           StoreError::Invalid));
}

TEST_P(DeliveryContract, OnlyWhatIsDueIsLeasedOldestFirst) {
    must_put({delivery_row(3), delivery_row(1), delivery_row(2), delivery_row(9)});
    EXPECT_EQ(store().next_delivery().value(), at(1));
    EXPECT_THAT(lease(lease_at(0)), IsEmpty());
    const auto leased = lease(lease_at(3));
    EXPECT_THAT(numbers_of(leased), ElementsAre(1, 2, 3));
    DeliveryRow expected = delivery_row(1);
    expected.state = DeliveryState::Leased;
    expected.next_at = at(63);
    expected.attempts = 1;
    expected.fence = 1;
    expected.lease_owner = "node-1";
    EXPECT_EQ(leased[0], expected);
    EXPECT_EQ(delivery(1), expected);
    EXPECT_THAT(lease(lease_at(3)), IsEmpty());  // all are taken
    EXPECT_EQ(store().next_delivery().value(), at(9));
}

TEST_P(DeliveryContract, ALeaseIsBounded) {
    std::vector<DeliveryRow> rows;
    for (int n = 1; n <= 30; ++n) rows.push_back(delivery_row(n, n % 2 == 0 ? "slack" : "mail"));
    must_put(rows);
    LeaseRequest request = lease_at(100);
    request.limit = 20;
    request.per_channel = 3;
    EXPECT_THAT(lease(request), SizeIs(6));
    request.per_channel = 64;
    EXPECT_THAT(lease(request), SizeIs(20));
    EXPECT_THAT(lease(request), SizeIs(4));
}

TEST_P(DeliveryContract, AChannelThatIsFullHoldsUpNoOther) {
    std::vector<DeliveryRow> rows;
    for (int n = 1; n <= 50; ++n) rows.push_back(delivery_row(n, "stuck"));
    rows.push_back(delivery_row(51, "mail"));
    rows.push_back(delivery_row(52, "slack"));
    must_put(rows);
    LeaseRequest request = lease_at(100);
    request.channels = {{"acme", "stuck", 0}, {"acme", "mail", 5}, {"other", "slack", 0}};
    EXPECT_THAT(numbers_of(lease(request)), UnorderedElementsAre(51, 52));
    request.channels = {{"acme", "stuck", 2}};
    EXPECT_THAT(numbers_of(lease(request)), ElementsAre(1, 2));
}

TEST_P(DeliveryContract, ChannelsHaveTheirTurns) {
    std::vector<DeliveryRow> rows;
    for (int n = 1; n <= 30; ++n) rows.push_back(delivery_row(n, "a"));
    for (int n = 31; n <= 33; ++n) rows.push_back(delivery_row(n, "b"));
    must_put(rows);
    LeaseRequest request = lease_at(100);
    request.limit = 5;
    request.per_channel = 5;
    std::set<std::string> served;
    for (int i = 0; i < 2; ++i) {
        for (const DeliveryRow& row : lease(request)) served.insert(row.channel);
    }
    EXPECT_THAT(served, ElementsAre("a", "b"));
}

TEST_P(DeliveryContract, AllWorkspacesAreServed) {
    DeliveryRow other = delivery_row(2);
    other.workspace = "bolt";
    must_put({delivery_row(1)});
    must_put({other}, "bolt");
    EXPECT_THAT(numbers_of(lease(lease_at(10))), UnorderedElementsAre(1, 2));
    EXPECT_EQ(delivery(2, "bolt").workspace, "bolt");
}

TEST_P(DeliveryContract, ALeaseThatRanOutIsFreeForAll) {
    must_put({delivery_row(1)});
    const auto first = lease(lease_at(10));  // until 70
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_EQ(store().next_delivery().value(), at(70));
    EXPECT_THAT(lease(lease_at(69)), IsEmpty());
    LeaseRequest request = lease_at(70);
    request.owner = "node-2";
    const auto second = lease(request);
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_EQ(second[0].fence, 2U);
    EXPECT_EQ(second[0].attempts, 2U);
    EXPECT_EQ(second[0].lease_owner, "node-2");
    EXPECT_TRUE(is(settle(first[0], Sent{.at = at(71)}).error(), StoreError::StaleFence));
    EXPECT_EQ(delivery(1).state, DeliveryState::Leased);
    EXPECT_TRUE(settle(second[0], Sent{.at = at(72)}));
}

TEST_P(DeliveryContract, SettledAsSent) {
    must_put({delivery_row(1)});
    const auto leased = lease(lease_at(10));
    ASSERT_TRUE(settle(leased[0], Sent{.at = at(11), .status = 200}));
    const DeliveryRow row = delivery(1);
    EXPECT_EQ(row.state, DeliveryState::Sent);
    EXPECT_EQ(row.ended_at, at(11));
    EXPECT_EQ(row.last_status, 200);
    EXPECT_EQ(row.lease_owner, "");
    EXPECT_EQ(store().next_delivery().value(), std::nullopt);
    EXPECT_THAT(lease(lease_at(1000)), IsEmpty());
    EXPECT_TRUE(is(settle(leased[0], Sent{.at = at(12)}).error(), StoreError::StaleFence));
    EXPECT_TRUE(is(retry(store(), 1, 20).error(), StoreError::NotRetryable));
}

TEST_P(DeliveryContract, SettledForAnotherAttempt) {
    must_put({delivery_row(1)});
    auto leased = lease(lease_at(10));
    ASSERT_TRUE(
        settle(leased[0], RetryAt{.at = at(40), .status = 500, .error = "it answered 500"}));
    DeliveryRow row = delivery(1);
    EXPECT_EQ(row.state, DeliveryState::Pending);
    EXPECT_EQ(row.next_at, at(40));
    EXPECT_EQ(row.last_error, "it answered 500");
    EXPECT_EQ(row.last_status, 500);
    EXPECT_EQ(row.attempts, 1U);
    EXPECT_THAT(lease(lease_at(39)), IsEmpty());
    leased = lease(lease_at(40));
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_EQ(leased[0].attempts, 2U);
    EXPECT_EQ(leased[0].fence, 2U);
}

TEST_P(DeliveryContract, SettledAsDeadAndSentAgainOnRequest) {
    must_put({delivery_row(1)});
    auto leased = lease(lease_at(10));
    ASSERT_TRUE(settle(leased[0], Dead{.at = at(11), .status = 404, .error = "gone"}));
    EXPECT_EQ(delivery(1).state, DeliveryState::Dead);
    EXPECT_EQ(delivery(1).ended_at, at(11));
    EXPECT_THAT(lease(lease_at(1000)), IsEmpty());
    ASSERT_TRUE(retry(store(), 1, 2000));
    EXPECT_EQ(delivery(1).state, DeliveryState::Pending);
    EXPECT_EQ(delivery(1).ended_at, std::nullopt);
    leased = lease(lease_at(2000));
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_EQ(leased[0].attempts, 2U);
}

TEST_P(DeliveryContract, SettledAsSuperseded) {
    must_put({delivery_row(1)});
    const auto leased = lease(lease_at(10));
    ASSERT_TRUE(settle(leased[0], Superseded{.at = at(11), .reason = "the lead has moved on"}));
    EXPECT_EQ(delivery(1).state, DeliveryState::Superseded);
    EXPECT_EQ(delivery(1).last_error, "the lead has moved on");
    EXPECT_TRUE(retry(store(), 1, 20));
}

TEST_P(DeliveryContract, WhatWasNotTriedIsGivenBack) {
    must_put({delivery_row(1)});
    auto leased = lease(lease_at(10));
    ASSERT_TRUE(settle(leased[0], RetryAt{.at = at(20), .status = 500, .error = "busy"}));
    leased = lease(lease_at(20));
    ASSERT_TRUE(settle(leased[0], GivenBack{.at = at(30)}));
    const DeliveryRow row = delivery(1);
    EXPECT_EQ(row.state, DeliveryState::Pending);
    EXPECT_EQ(row.next_at, at(30));
    EXPECT_EQ(row.attempts, 1U);
    EXPECT_EQ(row.fence, 2U);
    EXPECT_EQ(row.lease_owner, "");
    EXPECT_EQ(row.last_status, 500);
    EXPECT_EQ(row.last_error, "busy");
    EXPECT_TRUE(is(settle(leased[0], Sent{.at = at(31)}).error(), StoreError::StaleFence));
    EXPECT_THAT(lease(lease_at(29)), IsEmpty());
    leased = lease(lease_at(30));
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_EQ(leased[0].attempts, 2U);
    EXPECT_EQ(leased[0].fence, 3U);
}

TEST_P(DeliveryContract, ManyAreSettledAtOnceEachByItself) {
    must_put({delivery_row(1), delivery_row(2), delivery_row(3), delivery_row(4)});
    const auto leased = lease(lease_at(3));
    ASSERT_THAT(leased, SizeIs(3));
    const auto of = [](const DeliveryRow& row, DeliveryOutcome outcome) {
        return Settle{row.workspace, row.id, row.fence, std::move(outcome)};
    };
    Settle late = of(leased[2], Sent{.at = at(4), .status = 200});
    ++late.fence;
    const auto settled = settle_all(
        {of(leased[1], Dead{.at = at(4), .status = 404, .error = "gone"}),
         of(delivery_row(9), Sent{.at = at(4)}), late, of(delivery_row(4), Sent{.at = at(4)}),
         of(leased[0], Sent{.at = at(4), .status = 200})});
    ASSERT_TRUE(settled) << settled.error().message;
    ASSERT_THAT(*settled, SizeIs(5));
    EXPECT_TRUE((*settled)[0]);
    EXPECT_TRUE(is((*settled)[1].error(), StoreError::NotFound));
    EXPECT_TRUE(is((*settled)[2].error(), StoreError::StaleFence));
    EXPECT_TRUE(is((*settled)[3].error(), StoreError::StaleFence));
    EXPECT_TRUE((*settled)[4]);
    EXPECT_EQ(delivery(1).state, DeliveryState::Sent);
    EXPECT_EQ(delivery(2).state, DeliveryState::Dead);
    EXPECT_EQ(delivery(3), leased[2]);
    EXPECT_EQ(delivery(4), delivery_row(4));
    EXPECT_THAT(settle_all({}).value(), IsEmpty());
}

TEST_P(DeliveryContract, OnlyALeasedOneIsSettled) {
    must_put({delivery_row(1)});
    EXPECT_TRUE(is(settle(delivery_row(1), Sent{.at = at(1)}).error(), StoreError::StaleFence));
    EXPECT_TRUE(is(settle(delivery_row(2), Sent{.at = at(1)}).error(), StoreError::NotFound));
    DeliveryRow elsewhere = delivery_row(1);
    elsewhere.workspace = "other";
    EXPECT_TRUE(is(settle(elsewhere, Sent{.at = at(1)}).error(), StoreError::NotFound));
}

TEST_P(DeliveryContract, RetryingBringsAWaitingOneForward) {
    DeliveryRow later = delivery_row(1);
    later.next_at = at(1000);
    must_put({later});
    ASSERT_TRUE(retry(store(), 1, 5));
    EXPECT_EQ(delivery(1).next_at, at(5));
    const auto leased = lease(lease_at(5));
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_TRUE(is(retry(store(), 1, 6).error(), StoreError::NotRetryable));
    EXPECT_TRUE(is(retry(store(), 2, 6).error(), StoreError::NotFound));
}

TEST_P(DeliveryContract, ALongErrorIsCutBetweenCharacters) {
    must_put({delivery_row(1)});
    const auto leased = lease(lease_at(10));
    std::string error = "x";
    for (int i = 0; i < 5000; ++i) error += "é";
    ASSERT_TRUE(settle(leased[0], Dead{.at = at(11), .status = 0, .error = error}));
    const std::string kept = delivery(1).last_error;
    EXPECT_LE(kept.size(), 2000U);
    EXPECT_EQ(kept, error.substr(0, kept.size()));
    EXPECT_EQ(kept.size() % 2, 1U);
}

TEST_P(DeliveryContract, ListedNewestFirstWithFilters) {
    std::vector<DeliveryRow> rows;
    for (int n = 1; n <= 6; ++n) rows.push_back(delivery_row(n, n % 2 == 0 ? "slack" : "mail"));
    rows[5].lead = lead_id(1);
    must_put(rows);
    const auto leased = lease(lease_at(2));
    ASSERT_THAT(leased, SizeIs(2));
    ASSERT_TRUE(settle(leased[0], Dead{.at = at(3), .status = 500, .error = "no"}));

    const auto listed = [&](DeliveryQuery query) {
        return numbers_of(store().deliveries("acme", query).value().deliveries);
    };
    EXPECT_THAT(listed({}), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(listed({.channel = "mail"}), ElementsAre(5, 3, 1));
    EXPECT_THAT(listed({.states = {DeliveryState::Dead, DeliveryState::Leased}}),
                UnorderedElementsAre(1, 2));
    EXPECT_THAT(listed({.lead = lead_id(1)}), ElementsAre(6, 1));
    EXPECT_THAT(listed({.lead = lead_id(1), .channel = "mail"}), ElementsAre(1));
    EXPECT_THAT(store().deliveries("other", {}).value().deliveries, IsEmpty());

    DeliveryQuery query;
    query.limit = 4;
    const DeliveryPage first = store().deliveries("acme", query).value();
    EXPECT_THAT(numbers_of(first.deliveries), ElementsAre(6, 5, 4, 3));
    query.before = first.next;
    const DeliveryPage second = store().deliveries("acme", query).value();
    EXPECT_THAT(numbers_of(second.deliveries), ElementsAre(2, 1));
    EXPECT_EQ(second.next, std::nullopt);
}

TEST_P(DeliveryContract, ManyWorkersSendEachOnce) {
    constexpr int kRows = 200;
    std::vector<DeliveryRow> rows;
    for (int n = 1; n <= kRows; ++n) rows.push_back(delivery_row(n));
    must_put(rows);
    std::atomic<int> sent = 0;
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 8; ++worker) {
        workers.emplace_back([&] {
            for (;;) {
                LeaseRequest request = lease_at(1000);
                request.limit = 7;
                const auto leased = lease(request);
                if (leased.empty()) return;
                for (const DeliveryRow& row : leased) {
                    if (settle(row, Sent{.at = at(1001), .status = 200})) ++sent;
                }
            }
        });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(sent, kRows);
}

TEST_P(DeliveryContract, TheyOutliveReopening) {
    must_put({delivery_row(1), delivery_row(2)});
    const auto leased = lease(lease_at(1));
    reopen();
    EXPECT_EQ(delivery(1), leased[0]);
    EXPECT_EQ(delivery(2), delivery_row(2));
    EXPECT_TRUE(settle(leased[0], Sent{.at = at(2)}));
}

TEST_P(DeliveryContract, LeasesOfTheDeadAreFreeAtOnce) {
    const auto free_dead = [this](std::int64_t seconds) {
        return wait_for<Result<std::size_t>>(
            [&](auto done) { store().free_dead_leases(at(seconds), std::move(done)); });
    };
    EXPECT_EQ(free_dead(0).value(), 0U);
    DeliveryRow later = delivery_row(4);
    later.next_at = at(30);
    DeliveryRow elsewhere = delivery_row(3, "mail");
    elsewhere.workspace = "bolt";
    must_put({delivery_row(1), delivery_row(2, "mail"), later, delivery_row(5)});
    must_put({elsewhere}, "bolt");
    const auto leased = lease(lease_at(5));  // until 65
    ASSERT_THAT(numbers_of(leased), UnorderedElementsAre(1, 2, 3, 5));
    EXPECT_EQ(free_dead(6).value(), 0U) << "who has them is alive";
    ASSERT_TRUE(settle(leased.back(), Sent{.at = at(6)}));

    reopen();
    EXPECT_EQ(free_dead(10).value(), 3U);
    EXPECT_EQ(delivery(1).next_at, at(10));
    EXPECT_EQ(delivery(4), later) << "what waits goes on waiting";
    EXPECT_EQ(store().next_delivery().value(), at(10));
    LeaseRequest request = lease_at(10);
    request.owner = "node-2";
    const auto again = lease(request);
    ASSERT_THAT(again, SizeIs(3));
    for (const DeliveryRow& row : again) {
        EXPECT_EQ(row.fence, 2U);
        EXPECT_EQ(row.attempts, 2U);
    }
    EXPECT_TRUE(is(settle(leased[0], Sent{.at = at(11)}).error(), StoreError::StaleFence));
    EXPECT_EQ(free_dead(12).value(), 0U) << "these are alive";
    EXPECT_THAT(lease(lease_at(12)), IsEmpty());
}

TEST_P(DeliveryContract, ALeaseThatWasFreedIsItsHoldersUntilAnotherTakesIt) {
    must_put({delivery_row(1)});
    const auto leased = lease(lease_at(5));
    reopen();
    ASSERT_EQ(wait_for<Result<std::size_t>>([&](auto done) {
                  store().free_dead_leases(at(6), std::move(done));
              }).value(),
              1U);
    EXPECT_TRUE(settle(leased[0], Sent{.at = at(7)}));
    EXPECT_THAT(lease(lease_at(100)), IsEmpty());
}

}  // namespace baton::store::contract
