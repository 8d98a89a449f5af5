// Reading a store through: everything is there, in order, as it was at one moment.
#include <algorithm>
#include <map>

#include "archive_contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(ArchiveContract, HoldsTheLogAndItsHead) {
    must_append(next("acme", 5));
    Append last = next("acme", 2);
    last.next_deadline = at(77);
    const Head head = must_append(std::move(last));
    must_append(next("zeta", 1));
    const auto read = archive();
    EXPECT_THAT(read->workspaces("", 10).value(), ElementsAre("acme", "zeta"));
    EXPECT_EQ(read->head("acme").value(), head);
    EXPECT_EQ(read->deadline("acme").value(), at(77));
    EXPECT_EQ(read->deadline("zeta").value(), std::nullopt);
    EXPECT_EQ(read->events("acme", 3, 3).value(), store().read("acme", 3, 3).value());
    EXPECT_THAT(read->events("acme", 8, 10).value(), IsEmpty());
    EXPECT_EQ(read->head("nobody").value(), Head{});
    EXPECT_EQ(read->instance().id, store().instance().id);
    EXPECT_EQ(read->instance().salt, store().instance().salt);
    EXPECT_THAT(read->damage().value(), IsEmpty());
}

TEST_P(ArchiveContract, IsOfTheMomentWhenItWasOpened) {
    put_lead(lead_row(1));
    const auto read = archive();
    EXPECT_EQ(read->head("acme").value().seq, 1U);
    put_lead(lead_row(2));
    LeadRow revised = lead_row(1);
    revised.revision = 2;
    put_lead(revised);
    ASSERT_TRUE(erase(lead_id(1)));
    EXPECT_EQ(read->head("acme").value().seq, 1U);
    EXPECT_THAT(read->events("acme", 1, 10).value(), SizeIs(1));
    EXPECT_THAT(read->leads_after("acme", {}, 10).value(), ElementsAre(lead_row(1)));
    EXPECT_THAT(archive()->leads_after("acme", {}, 10).value(), SizeIs(2));
}

TEST_P(ArchiveContract, HoldsLeadsWithEveryRevision) {
    for (int n = 1; n <= 5; ++n) put_lead(lead_row(n));
    LeadRow revised = lead_row(3);
    revised.revision = 2;
    revised.content->body = "second";
    put_lead(revised);
    ASSERT_TRUE(erase(lead_id(4)));
    const auto read = archive();
    EXPECT_THAT(read->leads_after("acme", {}, 2).value(), ElementsAre(lead_row(1), lead_row(2)));
    const auto rest = read->leads_after("acme", lead_id(2), 10).value();
    ASSERT_THAT(rest, SizeIs(3));
    EXPECT_EQ(rest[0], revised);
    EXPECT_EQ(rest[1].erased_at, at(500));
    EXPECT_EQ(rest[1].content, LeadContent{});
    EXPECT_EQ(read->lead_revision("acme", lead_id(3), 1).value(), lead_row(3).content);
    const std::vector<LeadKey> ids = {lead_id(5), lead_id(9)};
    const auto asked = read->leads("acme", ids).value();
    EXPECT_EQ(asked[0], lead_row(5));
    EXPECT_EQ(asked[1], std::nullopt);
}

TEST_P(ArchiveContract, HoldsOwnersAndKeysOfAllWorkspacesInTheirOrder) {
    Append append = next("acme");
    append.leads = {lead_row(1), lead_row(2)};
    append.identities = {
        {.identity = ~std::uint64_t{6}, .lead = lead_id(1), .owner = "dana", .at = at(1)},
        {.identity = 7, .lead = lead_id(1), .owner = "sarah", .at = at(1)},
        {.identity = 7, .lead = lead_id(2), .owner = "marcus", .at = at(2)}};
    append.keys = {key_row("a"), key_row("b", 5)};
    append.keys[1].lead = lead_id(1);
    must_append(append);
    Append other = next("zeta");
    other.identities = {{.identity = 7, .lead = lead_id(1), .owner = "sarah", .at = at(1)}};
    other.keys = {key_row("a")};
    must_append(other);

    const auto read = archive();
    std::map<std::string, std::vector<IdentityRow>> owners;
    ASSERT_TRUE(read->each_owner([&](std::string_view workspace, const IdentityRow& row) {
        owners[std::string(workspace)].push_back(row);
        return Result<void>{};
    }));
    EXPECT_THAT(owners["acme"], ::testing::UnorderedElementsAreArray(append.identities));
    const auto of_seven = [](const IdentityRow& row) { return row.identity == 7; };
    EXPECT_EQ(std::ranges::find_if(owners["acme"], of_seven)->owner, "sarah");
    EXPECT_EQ(owners["zeta"], other.identities);

    std::map<std::string, std::vector<IdempotencyRow>> keys;
    ASSERT_TRUE(read->each_key([&](std::string_view workspace, const IdempotencyRow& row) {
        keys[std::string(workspace)].push_back(row);
        return Result<void>{};
    }));
    EXPECT_EQ(keys["acme"], append.keys);
    EXPECT_EQ(keys["zeta"], other.keys);
    // Who reads may stop.
    EXPECT_EQ(read->each_key([](std::string_view, const IdempotencyRow&) -> Result<void> {
                      return std::unexpected(Error{4711, "enough"});
                  })
                  .error()
                  .code,
              4711);
    EXPECT_TRUE(read->head("acme"));
}

