// Forgetting: who the lead was is gone from everywhere; that there was one stays.
#include "contract.hpp"

namespace baton::store::contract {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(EraseContract, ContentOfAllRevisionsIsGone) {
    put_lead(lead_row(1));
    LeadRow revised = lead_row(1);
    revised.revision = 2;
    put_lead(revised);
    ASSERT_TRUE(erase(lead_id(1)));

    LeadRow left = revised;
    left.content.emplace();
    left.erased_at = at(500);
    EXPECT_EQ(lead(1), left);
    EXPECT_EQ(store().lead_revision("acme", lead_id(1), 1).value(), LeadContent{});
    EXPECT_EQ(store().lead_revision("acme", lead_id(1), 2).value(), LeadContent{});
    EXPECT_THAT(store().read_lead_events("acme", lead_id(1), 0, 10).value(), SizeIs(2));
}

TEST_P(EraseContract, SearchFindsItByNothingPersonal) {
    put_lead(lead_row(1));
    put_lead(lead_row(2));
    ASSERT_TRUE(erase(lead_id(1)));
    LeadQuery by_identity;
    by_identity.filter.identity = 1001;
    EXPECT_THAT(store().search("acme", by_identity).value().leads, IsEmpty());
    LeadQuery by_text;
    by_text.filter.text = "pat1";
    EXPECT_THAT(store().search("acme", by_text).value().leads, IsEmpty());
    LeadQuery by_person;
    by_person.filter.person = "marcus";
    EXPECT_THAT(store().search("acme", by_person).value().leads, SizeIs(2));
}

TEST_P(EraseContract, ItsIdentitiesAreForgottenAndOthersKept) {
    Append append = next("acme");
    append.leads = {lead_row(1), lead_row(2)};
    append.leads[0].content->identities = {1, 2};
    append.leads[1].content->identities = {2};
    append.identities = {{.identity = 1, .lead = lead_id(1), .owner = "sarah", .at = at(1)},
                         {.identity = 2, .lead = lead_id(2), .owner = "dana", .at = at(2)},
                         {.identity = 2, .lead = lead_id(1), .owner = "sarah", .at = at(3)}};
    must_append(std::move(append));
    ASSERT_TRUE(erase(lead_id(1)));
    const auto owners = store().last_owners("acme", std::vector<std::uint64_t>{1, 2}).value();
    EXPECT_EQ(owners[0], std::nullopt);
    ASSERT_TRUE(owners[1]);
    EXPECT_EQ(owners[1]->owner, "dana");
}

TEST_P(EraseContract, RecordedAnswersAreBlankButTheirKeysTaken) {
    Append append = next("acme");
    append.leads = {lead_row(1), lead_row(2)};
    append.keys = {key_row("first"), key_row("second"), key_row("other")};
    append.keys[0].lead = append.keys[1].lead = lead_id(1);
    append.keys[2].lead = lead_id(2);
    must_append(std::move(append));
    ASSERT_TRUE(erase(lead_id(1)));
    const std::vector<std::string> keys = {"first", "second", "other"};
    const auto rows = store().find_keys("acme", keys, at(0)).value();
    for (int i : {0, 1}) {
        const auto& row = rows[static_cast<std::size_t>(i)];
        ASSERT_TRUE(row);
        EXPECT_EQ(row->response, "");
        EXPECT_EQ(row->body_hash, Digest{});
    }
    EXPECT_EQ(rows[2]->response, "answer to other");
}

TEST_P(EraseContract, DeliveriesAreBlankAndThoseNotSentAreDropped) {
    put_lead(lead_row(1));
    must_put({delivery_row(1), delivery_row(2), delivery_row(3)});
    std::vector<DeliveryRow> more = {delivery_row(4), delivery_row(5)};
    more[0].lead = more[1].lead = lead_id(1);
    must_put(more);
    const auto leased = lease(lease_at(4));  // all but the fifth
    ASSERT_THAT(leased, SizeIs(4));
    ASSERT_TRUE(settle(leased[0], Sent{.at = at(5), .status = 200}));
    ASSERT_TRUE(erase(lead_id(1)));

    EXPECT_EQ(delivery(1).state, DeliveryState::Sent);
    EXPECT_EQ(delivery(1).payload, "");
    EXPECT_EQ(delivery(1).recipient, "");
    for (int n : {4, 5}) {
        EXPECT_EQ(delivery(n).state, DeliveryState::Superseded);
        EXPECT_EQ(delivery(n).payload, "");
        EXPECT_EQ(delivery(n).ended_at, at(500));
    }
    EXPECT_EQ(delivery(2).payload, delivery_row(2).payload);
    // Who was sending it just now learns that it is his no more.
    EXPECT_TRUE(
        is(settle(leased[3], Sent{.at = at(5), .status = 200}).error(), StoreError::StaleFence));
}

TEST_P(EraseContract, WhatIsForgottenTakesNoContentAnyMore) {
    put_lead(lead_row(1));
    ASSERT_TRUE(erase(lead_id(1)));
    LeadRow revised = lead_row(1);
    revised.revision = 2;
    revised.state = "won";
    put_lead(revised);
    EXPECT_EQ(lead(1).state, "won");
    EXPECT_EQ(lead(1).revision, 1U);
    EXPECT_EQ(lead(1).content, LeadContent{});
    LeadQuery by_identity;
    by_identity.filter.identity = 1001;
    EXPECT_THAT(store().search("acme", by_identity).value().leads, IsEmpty());
}

TEST_P(EraseContract, AnUnknownLeadIsNotFound) {
    put_lead(lead_row(1));
    EXPECT_TRUE(is(erase(lead_id(2)).error(), StoreError::NotFound));
    EXPECT_TRUE(is(erase(lead_id(1), "other").error(), StoreError::NotFound));
    EXPECT_EQ(lead(1), lead_row(1));
}

TEST_P(EraseContract, TwiceIsFine) {
    put_lead(lead_row(1));
    ASSERT_TRUE(erase(lead_id(1)));
    EXPECT_TRUE(erase(lead_id(1)));
    EXPECT_EQ(lead(1).erased_at, at(500));
}

TEST_P(EraseContract, ItStaysForgottenAfterReopening) {
    Append append = next("acme");
    for (int n = 0; n < 300; ++n) append.leads.push_back(lead_row(n));
    must_append(std::move(append));
    for (int n = 0; n < 10; ++n) must_append(next("acme"));
    ASSERT_TRUE(erase(lead_id(1)));
    for (int n = 0; n < 40; ++n) must_append(next("acme"));
    reopen();
    LeadQuery by_identity;
    by_identity.filter.identity = 1001;
    EXPECT_THAT(store().search("acme", by_identity).value().leads, IsEmpty());
    by_identity.filter.identity = 1002;
    EXPECT_THAT(store().search("acme", by_identity).value().leads, SizeIs(1));
}

}  // namespace baton::store::contract
