#include "core/desk/snapshot.hpp"

#include <gtest/gtest.h>

#include "core/desk/history_for_tests.hpp"

namespace baton::desk {
namespace {

using testing::History;
using testing::Office;

int code_of(const Result<State>& result) { return result ? 0 : result.error().code; }

TEST(Snapshot, OfNothingIsNothing) {
    const State none;
    const std::string bytes = encode_snapshot(none);
    const auto back = decode_snapshot(bytes, nullptr);
    ASSERT_TRUE(back);
    EXPECT_EQ(encode_snapshot(*back), bytes);
    EXPECT_EQ(back->seq(), 0U);
}

TEST(Snapshot, DamageIsToldWhereverItIs) {
    History history(5);
    for (int i = 0; i < 60; ++i) history.carry_out(history.next());
    const std::string bytes = history.office().bytes();
    const auto source = history.office().source();
    ASSERT_EQ(code_of(decode_snapshot(bytes, source)), 0);
    const int broken = static_cast<int>(SnapshotError::Broken);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        ASSERT_EQ(code_of(decode_snapshot(damaged, source)), broken) << "at " << i;
        ASSERT_EQ(code_of(decode_snapshot(bytes.substr(0, i), source)), broken) << "up to " << i;
    }
    ASSERT_EQ(code_of(decode_snapshot(bytes + "x", source)), broken);
}

TEST(Snapshot, OfAnotherFormatIsNotTouched) {
    const auto with_hash = [](std::string body) {
        const Digest hash = sha256(body);
        return body.append(bytes_of(hash));
    };
    EXPECT_EQ(code_of(decode_snapshot(with_hash("\x63"), nullptr)),
              static_cast<int>(SnapshotError::Newer));
    EXPECT_EQ(code_of(decode_snapshot(with_hash("\x01"), nullptr)),
              static_cast<int>(SnapshotError::Broken));
    EXPECT_EQ(code_of(decode_snapshot(with_hash(""), nullptr)),
              static_cast<int>(SnapshotError::Broken));
}

TEST(Snapshot, NeedsItsDocuments) {
    History history(5);
    Office& office = history.office();
    const std::string bytes = office.bytes();
    office.lose_document(office.state().version());
    const auto state = decode_snapshot(bytes, office.source());
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, static_cast<int>(SnapshotError::MissingDocument));
    EXPECT_EQ(state.error().message, "version 1 of the document cannot be loaded");
    Desk desk(office.setting());
    EXPECT_FALSE(desk.can_apply(office.events().front()));
}

TEST(Snapshot, WordsOfStatesReadBack) {
    for (int i = 1; i <= 10; ++i) {
        const auto state = static_cast<LeadState>(i);
        EXPECT_EQ(lead_state_from(to_word(state)), state);
        EXPECT_EQ(is_over(state), i >= 7);
    }
    EXPECT_FALSE(lead_state_from("lost and found"));
}

}  // namespace
}  // namespace baton::desk
