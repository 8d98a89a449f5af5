// What waits comes in order of its channel, the channels in turn.
#include "deliver/waiting_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

store::DeliveryRow row(const std::string& channel, std::uint64_t seq, std::int64_t ends = 60) {
    store::DeliveryRow row;
    row.workspace = "acme";
    row.channel = channel;
    row.event_seq = seq;
    row.next_at = Instant::from_seconds(ends);
    return row;
}

std::vector<std::uint64_t> seqs(const std::vector<store::DeliveryRow>& rows) {
    std::vector<std::uint64_t> out;
    for (const store::DeliveryRow& each : rows) out.push_back(each.event_seq);
    return out;
}

std::size_t any(const Lanes::Key&) { return 100; }

TEST(WaitingRows, TheOldestOfEachChannelGoFirst) {
    WaitingRows waiting;
    for (std::uint64_t seq = 1; seq <= 4; ++seq) waiting.add(row("a", seq));
    EXPECT_THAT(seqs(waiting.take(2, any)), ElementsAre(1, 2));
    waiting.add(row("a", 5));
    EXPECT_EQ(waiting.size(), 3U);
    EXPECT_EQ(waiting.of({"acme", "a"}), 3U);
    EXPECT_EQ(waiting.of({"acme", "b"}), 0U);
    EXPECT_THAT(seqs(waiting.take(9, any)), ElementsAre(3, 4, 5));
    EXPECT_EQ(waiting.size(), 0U);
    EXPECT_THAT(waiting.take(9, any), IsEmpty());
}

TEST(WaitingRows, ChannelsHaveTheirTurns) {
    WaitingRows waiting;
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        waiting.add(row("a", seq));
        waiting.add(row("b", 10 + seq));
        waiting.add(row("c", 20 + seq));
    }
    const auto one = [](const Lanes::Key&) -> std::size_t { return 1; };
    EXPECT_THAT(seqs(waiting.take(2, one)), ElementsAre(1, 11));
    EXPECT_THAT(seqs(waiting.take(2, one)), ElementsAre(21, 2));
    EXPECT_THAT(seqs(waiting.take(9, one)), ElementsAre(12, 22, 3)) << "each once a time";
}

TEST(WaitingRows, AChannelWithoutRoomHoldsUpNoOther) {
    WaitingRows waiting;
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        waiting.add(row("full", seq));
        waiting.add(row("open", 10 + seq));
    }
    const auto room = [](const Lanes::Key& key) -> std::size_t {
        return key.second == "full" ? 0 : 2;
    };
    EXPECT_THAT(seqs(waiting.take(9, room)), ElementsAre(11, 12));
    EXPECT_THAT(seqs(waiting.take(9, room)), ElementsAre(13));
    EXPECT_THAT(waiting.take(9, room), IsEmpty());
    EXPECT_EQ(waiting.size(), 3U);
}

TEST(WaitingRows, WhatHasWaitedForLongIsTakenOut) {
    WaitingRows waiting;
    EXPECT_EQ(waiting.first_end(), std::nullopt);
    waiting.add(row("a", 1, 60));
    waiting.add(row("a", 2, 70));
    waiting.add(row("b", 3, 65));
    EXPECT_EQ(waiting.first_end(), Instant::from_seconds(60));
    const auto ends_by = [](std::int64_t seconds) {
        return [seconds](const Lanes::Key&, const store::DeliveryRow& each) {
            return each.next_at <= Instant::from_seconds(seconds);
        };
    };
    EXPECT_THAT(seqs(waiting.take_while(ends_by(65))), ElementsAre(1, 3));
    EXPECT_EQ(waiting.first_end(), Instant::from_seconds(70));
    EXPECT_THAT(waiting.take_while(ends_by(69)), IsEmpty());
    EXPECT_THAT(seqs(waiting.take_while(ends_by(70))), ElementsAre(2));
}

}  // namespace
}  // namespace baton::deliver
