// What the connector says to HubSpot and makes of its answers: told step by step, by a HubSpot of a
// few lines. How the real one behaves is tried against a double in tests/flow.
#include "deliver/crm/hubspot/hubspot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "deliver/crm/hubspot/reading.hpp"
#include "deliver/crm/json_view.hpp"
#include "deliver/crm/play_for_tests.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver::crm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow = Instant::from_seconds(1'772'442'000);
constexpr std::string_view kPipelines = R"({"results":[{"id":"default","displayOrder":0,"stages":[
    {"id":"new","displayOrder":0,"metadata":{"isClosed":"false","probability":"0.2"}},
    {"id":"later","displayOrder":1,"metadata":{"isClosed":"false","probability":"0.5"}},
    {"id":"won","displayOrder":2,"metadata":{"isClosed":"true","probability":"1.0"}},
    {"id":"lost","displayOrder":3,"metadata":{"isClosed":"true","probability":"0.0"}}]}]})";
constexpr std::string_view kLeadPipelines = R"({"results":[{"id":"p","displayOrder":0,"stages":[
    {"id":"fresh","displayOrder":0,"metadata":{"leadState":"NEW"}},
    {"id":"no","displayOrder":1,"metadata":{"leadState":"UNQUALIFIED"}}]}]})";

// Answers what a portal that knows us answers; `on` says otherwise for single calls.
class Portal {
  public:
    std::map<std::string, std::vector<Reply>> on;  // by the call's line, one after another
    std::vector<std::string> lines;
    std::map<std::string, std::vector<std::string>> bodies;

    Reply operator()(const HttpCall& call) {
        const std::string line = line_of(call);
        lines.push_back(line);
        bodies[line].push_back(call.body);
        const auto planned = on.find(line);
        if (planned != on.end() && !planned->second.empty()) {
            Reply reply = planned->second.front();
            planned->second.erase(planned->second.begin());
            return reply;
        }
        return usual(line, call.body);
    }

    [[nodiscard]] std::size_t count(std::string_view part) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
    }
    [[nodiscard]] std::string body(const std::string& line, std::size_t at = 0) {
        const auto& all = bodies[line];
        return at < all.size() ? all[at] : "there was no such call";
    }

  private:
    Reply usual(const std::string& line, const std::string& body) {
        if (line.find("/properties/") != std::string::npos) {
            return {200, R"({"hasUniqueValue":true,"groupName":"g"})"};
        }
        if (line.ends_with("/pipelines/deals")) return {200, std::string(kPipelines)};
        if (line.ends_with("/pipelines/leads")) return {200, std::string(kLeadPipelines)};
        if (line.ends_with("/batch/read") || line.ends_with("/search")) {
            return {200, R"({"results":[]})"};
        }
        if (line.find("/associations/") != std::string::npos) return {200, R"({"results":[]})"};
        return {200, echo(body)};
    }

    // Each input was written: by the id it came with, or a new one.
    std::string echo(const std::string& body) {
        std::string out;
        const auto asked = JsonView::parse(body);
        for (const JsonView& input : (*asked)["inputs"].items()) {
            const std::string key = input["properties"]["baton_id"].text();
            const bool is_new = !input["idProperty"].text().empty() || input["id"].text().empty();
            const std::string id = is_new ? std::to_string(++last_id_) : input["id"].text();
            out += (out.empty() ? "" : ",") + (R"({"id":")" + id) +
                   R"(","properties":{"baton_id":")" + key + R"("}})";
        }
        return R"({"status":"COMPLETE","results":[)" + out + "]}";
    }

    int last_id_ = 100;
};

LeadNow lead_of(std::string id, std::string email) {
    LeadNow lead;
    lead.id = std::move(id);
    lead.wants = {RecordKind::Contact, RecordKind::Opportunity};
    lead.prospect.email = std::move(email);
    lead.prospect.name = "Ann Oak";
    lead.owner = "11";
    lead.received_at = kNow;
    return lead;
}

