// Searching leads: each filter alone, all together, newest first, page by page.
#include "contract.hpp"

namespace baton::store::contract {
namespace {

std::vector<int> numbers_of(const LeadPage& page) {
    std::vector<int> numbers;
    for (const LeadRow& lead : page.leads) {
        numbers.push_back(static_cast<int>(lead.received_at.to_seconds() - kStartSeconds));
    }
    return numbers;
}

}  // namespace

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void SearchedLeads::SetUp() {
    SearchContract::SetUp();
    Append append = next("acme");
    for (int n = 1; n <= 6; ++n) append.leads.push_back(lead_row(n));
    append.leads[0].state = "won";
    append.leads[1].person = "sarah";
    append.leads[2].pool = "field";
    append.leads[3].rule = "Enterprise";
    append.leads[3].state = "unrouted";
    append.leads[4].queue = "triage";
    append.leads[4].source = "csv";
    append.leads[5].account = "Acme";
    append.leads[5].tier = "hot";
    must_append(std::move(append));
}

std::vector<int> SearchedLeads::found(LeadFilter filter) {
    LeadQuery query;
    query.filter = std::move(filter);
    return numbers_of(store().search("acme", query).value());
}

TEST_P(SearchedLeads, WithoutFilterNewestFirst) {
    EXPECT_THAT(found({}), ElementsAre(6, 5, 4, 3, 2, 1));
}

TEST_P(SearchedLeads, EachFilterAlone) {
    EXPECT_THAT(found({.states = {"won", "unrouted"}}), ElementsAre(4, 1));
    EXPECT_THAT(found({.person = "sarah"}), ElementsAre(2));
    EXPECT_THAT(found({.pool = "field"}), ElementsAre(3));
    EXPECT_THAT(found({.rule = "Enterprise"}), ElementsAre(4));
    EXPECT_THAT(found({.queue = "triage"}), ElementsAre(5));
    EXPECT_THAT(found({.source = "csv"}), ElementsAre(5));
    EXPECT_THAT(found({.account = "Acme"}), ElementsAre(6));
    EXPECT_THAT(found({.tier = "hot"}), ElementsAre(6));
    EXPECT_THAT(found({.queue = ""}), ElementsAre(6, 4, 3, 2, 1));  // those without one
}

TEST_P(SearchedLeads, WithinWhatMayBeSeen) {
    EXPECT_THAT(found({.within = LeadScope{{"sarah"}, {}}}), ElementsAre(2));
    EXPECT_THAT(found({.within = LeadScope{{"sarah"}, {"triage"}}}), ElementsAre(5, 2));
    EXPECT_THAT(found({.person = "marcus", .within = LeadScope{{"sarah"}, {"triage"}}}),
                ElementsAre(5));
    EXPECT_THAT(found({.identity = 1003, .within = LeadScope{{"sarah"}, {}}}), IsEmpty());
    EXPECT_THAT(found({.within = LeadScope{}}), IsEmpty());
}

TEST_P(SearchedLeads, AllFiltersMustHold) {
    EXPECT_THAT(found({.states = {"assigned"}, .person = "marcus", .source = "csv"}),
                ElementsAre(5));
    EXPECT_THAT(found({.person = "sarah", .pool = "field"}), IsEmpty());
}

TEST_P(SearchedLeads, ByIdentity) {
    EXPECT_THAT(found({.identity = 1003}), ElementsAre(3));
    EXPECT_THAT(found({.identity = 77}), IsEmpty());
    EXPECT_THAT(found({.person = "sarah", .identity = 1003}), IsEmpty());
}

TEST_P(SearchedLeads, ByIdentityNewestFirstAndByPages) {
    Append append = next("acme");
    for (int n = 10; n < 15; ++n) {
        append.leads.push_back(lead_row(n));
        append.leads.back().content->identities = {55, 56};
    }
    must_append(std::move(append));
    EXPECT_THAT(found({.identity = 55}), ElementsAre(14, 13, 12, 11, 10));
    LeadQuery query;
    query.filter.identity = 56;
    query.limit = 2;
    const LeadPage first = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(first), ElementsAre(14, 13));
    query.before = first.next;
    query.limit = 10;
    const LeadPage rest = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(rest), ElementsAre(12, 11, 10));
    EXPECT_EQ(rest.next, std::nullopt);
}

