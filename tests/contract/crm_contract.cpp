// Leads in other systems: one holder at a time, and what is known survives them.
#include <algorithm>

#include "contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::pair<int, std::string>> CrmContract::claim(const std::vector<int>& leads,
                                                            std::string holder, int from,
                                                            int until) {
    CrmClaim claim{.workspace = "acme",
                   .connection = "main",
                   .leads = {},
                   .holder = std::move(holder),
                   .now = at(from),
                   .until = at(until)};
    for (const int n : leads) claim.leads.push_back(lead_id(n));
    auto taken = wait_for<Result<std::vector<CrmRow>>>(
        [&](auto done) { store().crm()->claim_crm(std::move(claim), std::move(done)); });
    EXPECT_TRUE(taken) << taken.error().message;
    std::vector<std::pair<int, std::string>> out;
    if (!taken) return out;
    for (const CrmRow& row : *taken) {
        EXPECT_EQ(row.connection, "main");
        const auto n = std::ranges::find(leads, row.lead, lead_id);
        out.emplace_back(n == leads.end() ? -1 : *n, row.body);
    }
    std::ranges::sort(out);
    return out;
}

void CrmContract::release(int lead, std::string holder, std::string body) {
    CrmRelease release{"acme", std::move(holder), {{"main", lead_id(lead), std::move(body)}}};
    const auto done = wait_for<Result<void>>(
        [&](auto answer) { store().crm()->release_crm(std::move(release), std::move(answer)); });
    EXPECT_TRUE(done) << done.error().message;
}

std::vector<std::string> CrmContract::known(const std::vector<int>& leads,
                                            std::string_view connection) {
    std::vector<LeadKey> ids;
    for (const int n : leads) ids.push_back(lead_id(n));
    const auto rows = store().crm()->crm_rows("acme", connection, ids);
    EXPECT_TRUE(rows) << rows.error().message;
    std::vector<std::string> out;
    if (!rows) return out;
    for (const auto& row : *rows) out.push_back(row ? row->body : "none");
    return out;
}

TEST_P(CrmContract, ALeadIsTakenByOneAtATime) {
    EXPECT_THAT(claim({1, 2}, "node-1", 0, 60), ElementsAre(Pair(1, ""), Pair(2, "")));
    EXPECT_THAT(claim({2, 3}, "node-2", 10, 70), ElementsAre(Pair(3, "")));
    // Whoever has it may take it again.
    EXPECT_THAT(claim({1}, "node-1", 20, 80), ElementsAre(Pair(1, "")));
    EXPECT_THAT(claim({1}, "node-2", 79, 90), IsEmpty());
}

TEST_P(CrmContract, WhatIsKnownIsFoundByTheNext) {
    EXPECT_THAT(claim({1, 2}, "node-1", 0, 60), ElementsAre(Pair(1, ""), Pair(2, "")));
    release(1, "node-1", R"({"contact":"12"})");
    EXPECT_THAT(claim({1, 2}, "node-2", 1, 60), ElementsAre(Pair(1, R"({"contact":"12"})")));
    EXPECT_THAT(known({2, 1, 3}), ElementsAre("", R"({"contact":"12"})", "none"));
    EXPECT_THAT(known({1}, "other"), ElementsAre("none"));
    release(1, "node-2", R"({"contact":"13"})");
    reopen();
    EXPECT_THAT(known({1}), ElementsAre(R"({"contact":"13"})"));
}

TEST_P(CrmContract, AClaimThatRanOutIsSomebodyElses) {
    EXPECT_THAT(claim({1}, "node-1", 0, 60), ElementsAre(Pair(1, "")));
    EXPECT_THAT(claim({1}, "node-2", 60, 120), ElementsAre(Pair(1, "")));
    release(1, "node-1", "late");
    EXPECT_THAT(known({1}), ElementsAre(""));
    EXPECT_THAT(claim({1}, "node-3", 61, 120), IsEmpty());
    release(1, "node-2", "in time");
    EXPECT_THAT(known({1}), ElementsAre("in time"));
}

TEST_P(CrmContract, ConnectionsKnowNothingOfEachOther) {
    EXPECT_THAT(claim({1}, "node-1", 0, 60), ElementsAre(Pair(1, "")));
    CrmClaim other{.workspace = "acme",
                   .connection = "second",
                   .leads = {lead_id(1)},
                   .holder = "node-2",
                   .now = at(1),
                   .until = at(60)};
    const auto taken = wait_for<Result<std::vector<CrmRow>>>(
        [&](auto done) { store().crm()->claim_crm(std::move(other), std::move(done)); });
    ASSERT_TRUE(taken);
    EXPECT_THAT(*taken, ElementsAre(CrmRow{"second", lead_id(1), ""}));
}

TEST_P(CrmContract, NothingIsKnownOfAnErasedLead) {
    put_lead(lead_row(1));
    put_lead(lead_row(2));
    (void)claim({1, 2}, "node-1", 0, 60);
    release(1, "node-1", "one");
    release(2, "node-1", "two");
    (void)claim({1}, "node-1", 1, 60);
    ASSERT_TRUE(erase(lead_id(1)));
    EXPECT_THAT(known({1, 2}), ElementsAre("none", "two"));
    // Whoever held it meanwhile brings nothing back.
    release(1, "node-1", "still here");
    EXPECT_THAT(known({1}), ElementsAre("none"));
}

}  // namespace baton::store::contract
