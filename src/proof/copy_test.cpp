// A copy is what its original was at one moment, serves on, and anything that differs is told.
#include "proof/copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "proof/census.hpp"
#include "proof/company_for_tests.hpp"
#include "proof/verify.hpp"
#include "store/error.hpp"
#include "store/sqlite/copy_file.hpp"

namespace baton::proof {
namespace {

using testing::File;
using ::testing::HasSubstr;
using testing::Server;

template <class Start>
Result<void> wait_for(Start&& start) {
    std::promise<Result<void>> promise;
    start([&](Result<void> done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
}

class Copy : public ::testing::Test {
  protected:
    Copy() : server_({.snapshot_every = 10}) {}

    // Something of everything that a store holds.
    void live() {
        testing::live_a_week(server_);
        ASSERT_FALSE(HasFailure());
        store::Store& store = server_.real_store();
        std::vector<store::DeliveryRow> rows;
        const auto log = server_.log();
        for (std::size_t i = 1; i < 5; ++i) {
            store::DeliveryRow& row = rows.emplace_back();
            row.workspace = "acme";
            row.id = make_uuid_v7(1000 + static_cast<std::int64_t>(i), {});
            row.event_seq = i;
            row.lead = log[i].lead;
            row.channel = "slack";
            row.kind = "assigned";
            row.payload = "{}";
        }
        ASSERT_TRUE(wait_for([&](auto done) {
            store.put_deliveries({.cursor = {"notify", "acme", 0, 4}, .rows = rows},
                                 std::move(done));
        }));
        store::TokenRow token{.workspace = "acme", .name = "a", .hash = sha256("a"), .scopes = "*"};
        ASSERT_TRUE(wait_for([&](auto done) { store.put_token(token, std::move(done)); }));
        ASSERT_TRUE(
            wait_for([&](auto done) { store.revoke_token("acme", "a", {5}, std::move(done)); }));
        testing::erase(server_, *log[5].lead);
        for (const std::string connection : {"main", "second"}) know(connection, *log[1].lead);
        store::AccessChange change;
        change.account = store::AccountRow{.id = make_uuid_v7(1, {}), .email = "boss@acme.test"};
        change.member =
            store::MemberRow{.workspace = "acme", .account = change.account->id, .role = "admin"};
        change.subscribes = store::SubscriptionRow{.workspace = "acme",
                                                   .account = change.account->id,
                                                   .endpoint = "https://push.test/1",
                                                   .id = make_uuid_v7(3, {})};
        change.audit = store::AuditRow{.workspace = "acme",
                                       .id = make_uuid_v7(2, {}),
                                       .actor = "file",
                                       .action = "account.make",
                                       .before = "null",
                                       .after = "{}"};
        ASSERT_TRUE(
            wait_for([&](auto done) { store.access()->change_access(change, std::move(done)); }));
    }
    // What is known of a lead in a CRM.
    void know(const std::string& connection, const store::LeadKey& lead) {
        store::CrmStore& crm = *server_.real_store().crm();
        std::promise<bool> taken;
        crm.claim_crm({.workspace = "acme",
                       .connection = connection,
                       .leads = {lead},
                       .holder = "node",
                       .now = {1},
                       .until = {2}},
                      [&](auto rows) { taken.set_value(rows && rows->size() == 1); });
        ASSERT_TRUE(taken.get_future().get());
        ASSERT_TRUE(wait_for([&](auto done) {
            crm.release_crm({"acme", "node", {{connection, lead, "{}"}}}, std::move(done));
        }));
    }
    std::string beside(const std::string& name) const { return server_.file() + name; }
    Result<Census> census(const std::string& path) {
        auto archive = store::sqlite::open_archive(path);
        EXPECT_TRUE(archive) << archive.error().message;
        return take_census(**archive, server_.tables());
    }

    Server server_;
};

TEST_F(Copy, HoldsAllThatItsOriginalHolds) {
    live();
    const std::string bytes = server_.bytes();
    server_.stop();
    auto archive = store::sqlite::open_archive(server_.file());
    ASSERT_TRUE(archive);
    {
        auto to = store::sqlite::open_to_fill(
            {.path = beside(".copy"), .instance = (*archive)->instance()});
        ASSERT_TRUE(to) << to.error().message;
        std::uint64_t rows = 0;
        const auto copied =
            copy_store(**archive, **to, [&](std::uint64_t so_far) { rows = so_far; });
        ASSERT_TRUE(copied) << copied.error().message;
        EXPECT_GT(rows, 200U);
        EXPECT_EQ((*to)->instance().id, (*archive)->instance().id);
        EXPECT_EQ((*to)->instance().salt, (*archive)->instance().salt);
        // It is empty no more.
        EXPECT_FALSE(copy_store(**archive, **to));
    }
    const auto original = census(server_.file());
    const auto copy = census(beside(".copy"));
    ASSERT_TRUE(original && copy);
    EXPECT_EQ(difference(*original, *copy), "");
    for (const char* what :
         {"events", "leads", "documents", "deliveries", "cursors", "tokens", "snapshots", "owners",
          "members", "subscriptions", "audit entries", "leads in CRMs"}) {
        EXPECT_GT(original->at("acme").rows.at(what).count, 0U) << what;
    }
    EXPECT_EQ(original->at("").rows.at("accounts").count, 1U);
    EXPECT_EQ(original->at("acme").state, to_hex(bytes_of(sha256(bytes))));
    auto reread = store::sqlite::open_archive(beside(".copy"));
    EXPECT_FALSE(verify(**reread, "acme", server_.tables()).value().problem);
}

TEST_F(Copy, WhateverDiffersIsTold) {
    live();
    server_.stop();
    const auto original = census(server_.file()).value();
    const std::vector<std::pair<const char*, const char*>> changes{
        {"UPDATE lead SET updated_at = updated_at + 1 WHERE state = 'won'", "leads"},
        {"UPDATE lead_revision SET body = body || ' '", "leads"},
        {"UPDATE delivery SET attempts = 7",
         "4 deliveries in one and 4 in the other, which differ"},
        {"DELETE FROM token", "1 tokens in one and 0"},
        {"UPDATE identity SET owner = 'cleo'", "owners"},
        {"UPDATE consumer SET seq = 1", "cursors"},
        {"UPDATE document SET note = 'other'", "documents"},
        {"UPDATE account SET name = 'Boss'", "accounts"},
        {"UPDATE member SET role = 'reader'", "members"},
        {"UPDATE subscription SET auth = 'x'", "subscriptions"},
        {"UPDATE audit SET actor = 'nobody'", "audit entries"},
        {"UPDATE workspace SET next_deadline = 1", "deadlines"},
        {"UPDATE workspace SET seq = seq - 1", "ends at event"},
        {"UPDATE event SET body = body || ' ' WHERE seq = 3", "events"},
    };
    for (const auto& [sql, told] : changes) {
        std::filesystem::remove(beside(".changed"));
        ASSERT_TRUE(store::sqlite::copy_file(server_.file(), beside(".changed")));
        File(beside(".changed")).run(sql);
        EXPECT_THAT(difference(original, census(beside(".changed")).value()), HasSubstr(told))
            << sql;
    }
    EXPECT_THAT(difference(original, {}), HasSubstr("missing"));
    EXPECT_THAT(difference({}, original), HasSubstr("not in the original"));
}

TEST_F(Copy, AFileIsCopiedAsItStoodWhileAServerWritesOn) {
    testing::live_a_week(server_);
    const std::uint64_t events = server_.log().size();
    int written = 0;
    store::sqlite::CopyOptions how;
    how.pages_at_once = 16;
    how.progress = [&](std::uint64_t, std::uint64_t) {
        if (written++ < 3) server_.receive("meanwhile@x.test");
    };
    const auto copied = store::sqlite::copy_file(server_.file(), beside(".copy"), how);
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_GT(server_.log().size(), events);
    const auto archive = store::sqlite::open_archive(beside(".copy"));
    const Verified done = verify(**archive, "acme", server_.tables()).value();
    EXPECT_FALSE(done.problem);
    EXPECT_EQ(done.head.seq, events);
    // One plain file, its owner's alone.
    EXPECT_FALSE(std::filesystem::exists(beside(".copy-wal")));
    EXPECT_FALSE(std::filesystem::exists(beside(".copy.partial")));
    const auto allowed = std::filesystem::status(beside(".copy")).permissions();
    EXPECT_EQ(allowed & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none);
}

TEST_F(Copy, ARestoredCompanyGoesOn) {
    testing::live_a_week(server_);
    const std::string bytes = server_.bytes();
    ASSERT_TRUE(store::sqlite::copy_file(server_.file(), beside(".copy")));
    server_.receive("lost@x.test");
    server_.stop();
    // The folder is lost; the backup comes back into an empty place.
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(beside(tail));
    ASSERT_TRUE(store::sqlite::copy_file(beside(".copy"), server_.file()));
    server_.open_store();
    server_.start();
    EXPECT_EQ(server_.bytes(), bytes);
    EXPECT_TRUE(Server::accepted(server_.receive("new@x.test")));
    EXPECT_EQ(server_.replayed(), server_.bytes());
}

TEST_F(Copy, NothingIsWrittenOver) {
    testing::live_a_week(server_);
    std::ofstream(beside(".there")) << "dear";
    const auto refused = store::sqlite::copy_file(server_.file(), beside(".there"));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is(refused.error(), store::StoreError::Invalid));
    std::string kept;
    std::ifstream(beside(".there")) >> kept;
    EXPECT_EQ(kept, "dear");
    const auto missing = store::sqlite::copy_file(beside(".nowhere"), beside(".copy"));
    EXPECT_TRUE(is(missing.error(), store::StoreError::NotFound));
    EXPECT_FALSE(std::filesystem::exists(beside(".copy")));
    const auto foreign = store::sqlite::copy_file(beside(".there"), beside(".copy"));
    EXPECT_TRUE(is(foreign.error(), store::StoreError::Foreign));
    EXPECT_FALSE(std::filesystem::exists(beside(".copy.partial")));
}

}  // namespace
}  // namespace baton::proof