TEST_P(ArchiveContract, HoldsDocumentsSnapshotsTokensAndCursors) {
    Append append = next("acme");
    Document document;
    document.about = {
        .version = 1, .sha256 = digest_of("text"), .note = "n", .actor = "file", .at = at(1)};
    document.text = "text";
    document.files = {{.name = "a.csv", .bytes = std::string("a\0b", 3)}};
    append.publish = document;
    const Head head = must_append(append);
    ASSERT_TRUE(wait_for<Result<void>>([&](auto done) {
        store().put_snapshot("acme", {head, "bytes"}, std::move(done));
    }));
    const TokenRow token{.workspace = "acme",
                         .name = "website",
                         .hash = digest_of("secret"),
                         .scopes = "*",
                         .created_at = at(1),
                         .expires_at = at(9),
                         .revoked_at = std::nullopt};
    ASSERT_TRUE(
        wait_for<Result<void>>([&](auto done) { store().put_token(token, std::move(done)); }));
    must_put({delivery_row(1)});
    const auto read = archive();
    EXPECT_EQ(read->document("acme", 1).value(), document);
    EXPECT_EQ(read->document("acme", 2).value(), std::nullopt);
    EXPECT_THAT(read->snapshots("acme").value(), ElementsAre(head));
    EXPECT_EQ(read->snapshot("acme", 9).value(), (SnapshotRow{head, "bytes"}));
    EXPECT_THAT(read->tokens("acme").value(), ElementsAre(token));
    EXPECT_THAT(read->cursors("acme").value(), ElementsAre(CursorRow{"notify", 1}));
    EXPECT_THAT(read->cursors("zeta").value(), IsEmpty());
}

TEST_P(ArchiveContract, LeadsInOtherSystemsAreReadWhereSomethingIsKnown) {
    CrmClaim claim{.workspace = "acme",
                   .connection = "main",
                   .leads = {lead_id(2), lead_id(1), lead_id(3)},
                   .holder = "node-1",
                   .now = at(0),
                   .until = at(60)};
    ASSERT_TRUE(wait_for<Result<std::vector<CrmRow>>>(
        [&](auto done) { store().crm()->claim_crm(std::move(claim), std::move(done)); }));
    const std::vector<CrmRow> rows{{"main", lead_id(2), "two"}, {"main", lead_id(1), "one"}};
    ASSERT_TRUE(wait_for<Result<void>>([&](auto done) {
        store().crm()->release_crm({"acme", "node-1", rows}, std::move(done));
    }));
    std::vector<CrmRow> read;
    const auto done = archive()->each_crm([&](std::string_view of, const CrmRow& row) {
        EXPECT_EQ(of, "acme");
        read.push_back(row);
        return Result<void>{};
    });
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(read, ElementsAre(rows[1], rows[0]));
}

TEST_P(ArchiveContract, DeliveriesAreReadAndRestoredAsTheyStand) {
    must_put({delivery_row(1), delivery_row(2), delivery_row(3), delivery_row(4, "mail")});
    const auto leased = lease(lease_at(3));
    ASSERT_THAT(leased, SizeIs(3));
    ASSERT_TRUE(settle(leased[0], Sent{.at = at(4), .status = 200}));
    ASSERT_TRUE(settle(leased[1], RetryAt{.at = at(50), .status = 500, .error = "busy"}));
    std::vector<DeliveryRow> rows = archive()->deliveries_after("acme", {}, 3).value();
    ASSERT_THAT(rows, SizeIs(3));
    EXPECT_EQ(rows[2], delivery(3));
    const auto rest = archive()->deliveries_after("acme", delivery_id(3), 10).value();
    EXPECT_THAT(rest, ElementsAre(delivery(4)));

    for (DeliveryRow& row : rows) row.workspace = "copy";
    ASSERT_TRUE(wait_for<Result<void>>(
        [&](auto done) { filled().restore_deliveries(rows, std::move(done)); }));
    for (const DeliveryRow& row : rows) {
        EXPECT_EQ(store().delivery("copy", row.id).value(), row);
    }
    // What was under way is free when its lease has run out; what is to be tried again is due then.
    const auto again = lease(lease_at(64));
    std::vector<int> numbers;
    for (const DeliveryRow& row : again) {
        if (row.workspace == "copy") numbers.push_back(static_cast<int>(row.event_seq));
    }
    EXPECT_THAT(numbers, ::testing::UnorderedElementsAre(2, 3));
    // All or nothing: the second is there already.
    std::vector<DeliveryRow> twice = {delivery_row(8), rows[1]};
    twice[0].workspace = "copy";
    EXPECT_FALSE(wait_for<Result<void>>(
        [&](auto done) { filled().restore_deliveries(twice, std::move(done)); }));
    EXPECT_EQ(store().delivery("copy", delivery_id(8)).value(), std::nullopt);
}

TEST_P(ArchiveContract, HoldsWhichBrowsersAreTold) {
    const SubscriptionRow row{.workspace = "acme",
                              .account = make_uuid_v7(1, {}),
                              .endpoint = "https://push.test/1",
                              .id = make_uuid_v7(2, {}),
                              .p256dh = "BKey",
                              .auth = "secret",
                              .created_at = at(1),
                              .agent = "Firefox"};
    for (const char* workspace : {"acme", "zeta"}) {
        SubscriptionRow one = row;
        one.workspace = workspace;
        ASSERT_TRUE(wait_for<Result<void>>([&](auto done) {
            store().access()->change_access({.subscribes = one}, std::move(done));
        }));
    }
    std::map<std::string, SubscriptionRow> found;
    ASSERT_TRUE(
        archive()->each_subscription([&](std::string_view workspace, const SubscriptionRow& each) {
            found[std::string(workspace)] = each;
            return Result<void>{};
        }));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found["acme"], row);
}

}  // namespace baton::store::contract
