// The power is cut at every sync of a run of writes, before it took effect and after, with and
// without remains of what was not synced. Whatever was answered as done is there afterwards, whole
// and in order; nothing is there by half.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/sqlite/testing/fault_vfs.hpp"

namespace baton::store::sqlite {
namespace {

using testing::FaultDisk;
using testing::FaultVfs;

constexpr int kBatches = 24;  // of each workspace
constexpr std::uint64_t kEventsPerBatch = 3;
const char* const kWorkspaces[] = {"acme", "bolt"};

OpenOptions options(const FaultVfs& vfs) {
    // Small, so that checkpoints and runs of the indices fall between the writes.
    return {.path = "baton.db",
            .readers = 1,
            .checkpoint_pages = 40,
            .run_entries = 40,
            .vfs = vfs.name()};
}

LeadKey lead_of(const std::string& workspace, std::uint64_t seq) {
    return make_uuid_v7(static_cast<std::int64_t>(seq) * 10 + workspace[0], {});
}

EventRow event(const std::string& workspace, std::uint64_t seq) {
    EventRow row;
    row.seq = seq;
    row.at = Instant{static_cast<std::int64_t>(seq)};
    row.kind = "lead.received";
    row.lead = lead_of(workspace, seq);
    row.body = workspace + std::to_string(seq) + std::string(500, 'b');
    row.hash = sha256(row.body);
    return row;
}

// The nth batch of a workspace: three events, each with its lead, key and identity, and a deadline.
Append batch(const std::string& workspace, std::uint64_t n) {
    Append append;
    append.workspace = workspace;
    const std::uint64_t last = n * kEventsPerBatch;
    if (n > 0) append.after = {last, event(workspace, last).hash};
    for (std::uint64_t seq = last + 1; seq <= last + kEventsPerBatch; ++seq) {
        append.events.push_back(event(workspace, seq));
        LeadRow& lead = append.leads.emplace_back();
        lead.id = lead_of(workspace, seq);
        lead.state = "assigned";
        lead.content = LeadContent{.body = std::string(300, 'l'), .identities = {seq}};
        IdempotencyRow& key = append.keys.emplace_back();
        key.key = "key " + std::to_string(seq);
        append.identities.push_back(
            {.identity = seq, .lead = lead.id, .owner = "marcus", .at = Instant{}});
    }
    append.next_deadline = Instant{static_cast<std::int64_t>(last)};
    return append;
}

// A delivery for each event of the nth batch, put with the cursor.
PutDeliveries deliveries(const std::string& workspace, std::uint64_t n) {
    PutDeliveries put;
    put.cursor = {"notify", workspace, n * kEventsPerBatch, (n + 1) * kEventsPerBatch};
    for (std::uint64_t seq = put.cursor.from + 1; seq <= put.cursor.to; ++seq) {
        DeliveryRow& row = put.rows.emplace_back();
        row.id = lead_of(workspace, seq);
        row.event_seq = seq;
        row.channel = "slack";
        row.kind = "assigned";
    }
    return put;
}

struct Acknowledged {
    std::map<std::string, std::uint64_t> events;
    std::map<std::string, std::uint64_t> deliveries;
};

// Writes until something fails. What was answered as done is in `acknowledged`.
void write_all(Store& store, Acknowledged& acknowledged) {
    for (std::uint64_t n = 0; n < kBatches; ++n) {
        std::vector<std::future<bool>> answers;
        for (const std::string workspace : kWorkspaces) {
            auto appended = std::make_shared<std::promise<bool>>();
            answers.push_back(appended->get_future());
            store.append(batch(workspace, n), [&, appended, workspace](AppendOutcome outcome) {
                const auto* ok = std::get_if<Appended>(&outcome);
                if (ok != nullptr) acknowledged.events[workspace] = ok->head.seq;
                appended->set_value(ok != nullptr);
            });
            auto put = std::make_shared<std::promise<bool>>();
            answers.push_back(put->get_future());
            PutDeliveries rows = deliveries(workspace, n);
            const std::uint64_t to = rows.cursor.to;
            store.put_deliveries(std::move(rows), [&, put, workspace, to](Result<void> done) {
                if (done) acknowledged.deliveries[workspace] = to;
                put->set_value(done.has_value());
            });
        }
        bool is_ok = true;
        for (auto& answer : answers) is_ok = answer.get() && is_ok;
        if (!is_ok) return;
    }
}

template <class Row>
bool are_all_there(const std::vector<std::optional<Row>>& rows) {
    return std::ranges::all_of(rows, [](const auto& row) { return row.has_value(); });
}

void check_workspace(Store& store, const std::string& workspace, std::uint64_t acknowledged) {
    const Head head = store.head(workspace).value();
    ASSERT_GE(head.seq, acknowledged);
    ASSERT_EQ(head.seq % kEventsPerBatch, 0U) << "a batch is there by half";
    const auto events = store.read(workspace, 1, 1000).value();
    ASSERT_EQ(events.size(), head.seq);
    std::vector<std::string> keys;
    std::vector<std::uint64_t> identities;
    std::vector<LeadKey> leads;
    for (std::uint64_t seq = 1; seq <= head.seq; ++seq) {
        ASSERT_EQ(events[seq - 1], event(workspace, seq));
        keys.push_back("key " + std::to_string(seq));
        identities.push_back(seq);
        leads.push_back(lead_of(workspace, seq));
    }
    ASSERT_TRUE(are_all_there(store.find_keys(workspace, keys, Instant{}).value()));
    ASSERT_TRUE(are_all_there(store.last_owners(workspace, identities).value()));
    ASSERT_TRUE(are_all_there(store.leads(workspace, leads).value()));
    // And nothing of a batch that is not there.
    const std::vector<std::string> later = {"key " + std::to_string(head.seq + 1)};
    ASSERT_FALSE(store.find_keys(workspace, later, Instant{}).value().at(0));
    ASSERT_FALSE(store.lead(workspace, lead_of(workspace, head.seq + 1)).value());
    if (head.seq > 0) {
        ASSERT_EQ(head.hash, event(workspace, head.seq).hash);
    }
}

void check_deliveries(Store& store, const std::string& workspace, std::uint64_t acknowledged) {
    const std::uint64_t cursor = store.cursor("notify", workspace).value();
    ASSERT_GE(cursor, acknowledged);
    ASSERT_EQ(cursor % kEventsPerBatch, 0U);
    ASSERT_EQ(store.deliveries(workspace, {.limit = kMaxPage}).value().deliveries.size(), cursor);
}

void check_integrity(const FaultVfs& vfs) {
    constexpr Sql kCheck{"PRAGMA integrity_check", "checking"};
    auto db = Connection::open("baton.db", Connection::Mode::Write, vfs.name());
    ASSERT_TRUE(db);
    Rows rows = (*db)->query(kCheck);
    ASSERT_TRUE(rows.next());
    ASSERT_EQ(rows.bytes(0), "ok");
}

// One run: writes, cut, power, and a look at what is left. Then all is written to the end.
void run_with_cut(std::uint64_t sync, FaultDisk::Cut cut, std::uint64_t seed) {
    SCOPED_TRACE(::testing::Message()
                 << "sync " << sync << ", cut "
                 << (cut == FaultDisk::Cut::BeforeSync ? "before" : "after") << ", seed " << seed);
    FaultVfs vfs;
    Acknowledged acknowledged;
    vfs.disk().cut_power_at(sync, cut);
    if (auto store = open(options(vfs))) write_all(**store, acknowledged);
    vfs.disk().restore_power(seed);

    auto store = open(options(vfs));
    ASSERT_TRUE(store) << store.error().message;
    for (const std::string workspace : kWorkspaces) {
        ASSERT_NO_FATAL_FAILURE(
            check_workspace(**store, workspace, acknowledged.events[workspace]));
        ASSERT_NO_FATAL_FAILURE(
            check_deliveries(**store, workspace, acknowledged.deliveries[workspace]));
    }
    // It goes on from there.
    const std::uint64_t next = (*store)->head("acme").value().seq / kEventsPerBatch;
    std::promise<bool> went_on;
    (*store)->append(batch("acme", next), [&](const AppendOutcome& outcome) {
        went_on.set_value(std::holds_alternative<Appended>(outcome));
    });
    ASSERT_TRUE(went_on.get_future().get());
    store->reset();
    check_integrity(vfs);
}

std::uint64_t count_syncs() {
    FaultVfs vfs;
    Acknowledged acknowledged;
    auto store = open(options(vfs));
    EXPECT_TRUE(store);
    write_all(**store, acknowledged);
    EXPECT_EQ(acknowledged.events["bolt"], kBatches * kEventsPerBatch);
    store->reset();
    return vfs.disk().syncs();
}

class PowerCutTest : public ::testing::TestWithParam<FaultDisk::Cut> {};

TEST_P(PowerCutTest, AtEverySync) {
    const std::uint64_t syncs = count_syncs();
    EXPECT_GT(syncs, 60U);
    for (std::uint64_t sync = 1; sync <= syncs; ++sync) {
        for (const std::uint64_t seed : {std::uint64_t{0}, sync}) {
            ASSERT_NO_FATAL_FAILURE(run_with_cut(sync, GetParam(), seed));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Before, PowerCutTest, ::testing::Values(FaultDisk::Cut::BeforeSync));
INSTANTIATE_TEST_SUITE_P(After, PowerCutTest, ::testing::Values(FaultDisk::Cut::AfterSync));

}  // namespace
}  // namespace baton::store::sqlite