class HubspotTest : public ::testing::Test {
  protected:
    HubspotTest() {
        Connection connection;
        connection.as.key = "main";
        connection.as.type = "hubspot";
        connection.as.url = "https://api.hubspot.test/";
        connection.as.token = "pat-secret";
        connection.secrets.add("pat-secret");
        connector_ = *make_hubspot(std::move(connection));
    }

    Wrote write(std::vector<LeadNow> leads) {
        return play(connector_->write(std::move(leads), kNow), std::ref(portal_));
    }

    Portal portal_;
    std::unique_ptr<Connector> connector_;
};

const std::string kReadContacts = "POST /crm/v3/objects/contacts/batch/read";
const std::string kUpsertContacts = "POST /crm/v3/objects/contacts/batch/upsert";
const std::string kUpdateContacts = "POST /crm/v3/objects/contacts/batch/update";
const std::string kReadDeals = "POST /crm/v3/objects/0-3/batch/read";
const std::string kUpsertDeals = "POST /crm/v3/objects/0-3/batch/upsert";
const std::string kUpdateDeals = "POST /crm/v3/objects/0-3/batch/update";
const std::string kTie = "POST /crm/v4/associations/deals/contacts/batch/associate/default";

TEST_F(HubspotTest, UpsertsUponOurPropertyAndTiesTheRecords) {
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    ASSERT_EQ(wrote.leads.size(), 1U);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Contact), "101");
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Opportunity), "102");
    EXPECT_EQ(wrote.leads[0].known.owner, "11");
    const std::string contact = portal_.body(kUpsertContacts);
    EXPECT_THAT(contact, HasSubstr(R"("idProperty":"baton_id","id":"lead-1")"));
    EXPECT_THAT(contact, HasSubstr(R"("email":"ann@oak.test","firstname":"Ann","lastname":"Oak")"));
    EXPECT_THAT(contact, Not(HasSubstr("baton_lead")));  // the deal speaks for the lead
    const std::string deal = portal_.body(kUpsertDeals);
    EXPECT_THAT(deal, HasSubstr(R"("pipeline":"default","dealstage":"new")"));
    EXPECT_THAT(deal, HasSubstr(R"("baton_lead":"lead-1","hubspot_owner_id":"11")"));
    EXPECT_THAT(portal_.body(kTie), HasSubstr(R"("from":{"id":"102"},"to":{"id":"101"})"));
}

TEST_F(HubspotTest, LooksForPropertiesAndPipelinesOnce) {
    (void)write({lead_of("lead-1", "ann@oak.test")});
    const std::size_t properties = portal_.count("/properties/");
    (void)write({lead_of("lead-2", "bob@elm.test")});
    EXPECT_EQ(portal_.count("/properties/"), properties);
    EXPECT_EQ(portal_.count("/pipelines/"), 1U);
}

