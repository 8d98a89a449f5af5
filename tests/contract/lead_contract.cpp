// Lead rows: apart from the log, written with it, revised without losing what was said before.
#include "contract.hpp"

namespace baton::store::contract {

TEST_P(LeadContract, ALeadIsReadAsItWasWritten) {
    LeadRow full = lead_row(1);
    full.queue = "triage";
    full.account = "Acme Ltd";
    full.territory = "northeast";
    full.tier = "hot";
    full.content->identities = {0, 1, ~std::uint64_t{0}};
    full.content->body = std::string("a\0b", 3);
    put_lead(full);
    EXPECT_EQ(lead(1), full);
    EXPECT_EQ(store().lead("acme", lead_id(2)).value(), std::nullopt);
    EXPECT_EQ(store().lead("other", lead_id(1)).value(), std::nullopt);
}

TEST_P(LeadContract, MissingTextsAndScoreStayMissing) {
    LeadRow bare;
    bare.id = lead_id(1);
    bare.received_at = bare.updated_at = at(1);
    bare.state = "unrouted";
    bare.content.emplace();
    put_lead(bare);
    EXPECT_EQ(lead(1), bare);
}

TEST_P(LeadContract, AChangeOfStateKeepsTheContent) {
    put_lead(lead_row(1));
    LeadRow changed = without_content(lead_row(1));
    changed.state = "contacted";
    changed.person = "sarah";
    changed.updated_at = at(60);
    changed.score.reset();
    put_lead(changed);
    changed.content = lead_row(1).content;
    EXPECT_EQ(lead(1), changed);
}

TEST_P(LeadContract, ARevisionKeepsTheOneBefore) {
    put_lead(lead_row(1));
    LeadRow revised = lead_row(1);
    revised.revision = 2;
    revised.content = LeadContent{
        .salt = digest_of("second"), .body = "{}", .search_text = "second", .identities = {5}};
    put_lead(revised);
    EXPECT_EQ(lead(1), revised);
    EXPECT_EQ(store().lead_revision("acme", lead_id(1), 1).value(), lead_row(1).content);
    EXPECT_EQ(store().lead_revision("acme", lead_id(1), 2).value(), revised.content);
    EXPECT_EQ(store().lead_revision("acme", lead_id(1), 3).value(), std::nullopt);
}

TEST_P(LeadContract, ARevisionMustBeLater) {
    put_lead(lead_row(1));
    Append again = next("acme");
    again.leads = {lead_row(1)};
    again.leads[0].state = "won";
    const AppendOutcome outcome = append(std::move(again));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    EXPECT_TRUE(is(std::get<Failed>(outcome).error, StoreError::Invalid));
    EXPECT_EQ(lead(1), lead_row(1));
    EXPECT_EQ(store().head("acme").value().seq, 1U);
}

TEST_P(LeadContract, AFirstRowNeedsContent) {
    Append append = next("acme");
    append.leads = {without_content(lead_row(1))};
    const AppendOutcome outcome = this->append(std::move(append));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    EXPECT_THAT(std::get<Failed>(outcome).error.message, ::testing::HasSubstr("content is needed"));
    EXPECT_EQ(store().head("acme").value(), Head{});
}

TEST_P(LeadContract, SeveralAreAnsweredInTheOrderAsked) {
    put_lead(lead_row(1));
    put_lead(lead_row(2));
    const std::vector<LeadKey> ids = {lead_id(2), lead_id(9), lead_id(1), lead_id(2)};
    const auto found = store().leads("acme", ids).value();
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0], lead_row(2));
    EXPECT_EQ(found[1], std::nullopt);
    EXPECT_EQ(found[2], lead_row(1));
    EXPECT_EQ(found[3], lead_row(2));
    EXPECT_TRUE(store().leads("acme", {}).value().empty());
    EXPECT_THAT(store().lead_sources("acme", ids).value(),
                ::testing::ElementsAre(lead_row(2).source, std::nullopt, lead_row(1).source,
                                       lead_row(2).source));
    EXPECT_TRUE(store().lead_sources("acme", {}).value().empty());
}

TEST_P(LeadContract, LargeContentIsKept) {
    LeadRow large = lead_row(1);
    large.content->body.assign(1 << 20, 'y');
    put_lead(large);
    EXPECT_EQ(lead(1), large);
}

}  // namespace baton::store::contract