TEST_P(SearchedLeads, AmongSomeAlone) {
    const auto id = [](int n) { return lead_row(n).id; };
    EXPECT_THAT(found({.among = std::vector{id(5), id(3), id(2)}}), ElementsAre(5, 3, 2));
    EXPECT_THAT(found({.person = "sarah", .among = std::vector{id(5), id(2)}}), ElementsAre(2));
    EXPECT_THAT(found({.identity = 1003, .among = std::vector{id(5), id(3)}}), ElementsAre(3));
    EXPECT_THAT(found({.identity = 1003, .among = std::vector{id(5)}}), IsEmpty());
    EXPECT_THAT(found({.received_to = at(5), .among = std::vector{id(5), id(3)}}), ElementsAre(3));
    EXPECT_THAT(found({.among = std::vector{id(77)}}), IsEmpty());  // never came
    EXPECT_THAT(found({.among = std::vector<LeadKey>{}}), IsEmpty());

    LeadQuery query;
    query.filter.among = {id(6), id(4), id(1)};
    query.limit = 2;
    const LeadPage first = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(first), ElementsAre(6, 4));
    query.before = first.next;
    const LeadPage rest = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(rest), ElementsAre(1));
    EXPECT_EQ(rest.next, std::nullopt);
    EXPECT_THAT(store().search("other", query).value().leads, IsEmpty());
}

TEST_P(SearchedLeads, EachWordOfTheTextStandsSomewhere) {
    EXPECT_THAT(found({.text = "pat4"}), ElementsAre(4));
    EXPECT_THAT(found({.text = "  company  pat2 "}), ElementsAre(2));
    EXPECT_THAT(found({.text = "p5@small.test"}), ElementsAre(5));
    EXPECT_THAT(found({.text = "pat1 pat2"}), IsEmpty());
    EXPECT_THAT(found({.text = "%"}), IsEmpty());
}

TEST_P(SearchedLeads, ByTheTimeTheyCame) {
    EXPECT_THAT(found({.received_from = at(5)}), ElementsAre(6, 5));
    EXPECT_THAT(found({.received_to = at(3)}), ElementsAre(2, 1));
    EXPECT_THAT(found({.received_from = at(2), .received_to = at(4)}), ElementsAre(3, 2));
    EXPECT_THAT(found({.received_from = at(4), .received_to = at(2)}), IsEmpty());
    EXPECT_THAT(found({.received_from = Instant{}, .received_to = Instant::never()}),
                ElementsAre(6, 5, 4, 3, 2, 1));
}

TEST_P(SearchedLeads, PageByPage) {
    LeadQuery query;
    query.limit = 4;
    const LeadPage first = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(first), ElementsAre(6, 5, 4, 3));
    ASSERT_TRUE(first.next);
    query.before = first.next;
    const LeadPage second = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(second), ElementsAre(2, 1));
    EXPECT_EQ(second.next, std::nullopt);
}

TEST_P(SearchedLeads, AFullLastPageIsTheLast) {
    LeadQuery query;
    query.limit = 6;
    EXPECT_EQ(store().search("acme", query).value().next, std::nullopt);
    query.limit = 0;  // taken to 1
    EXPECT_THAT(numbers_of(store().search("acme", query).value()), ElementsAre(6));
}

TEST_P(SearchedLeads, OfThisWorkspaceOnly) {
    put_lead(lead_row(7), "other");
    EXPECT_THAT(found({}), ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(found({.identity = 1007}), IsEmpty());
}

TEST_P(SearchContract, APageIsBoundedAndGoesOnFromItsCursor) {
    constexpr int kLeads = static_cast<int>(kMaxScan) + 500;
    for (int n = 0; n < kLeads; n += 1000) {
        Append append = next("acme");
        for (int i = n; i < std::min(n + 1000, kLeads); ++i) append.leads.push_back(lead_row(i));
        if (n == 0) append.leads[0].person = "sarah";
        must_append(std::move(append));
    }
    LeadQuery query;
    query.filter.person = "sarah";
    const LeadPage first = store().search("acme", query).value();
    EXPECT_THAT(first.leads, IsEmpty());
    ASSERT_TRUE(first.next);  // the sought one stands beyond what one page looks at
    query.before = first.next;
    const LeadPage second = store().search("acme", query).value();
    EXPECT_THAT(numbers_of(second), ElementsAre(0));
    EXPECT_EQ(second.next, std::nullopt);

    query = {};
    query.limit = 1'000'000;  // taken to kMaxPage
    EXPECT_EQ(store().search("acme", query).value().leads.size(), kMaxPage);
}

}  // namespace baton::store::contract