TEST_F(HubspotTest, MakesAPropertyThatIsMissingInTheGroupOfTheOwners) {
    portal_.on["GET /crm/v3/properties/contacts/baton_id"] = {
        {404, R"({"category":"OBJECT_NOT_FOUND"})"}};
    portal_.on["POST /crm/v3/properties/contacts"] = {{409, R"({"category":"CONFLICT"})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent);  // 409: another node has just made it
    EXPECT_THAT(
        portal_.body("POST /crm/v3/properties/contacts"),
        HasSubstr(R"("groupName":"g","type":"string","fieldType":"text","hasUniqueValue":true)"));
}

TEST_F(HubspotTest, APropertyThatIsNotUniqueIsToldWithItsMend) {
    portal_.on["GET /crm/v3/properties/contacts/baton_id"] = {{200, R"({"hasUniqueValue":false})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_THAT(wrote.leads[0].message, HasSubstr("delete it in HubSpot's settings"));
    EXPECT_EQ(portal_.count("upsert"), 0U);
}

TEST_F(HubspotTest, AReplyThatWasLostDoublesNothing) {
    portal_.on[kUpsertDeals] = {{0, ""}};
    const Wrote first = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(first.is_down);
    EXPECT_EQ(first.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(first.leads[0].known.ids.at(RecordKind::Opportunity), "");
    // It had been written: it is found by our property, and nothing is made.
    portal_.on[kReadContacts] = {
        {200,
         R"({"results":[{"id":"101","properties":{"baton_id":"lead-1","hubspot_owner_id":"11"}}]})"}};
    portal_.on[kReadDeals] = {
        {200,
         R"({"results":[{"id":"102","properties":{"baton_id":"lead-1","hubspot_owner_id":"11"}}]})"}};
    const Wrote second = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_EQ(second.leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(second.leads[0].known.ids.at(RecordKind::Opportunity), "102");
    EXPECT_EQ(portal_.count("contacts/batch/upsert"), 1U);
    EXPECT_EQ(portal_.count("0-3/batch/upsert"), 1U);
}

TEST_F(HubspotTest, WhoeverChangedTheOwnerThereIsFollowed) {
    LeadNow lead = lead_of("lead-1", "");
    lead.known.owner = "11";
    lead.owner = "12";
    portal_.on[kReadDeals] = {
        {200,
         R"({"results":[{"id":"102","properties":{"baton_id":"lead-1","baton_lead":"lead-1","hubspot_owner_id":"13"}}]})"}};
    const Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].found_owner, "13");
    EXPECT_EQ(wrote.leads[0].known.owner, "11");  // until it is followed
    EXPECT_EQ(portal_.count("0-3/batch/update"), 0U);
}

TEST_F(HubspotTest, AReassignmentInBatonChangesTheOwnerThere) {
    LeadNow lead = lead_of("lead-1", "");
    lead.known.owner = "11";
    lead.owner = "12";
    portal_.on[kReadDeals] = {
        {200,
         R"({"results":[{"id":"102","properties":{"baton_id":"lead-1","baton_lead":"lead-1","hubspot_owner_id":"11"}}]})"}};
    const Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].found_owner, "");
    EXPECT_EQ(wrote.leads[0].known.owner, "12");
    EXPECT_THAT(portal_.body(kUpdateDeals),
                HasSubstr(R"("id":"102","properties":{"hubspot_owner_id":"12"})"));
}

TEST_F(HubspotTest, AContactOfTheSameAddressIsSharedAndKeepsItsWords) {
    portal_.on[kReadContacts] = {
        {200, R"({"results":[]})"},
        {200,
         R"({"results":[{"id":"7","properties":{"email":"Ann@Oak.test","firstname":"Anna","hubspot_owner_id":"19"}}]})"}};
    const Wrote wrote = write({lead_of("lead-2", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Contact), "7");
    const std::string update = portal_.body(kUpdateContacts);
    EXPECT_THAT(update, Not(HasSubstr("firstname")));
    EXPECT_THAT(update, HasSubstr("lastname"));
    EXPECT_THAT(update, Not(HasSubstr("hubspot_owner_id")));
    EXPECT_EQ(portal_.count("contacts/batch/upsert"), 0U);
}

TEST_F(HubspotTest, AnAddressThatIsAnothersSecondOneIsSharedToo) {
    portal_.on[kUpsertContacts] = {
        {207,
         R"({"results":[],"errors":[{"category":"CONFLICT","message":"Contact already exists. Existing ID: 77","context":{"objectWriteTraceId":["0"]}}]})"}};
    const Wrote wrote = write({lead_of("lead-2", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Contact), "77");
    EXPECT_THAT(portal_.body(kTie), HasSubstr(R"("to":{"id":"77"})"));
}

TEST_F(HubspotTest, OneThatIsRefusedIsNamedAndSpoilsNobody) {
    portal_.on[kUpsertContacts] = {
        {207,
         R"({"results":[{"id":"101","properties":{"baton_id":"lead-1"}}],"errors":[{"category":"VALIDATION_ERROR","message":"Email address ann is invalid, property \"email\"","context":{"objectWriteTraceId":["1"]}}]})"}};
    const Wrote wrote = write({lead_of("lead-1", "bob@elm.test"), lead_of("lead-2", "ann")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[1].kind, OutcomeKind::Permanent);
    EXPECT_EQ(wrote.leads[1].message,
              "HubSpot refuses the contact (VALIDATION_ERROR, property email)");
    EXPECT_FALSE(wrote.is_down);
}

TEST_F(HubspotTest, ABatchThatIsRefusedWholeIsHalvedUntilTheOneStandsAlone) {
    const Reply no{400, R"({"category":"VALIDATION_ERROR","message":"no"})"};
    const auto portal = [&](const HttpCall& call) {
        const bool is_bad =
            line_of(call) == kUpsertContacts && call.body.find("bad@elm.test") != std::string::npos;
        Reply reply = portal_(call);
        return is_bad ? no : reply;
    };
    std::vector<LeadNow> leads;
    for (int i = 0; i < 8; ++i) {
        leads.push_back(lead_of("lead-" + std::to_string(i),
                                i == 5 ? "bad@elm.test" : "x" + std::to_string(i) + "@elm.test"));
    }
    const Wrote wrote = play(connector_->write(std::move(leads), kNow), portal);
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_EQ(wrote.leads[i].kind, i == 5 ? OutcomeKind::Permanent : OutcomeKind::Sent)
            << i << ' ' << wrote.leads[i].message;
    }
    EXPECT_EQ(portal_.count("contacts/batch/upsert"), 7U);  // 8, 4+4, 2+2, 1+1
}

TEST_F(HubspotTest, ATokenThatExpiresUnderWayLeavesTheRestToBeTriedAgain) {
    portal_.on[kReadDeals] = {{401, R"({"category":"EXPIRED_AUTHENTICATION"})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(wrote.leads[0].status, 401);
    EXPECT_THAT(wrote.leads[0].message, HasSubstr("private app's"));
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Contact), "101");
}

TEST_F(HubspotTest, TooManyCallsSaysWhenAndHowTheDayStands) {
    portal_.on[kReadContacts] = {
        {429,
         R"({"policyName":"DAILY"})",
         {{"x-hubspot-ratelimit-daily", "1000"}, {"x-hubspot-ratelimit-daily-remaining", "0"}},
         Duration::seconds(7)}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.retry_after, Duration::seconds(7));
    EXPECT_EQ(wrote.quota.used, 1000);
    EXPECT_EQ(wrote.leads[0].message, "HubSpot's calls of this day are used up");
}

TEST_F(HubspotTest, ARecordThatVanishesUnderWayIsMadeAgain) {
    portal_.on[kReadDeals] = {
        {200,
         R"({"results":[{"id":"9","properties":{"baton_id":"lead-1","hubspot_owner_id":"19"}}]})"}};
    portal_.on[kUpdateDeals] = {
        {207,
         R"({"results":[],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"objectWriteTraceId":["0"]}}]})"}};
    const Wrote wrote = write({lead_of("lead-1", "")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(portal_.count("0-3/batch/upsert"), 1U);
}

TEST_F(HubspotTest, AWonLeadClosesItsDealWithItsAmount) {
    LeadNow lead = lead_of("lead-1", "");
    lead.wants = {RecordKind::Opportunity};
    lead.state = desk::LeadState::Won;
    lead.amount = 1200.5;
    portal_.on[kReadDeals] = {
        {200,
         R"({"results":[{"id":"9","properties":{"baton_id":"lead-1","baton_lead":"lead-1","hubspot_owner_id":"11","pipeline":"default","dealstage":"later","hs_is_closed":"false"}}]})"}};
    (void)write({lead});
    EXPECT_THAT(
        portal_.body(kUpdateDeals),
        HasSubstr(R"("dealstage":"won","closedate":"2026-03-02T09:00:00Z","amount":"1200.5")"));
}

TEST_F(HubspotTest, ALeadOfHubspotsIsMadeWithItsContact) {
    LeadNow lead = lead_of("lead-1", "ann@oak.test");
    lead.wants = {RecordKind::Lead};
    const Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_THAT(
        portal_.body("POST /crm/v3/objects/leads/batch/create"),
        HasSubstr(
            R"("associations":[{"to":{"id":"101"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":578}]}])"));
}

// A connection that ends without an answer may send a call again by itself.
TEST_F(HubspotTest, ACallThatArrivedTwiceDoublesNothingAndIsNoRefusal) {
    LeadNow lead = lead_of("lead-1", "ann@oak.test");
    lead.wants = {RecordKind::Lead};
    portal_.on["POST /crm/v3/objects/leads/batch/read"] = {
        {200, R"({"results":[]})"},
        {200,
         R"({"results":[{"id":"55","properties":{"baton_id":"lead-1","baton_lead":"lead-1","hs_lead_name":"x","hubspot_owner_id":"11"}}]})"}};
    portal_.on["POST /crm/v3/objects/leads/batch/create"] = {
        {409, R"({"category":"CONFLICT","message":"54 already has that value."})"}};
    const Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Lead), "55");
    EXPECT_EQ(portal_.count("leads/batch/create"), 1U);
}

