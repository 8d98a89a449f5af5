#include "core/desk/snapshot.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "base/byte_codec.hpp"
#include "core/desk/history_for_tests.hpp"
#include "core/desk/packed_leads.hpp"

namespace baton::desk {
namespace {

using testing::History;
using testing::Office;

// A lead as the second format held it.
void write_plainly(ByteWriter& out, const OpenLead& lead) {
    const auto maybe = [&](const auto& id) {
        out.flag(id.has_value());
        if (id) out.natural(id->value);
    };
    const auto people = [&](const std::vector<PersonId>& ids) {
        out.natural(ids.size());
        for (const PersonId id : ids) out.natural(id.value);
    };
    out.natural(static_cast<std::uint64_t>(lead.state));
    maybe(lead.person);
    maybe(lead.pool);
    maybe(lead.queue);
    maybe(lead.owner);
    out.text(lead.rule);
    out.flag(lead.otherwise);
    out.natural(lead.target);
    people(lead.history);
    people(lead.barred);
    for (const Instant at : {lead.received_at, lead.since, lead.touched}) out.integer(at.micros);
    for (const Instant start : lead.periods) out.integer(start.micros);
    out.flag(lead.turn.has_value());
    if (lead.turn) {
        out.natural(lead.turn->pool.value);
        out.integer(static_cast<std::int64_t>(lead.turn->share >> 64));
        out.natural(static_cast<std::uint64_t>(lead.turn->share));
        out.flag(lead.turn->took_credit);
        out.natural(lead.turn->number);
        out.natural(lead.turn->last_turn);
    }
    out.text(lead.sla);
    out.natural(lead.ladder_version);
    out.natural(lead.steps_done);
    out.integer(lead.due.micros);
    out.natural(lead.revision);
}

// The state's snapshot in the second format: it differed in the leads, which come last.
std::string in_second_format(const State& state) {
    std::map<LeadId, const OpenLead*> leads;
    for (const auto& [id, lead] : state.leads()) leads.emplace(id, &lead);
    ByteWriter packed, plain;
    packed.natural(leads.size());
    plain.natural(leads.size());
    LeadPacker packer(packed);
    for (const auto& [id, lead] : leads) {
        packer.write(id, *lead);
        plain.fixed(bytes_of(id));
        write_plainly(plain, *lead);
    }
    std::string bytes = encode_snapshot(state);
    bytes.resize(bytes.size() - sizeof(Digest) - packed.take().size());
    EXPECT_EQ(bytes.front(), '\3');
    bytes.front() = '\2';
    bytes += plain.take();
    return bytes.append(bytes_of(sha256(bytes)));
}

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

TEST(Snapshot, OfTheSecondFormatIsRead) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        History history(seed);
        for (int i = 0; i < 100; ++i) history.carry_out(history.next());
        const auto state =
            decode_snapshot(in_second_format(history.office().state()), history.office().source());
        ASSERT_TRUE(state) << "seed " << seed << ": " << state.error().message;
        ASSERT_TRUE(encode_snapshot(*state) == history.office().bytes()) << "seed " << seed;
    }
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