TEST_F(HubspotTest, AnAnswerThatIsNoJsonIsTriedAgain) {
    portal_.on[kUpsertContacts] = {{200, "<html>"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].message, "HubSpot's answer is no JSON");
}

TEST_F(HubspotTest, WhatIsNotToldOfIsTriedAgain) {
    portal_.on[kUpsertContacts] = {{200, R"({"results":[]})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(wrote.leads[0].message, "HubSpot did not say what became of the contact");
}

TEST_F(HubspotTest, ReadsOwnersPageByPage) {
    portal_.on["GET /crm/v3/owners?limit=100"] = {
        {200,
         R"({"results":[{"id":"1","email":"a@b.test","firstName":"A","lastName":"B"}],"paging":{"next":{"after":"1"}}})"}};
    portal_.on["GET /crm/v3/owners?limit=100&after=1"] = {
        {200, R"({"results":[{"id":"2","email":"c@d.test","archived":true}]})"}};
    const Owners owners = play(connector_->owners(kNow), std::ref(portal_));
    ASSERT_EQ(owners.owners.size(), 1U);
    EXPECT_EQ(owners.owners[0].email, "a@b.test");
    EXPECT_EQ(owners.owners[0].name, "A B");
}

TEST_F(HubspotTest, CountsOpenDealsAndSumsTheWonOnes) {
    portal_.on["POST /crm/v3/objects/0-3/search"] = {
        {200,
         R"({"results":[{"id":"1","properties":{"hubspot_owner_id":"11","hs_is_closed_won":"false"}},
            {"id":"2","properties":{"hubspot_owner_id":"11","hs_is_closed_won":"true","amount":"10.5"}},
            {"id":"3","properties":{"hubspot_owner_id":"99"}}]})"}};
    const Loads loads = play(connector_->load({"12", "11"}, kNow, kNow), std::ref(portal_));
    ASSERT_EQ(loads.loads.size(), 2U);
    EXPECT_EQ(loads.loads[0].owner, "11");
    EXPECT_EQ(loads.loads[0].open_deals, 1);
    EXPECT_EQ(loads.loads[0].won_amount, 10.5);
    EXPECT_EQ(loads.loads[1].open_deals, 0);
}

TEST_F(HubspotTest, AddsTheSalesQuotasOfThePeriod) {
    portal_.on["POST /crm/v3/objects/goal_targets/search"] = {
        {200,
         R"({"results":[{"id":"1","properties":{"hubspot_owner_id":"11","hs_target_amount":"1200.50"}},
            {"id":"2","properties":{"hubspot_owner_id":"11","hs_target_amount":"800"}},
            {"id":"3","properties":{"hubspot_owner_id":"12","hs_target_amount":"much"}},
            {"id":"4","properties":{"hs_target_amount":"5"}}]})"}};
    const Loads loads = play(connector_->load({"12", "11"}, kNow, kNow), std::ref(portal_));
    ASSERT_EQ(loads.loads.size(), 2U);
    EXPECT_EQ(loads.loads[0].quota, 2000.5);
    EXPECT_EQ(loads.loads[1].quota, std::nullopt);
    const std::string asked = portal_.body("POST /crm/v3/objects/goal_targets/search");
    EXPECT_THAT(asked, HasSubstr("sales_quota"));
    EXPECT_THAT(asked, HasSubstr(R"("values":["11","12"])"));
}

TEST_F(HubspotTest, AnAppThatMayNotSeeGoalsReadsNoQuotas) {
    portal_.on["POST /crm/v3/objects/goal_targets/search"] = {
        {403, R"({"category":"MISSING_SCOPES"})"}};
    const Loads loads = play(connector_->load({"11"}, kNow, kNow), std::ref(portal_));
    EXPECT_EQ(loads.outcome.kind, OutcomeKind::Sent);
    ASSERT_EQ(loads.loads.size(), 1U);
    EXPECT_EQ(loads.loads[0].quota, std::nullopt);
    // What is wrong with all calls alike is wrong with the reading.
    portal_.on["POST /crm/v3/objects/goal_targets/search"] = {
        {401, R"({"category":"INVALID_AUTHENTICATION"})"}};
    const Loads refused = play(connector_->load({"11"}, kNow, kNow), std::ref(portal_));
    EXPECT_NE(refused.outcome.kind, OutcomeKind::Sent);
    EXPECT_TRUE(refused.loads.empty());
}

TEST_F(HubspotTest, TellsChangesInTheirOrderAndReadsTheLastMinuteAgain) {
    portal_.on["POST /crm/v3/objects/0-3/search"] = {
        {200,
         R"({"results":[{"id":"1","properties":{"baton_lead":"lead-1","hubspot_owner_id":"11","hs_is_closed":"true","hs_is_closed_won":"true","amount":"5","hs_lastmodifieddate":"2026-03-02T10:00:00.000Z"}},
            {"id":"2","properties":{"baton_lead":"lead-2","hs_is_closed":"true","closed_lost_reason":"too\ndear","hs_lastmodifieddate":"2026-03-02T10:02:00Z"}}]})"}};
    portal_.on["POST /crm/v3/objects/leads/search"] = {
        {200,
         R"({"results":[{"id":"3","properties":{"baton_lead":"lead-3","hs_pipeline_stage":"no","hs_lastmodifieddate":"2026-03-02T10:01:00Z"}}]})"}};
    const Changes changes = play(connector_->changes_since(kNow, kNow), std::ref(portal_));
    ASSERT_EQ(changes.changes.size(), 3U);
    EXPECT_EQ(changes.changes[0].outcome, event::Closing::Won);
    EXPECT_EQ(changes.changes[0].amount, 5);
    EXPECT_EQ(changes.changes[1].outcome, event::Closing::Disqualified);
    EXPECT_EQ(changes.changes[2].reason, "too dear");
    EXPECT_FALSE(changes.has_more);
    EXPECT_EQ(format_time(changes.until), "2026-03-02T10:01:00Z");
}

TEST_F(HubspotTest, AnAccountWithoutLeadObjectsOrOurPropertyHasNoChanges) {
    portal_.on["POST /crm/v3/objects/leads/search"] = {{403, R"({"category":"MISSING_SCOPES"})"}};
    portal_.on["POST /crm/v3/objects/contacts/search"] = {
        {400, R"({"category":"VALIDATION_ERROR"})"}};
    const Changes changes = play(connector_->changes_since(kNow, kNow), std::ref(portal_));
    EXPECT_EQ(changes.outcome.kind, OutcomeKind::Sent);
    EXPECT_TRUE(changes.changes.empty());
    EXPECT_EQ(changes.until, kNow);
}

TEST(MakeHubspot, NamesWhatIsMissing) {
    Connection connection;
    connection.as.key = "main";
    auto made = make_hubspot(connection);
    ASSERT_FALSE(made);
    EXPECT_TRUE(is(made.error(), DeliverError::NoConnection));
    EXPECT_THAT(made.error().message, HasSubstr("crm main: \"token\" is missing"));
    connection.as.token = "t";
    connection.as.url = "ftp://x";
    made = make_hubspot(connection);
    ASSERT_FALSE(made);
    EXPECT_TRUE(is(made.error(), DeliverError::BadAddress));
}

}  // namespace
}  // namespace baton::deliver::crm
