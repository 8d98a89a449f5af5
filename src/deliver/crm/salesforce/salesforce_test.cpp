// What the connector says to Salesforce and makes of its answers: told step by step, by a
// Salesforce of a few lines. How the real one behaves is tried against a double in tests/flow.
#include "deliver/crm/salesforce/salesforce.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <map>

#include "base/text.hpp"
#include "deliver/crm/json_view.hpp"
#include "deliver/crm/play_for_tests.hpp"
#include "deliver/crm/salesforce/jwt.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver::crm {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Instant kNow = Instant::from_seconds(1'772'442'000);

const std::string kLogin = "POST /services/oauth2/token";
const std::string kComposite = "POST /services/data/v60.0/composite";
const std::string kUpsertLeads = "PATCH /services/data/v60.0/composite/sobjects/Lead/Baton_Id__c";
const std::string kUpdate = "PATCH /services/data/v60.0/composite/sobjects";

struct KeyPair {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    ~KeyPair() { EVP_PKEY_free(key); }
    [[nodiscard]] std::string pem() const {
        BIO* bio = BIO_new(BIO_s_mem());
        PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
        char* data = nullptr;
        const auto size = BIO_get_mem_data(bio, &data);
        std::string text(data, static_cast<std::size_t>(size));
        BIO_free(bio);
        return text;
    }
};
const KeyPair& the_key() {
    static const KeyPair key;
    return key;
}

std::string rows(std::string_view type, std::string_view records) {
    return R"({"referenceId":")" + std::string(type) +
           R"(","httpStatusCode":200,"body":{"done":true,"records":[)" + std::string(records) +
           "]}}";
}
std::string composite(const std::vector<std::string>& parts) {
    return R"({"compositeResponse":[)" + join(parts, ",") + "]}";
}

// Answers what an organisation that knows us answers; `on` says otherwise for single calls.
class Org {
  public:
    std::map<std::string, std::vector<Reply>> on;  // by the call's line, one after another
    std::vector<std::string> lines;
    std::map<std::string, std::vector<HttpCall>> calls;

    Reply operator()(const HttpCall& call) {
        const std::string line = line_of(call);
        lines.push_back(line);
        calls[line].push_back(call);
        const auto planned = on.find(line);
        if (planned != on.end() && !planned->second.empty()) {
            Reply reply = planned->second.front();
            planned->second.erase(planned->second.begin());
            return reply;
        }
        if (line == kLogin) {
            return {200, R"({"access_token":"session-)" + std::to_string(++sessions_) +
                             R"(","instance_url":"https://acme.my.salesforce.test"})"};
        }
        if (line == kComposite) return {200, found(call.body)};
        return {200, written(call.body), {{"sforce-limit-info", "api-usage=18/5000"}}};
    }

    [[nodiscard]] std::size_t count(std::string_view line) const {
        return static_cast<std::size_t>(std::ranges::count(lines, line));
    }
    [[nodiscard]] std::string body(const std::string& line, std::size_t at = 0) {
        const auto& all = calls[line];
        return at < all.size() ? all[at].body : "there was no such call";
    }

  private:
    // Nothing is there; the stages are.
    static std::string found(const std::string& body) {
        std::vector<std::string> parts;
        const auto asked = JsonView::parse(body);
        for (const JsonView& each : (*asked)["compositeRequest"].items()) {
            const std::string reference = each["referenceId"].text();
            parts.push_back(rows(
                reference,
                reference == "stages"
                    ? R"({"ApiName":"Open"},{"ApiName":"Won","IsClosed":true,"IsWon":true},{"ApiName":"Lost","IsClosed":true})"
                : reference == "states" ? R"({"ApiName":"Closed - Not Converted"})"
                                        : ""));
        }
        return composite(parts);
    }
    std::string written(const std::string& body) {
        std::vector<std::string> results;
        const auto asked = JsonView::parse(body);
        for (const JsonView& record : (*asked)["records"].items()) {
            const std::string id = record["id"].text();
            results.push_back(R"({"id":")" +
                              (id.empty() ? "id-" + std::to_string(++last_id_) : id) +
                              R"(","success":true,"errors":[]})");
        }
        return "[" + join(results, ",") + "]";
    }

    int sessions_ = 0;
    int last_id_ = 0;
};

LeadNow lead_of(std::string id, std::string email) {
    LeadNow lead;
    lead.id = std::move(id);
    lead.wants = {RecordKind::Lead};
    lead.prospect.email = std::move(email);
    lead.prospect.name = "Ann Oak";
    lead.prospect.company = "Oak's";
    lead.owner = "005A";
    lead.received_at = kNow;
    return lead;
}

Connection connection_of() {
    Connection connection;
    connection.as.key = "main";
    connection.as.type = "salesforce";
    connection.as.url = "https://login.salesforce.test/";
    connection.as.client = "3MVG9";
    connection.as.user = "baton@acme.test";
    connection.as.key_pem = the_key().pem();
    return connection;
}

class SalesforceTest : public ::testing::Test {
  protected:
    SalesforceTest() : connector_(*make_salesforce(connection_of())) {}

    Wrote write(std::vector<LeadNow> leads) {
        return play(connector_->write(std::move(leads), kNow), std::ref(org_));
    }

    Org org_;
    std::unique_ptr<Connector> connector_;
};

TEST_F(SalesforceTest, LogsInWithAnAssertionThatItSigned) {
    (void)write({lead_of("lead-1", "ann@oak.test")});
    const std::string body = org_.body(kLogin);
    EXPECT_THAT(body,
                StartsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&"));
    const std::string token = body.substr(body.find("assertion=") + 10);
    const auto parts = split(token, '.');
    ASSERT_EQ(parts.size(), 3U);
    const auto bytes = [](std::string_view part) {
        std::string padded(part);
        std::ranges::replace(padded, '-', '+');
        std::ranges::replace(padded, '_', '/');
        const std::size_t missing = (4 - padded.size() % 4) % 4;
        padded.append(missing, '=');
        std::string out(padded.size() / 4 * 3, '\0');
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(padded.data()),
                        static_cast<int>(padded.size()));
        out.resize(out.size() - missing);
        return out;
    };
    EXPECT_EQ(bytes(parts[1]),
              R"({"iss":"3MVG9","sub":"baton@acme.test","aud":"https://login.salesforce.test",)"
              R"("exp":1772442180})");
    const std::string signature = bytes(parts[2]);
    const std::string_view input = std::string_view(token).substr(0, token.rfind('.'));
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, the_key().key);
    EXPECT_EQ(EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                               signature.size(),
                               reinterpret_cast<const unsigned char*>(input.data()), input.size()),
              1);
    EVP_MD_CTX_free(context);
}

TEST_F(SalesforceTest, UpsertsUponOurFieldWithWhatSalesforceRequires) {
    LeadNow nameless = lead_of("lead-2", "");
    nameless.prospect = {};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test"), nameless});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Lead), "id-1");
    EXPECT_EQ(wrote.leads[0].known.owner, "005A");
    EXPECT_EQ(wrote.leads[1].known.ids.at(RecordKind::Lead), "id-2");
    EXPECT_EQ(wrote.quota.used, 18);
    EXPECT_EQ(wrote.quota.limit, 5000);
    const std::string body = org_.body(kUpsertLeads);
    EXPECT_THAT(body,
                HasSubstr(R"({"attributes":{"type":"Lead"},"FirstName":"Ann","LastName":"Oak")"));
    EXPECT_THAT(body, HasSubstr(R"("Baton_Id__c":"lead-1","OwnerId":"005A")"));
    EXPECT_THAT(body, HasSubstr(R"("LastName":"[not provided]","Company":"[not provided]")"));
    const auto& headers = org_.calls[kUpsertLeads].front().headers;
    EXPECT_EQ(headers.front().second, "Bearer session-1");
    EXPECT_EQ(headers.back(), (std::pair<std::string, std::string>("Sforce-Duplicate-Rule-Header",
                                                                   "allowSave=true")));
}

TEST_F(SalesforceTest, ASessionThatEndsUnderWayIsRenewedOnce) {
    const Reply over{
        401, R"([{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}])"};
    org_.on[kUpsertLeads] = {over};
    Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(org_.count(kLogin), 2U);
    EXPECT_EQ(org_.count(kUpsertLeads), 2U);
    EXPECT_EQ(org_.calls[kUpsertLeads].back().headers.front().second, "Bearer session-2");
    org_.on[kUpsertLeads] = {over, over};
    wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(org_.count(kLogin), 3U);
}

TEST_F(SalesforceTest, ALoginThatIsRefusedIsToldWithItsMend) {
    org_.on[kLogin] = {
        {400,
         R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_THAT(wrote.leads[0].message,
                HasSubstr("(invalid_grant: user hasn't approved this consumer); check client"));
}

TEST_F(SalesforceTest, AnInstanceWithoutTlsIsNotFollowedFromOneWithIt) {
    org_.on[kLogin] = {{200, R"({"access_token":"x","instance_url":"http://acme.test"})"}};
    EXPECT_TRUE(write({lead_of("lead-1", "ann@oak.test")}).is_down);
    EXPECT_EQ(org_.count(kComposite), 0U);
}

TEST_F(SalesforceTest, AMissingFieldIsToldWithWhatToCreate) {
    org_.on[kComposite] = {
        {200,
         R"({"compositeResponse":[{"referenceId":"Lead","httpStatusCode":400,"body":[{"errorCode":"INVALID_FIELD","message":"No such column 'Baton_Id__c' on entity 'Lead'"}]}]})"}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(
        wrote.leads[0].message,
        "Salesforce shows no field Baton_Id__c on Lead; create it there as text of 100, unique "
        "and an external id, and let the connected user see and edit it");
}

TEST_F(SalesforceTest, TheDaysCallsUsedUpHoldsEverybody) {
    org_.on[kComposite] = {
        {403,
         R"([{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}])",
         {{"sforce-limit-info", "api-usage=5000/5000"}}}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_EQ(wrote.quota.used, 5000);
    EXPECT_THAT(wrote.leads[0].message, HasSubstr("used up"));
}

TEST_F(SalesforceTest, OneThatIsRefusedSpoilsNobody) {
    org_.on[kUpsertLeads] = {
        {200,
         R"([{"id":"1","success":true},{"success":false,"errors":[{"statusCode":"INVALID_EMAIL_ADDRESS","message":"Email: invalid email address: bob","fields":["Email"]}]},{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","fields":[]}]}])"}};
    const Wrote wrote = write(
        {lead_of("lead-1", "a@b.test"), lead_of("lead-2", "bob"), lead_of("lead-3", "c@d.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(wrote.leads[1].kind, OutcomeKind::Permanent);
    EXPECT_EQ(wrote.leads[1].message, "Salesforce refuses the lead (INVALID_EMAIL_ADDRESS: Email)");
    EXPECT_EQ(wrote.leads[2].kind, OutcomeKind::Retry);
    EXPECT_FALSE(wrote.is_down);
}

TEST_F(SalesforceTest, ARequestThatIsRefusedWholeIsHalved) {
    const auto org = [&](const HttpCall& call) {
        Reply reply = org_(call);
        const bool is_bad =
            line_of(call) == kUpsertLeads && call.body.find("bad@elm.test") != std::string::npos;
        if (is_bad) reply = {400, R"([{"errorCode":"JSON_PARSER_ERROR","message":"no"}])"};
        return reply;
    };
    std::vector<LeadNow> leads;
    for (int i = 0; i < 4; ++i) {
        leads.push_back(
            lead_of("lead-" + std::to_string(i), i == 2 ? "bad@elm.test" : "x@elm.test"));
    }
    const Wrote wrote = play(connector_->write(std::move(leads), kNow), org);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(wrote.leads[i].kind, i == 2 ? OutcomeKind::Permanent : OutcomeKind::Sent);
    }
    EXPECT_EQ(org_.count(kUpsertLeads), 5U);
}

TEST_F(SalesforceTest, WhoeverChangedTheOwnerThereIsFollowed) {
    LeadNow lead = lead_of("lead-1", "ann@oak.test");
    lead.known.owner = "005A";
    lead.owner = "005B";
    const auto there = [](std::string_view owner) {
        return Reply{200,
                     composite({rows("Lead", R"({"Id":"9","Baton_Id__c":"lead-1","OwnerId":")" +
                                                 std::string(owner) + R"("})")})};
    };
    org_.on[kComposite] = {there("005C")};
    Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].found_owner, "005C");
    EXPECT_EQ(wrote.leads[0].known.owner, "005A");  // until it is followed
    EXPECT_THAT(org_.body(kUpdate), Not(HasSubstr("OwnerId")));
    org_.on[kComposite] = {there("005A")};
    wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].found_owner, "");
    EXPECT_EQ(wrote.leads[0].known.owner, "005B");
    EXPECT_THAT(org_.body(kUpdate), HasSubstr(R"("OwnerId":"005B")"));
}

TEST_F(SalesforceTest, AConvertedLeadIsLeftAlone) {
    org_.on[kComposite] = {
        {200, composite({rows(
                  "Lead",
                  R"({"Id":"9","Baton_Id__c":"lead-1","OwnerId":"005C","IsConverted":true})")})}};
    const Wrote wrote = write({lead_of("lead-1", "ann@oak.test")});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(org_.count(kUpdate), 0U);
}

TEST_F(SalesforceTest, ARecordThatVanishesUnderWayIsMadeAgain) {
    org_.on[kComposite] = {
        {200, composite({rows("Lead", R"({"Id":"9","Baton_Id__c":"lead-1","OwnerId":"005A"})")})}};
    org_.on[kUpdate] = {
        {200, R"([{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","fields":[]}]}])"}};
    LeadNow lead = lead_of("lead-1", "ann@oak.test");
    lead.owner = "005B";
    const Wrote wrote = write({lead});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent) << wrote.leads[0].message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Lead), "id-1");
}

TEST_F(SalesforceTest, TwoPeopleWithOneAddressAreTwoContacts) {
    LeadNow lead = lead_of("lead-2", "desk@oak.test");
    lead.wants = {RecordKind::Contact, RecordKind::Account, RecordKind::Opportunity,
                  RecordKind::Task};
    LeadNow other = lead;
    other.id = "lead-3";
    other.prospect.name = "Bob Oak";
    const std::string contact =
        R"({"Id":"C1","Baton_Id__c":"lead-1","Email":"desk@oak.test","FirstName":"Ann","LastName":"Oak","OwnerId":"005Z"})";
    org_.on[kComposite] = {
        {200, composite({rows("stages", R"({"ApiName":"Open"})")})},
        {200, composite({rows("Account", R"({"Id":"A1","Name":"OAK'S"})"), rows("Contact", contact),
                         rows("Opportunity", ""), rows("Task", "")})}};
    const Wrote wrote = write({lead, other});
    for (const Written& each : wrote.leads) EXPECT_EQ(each.kind, OutcomeKind::Sent) << each.message;
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Contact), "C1");
    EXPECT_EQ(wrote.leads[1].known.ids.at(RecordKind::Contact), "id-1");
    EXPECT_EQ(wrote.leads[1].known.ids.at(RecordKind::Account), "A1");
    EXPECT_EQ(org_.count("PATCH /services/data/v60.0/composite/sobjects/Account/Baton_Id__c"), 0U);
    const std::string opportunities =
        org_.body("PATCH /services/data/v60.0/composite/sobjects/Opportunity/Baton_Id__c");
    EXPECT_THAT(
        opportunities,
        HasSubstr(
            R"("StageName":"Open","CloseDate":"2026-04-01","AccountId":"A1","ContactId":"C1")"));
    EXPECT_THAT(org_.body("PATCH /services/data/v60.0/composite/sobjects/Task/Baton_Id__c"),
                HasSubstr(R"("WhoId":"C1","WhatId":"id-2")"));
}

TEST_F(SalesforceTest, AskedInSoqlWithQuotesEscaped) {
    LeadNow lead = lead_of("lead-1", "o'hara@oak.test");
    lead.wants = {RecordKind::Contact};
    (void)write({lead});
    EXPECT_THAT(org_.body(kComposite), HasSubstr("o%5C%27hara%40oak.test"));
}

TEST_F(SalesforceTest, ReadsOwnersPageByPage) {
    const std::string next = "/services/data/v60.0/query/01g-2000";
    const auto org = [&](const HttpCall& call) {
        Reply reply = org_(call);
        if (line_of(call) == "GET " + next) {
            reply.answer = R"({"done":true,"records":[{"Id":"2","Email":"c@d.test","Name":"C"}]})";
        } else if (line_of(call).starts_with("GET ")) {
            reply.answer = R"({"done":false,"nextRecordsUrl":")" + next +
                           R"(","records":[{"Id":"1","Email":"a@b.test","Name":"A"}]})";
        }
        return reply;
    };
    const Owners owners = play(connector_->owners(kNow), org);
    ASSERT_EQ(owners.owners.size(), 2U);
    EXPECT_EQ(owners.owners[1].email, "c@d.test");
}

TEST_F(SalesforceTest, AnOrganisationWithoutForecastsHasNoQuotas) {
    org_.on[kComposite] = {
        {200,
         composite(
             {rows("open", R"({"OwnerId":"005A","total":3})"),
              rows("won", R"({"OwnerId":"005A","total":99.5})"),
              R"({"referenceId":"quota","httpStatusCode":400,"body":[{"errorCode":"INVALID_TYPE"}]})"})}};
    const Loads loads = play(connector_->load({"005A", "005B"}, kNow, kNow), std::ref(org_));
    ASSERT_EQ(loads.loads.size(), 2U);
    EXPECT_EQ(loads.loads[0].open_deals, 3);
    EXPECT_EQ(loads.loads[0].won_amount, 99.5);
    EXPECT_EQ(loads.loads[0].quota, std::nullopt);
    EXPECT_EQ(loads.loads[1].open_deals, 0);
}

TEST_F(SalesforceTest, OfTheRecordsOfOneLeadTheOpportunitySpeaks) {
    org_.on[kComposite] = {
        {200, composite({rows("states", R"({"ApiName":"Unqualified"})")})},
        {200,
         composite(
             {rows(
                  "Opportunity",
                  R"({"Id":"1","Baton_Id__c":"lead-1","OwnerId":"005A","IsClosed":true,"IsWon":true,"Amount":7,"LastModifiedDate":"2026-03-02T10:03:00.000+0000"})"),
              rows(
                  "Lead",
                  R"({"Id":"2","Baton_Id__c":"lead-2","OwnerId":"005B","Status":"Unqualified","LastModifiedDate":"2026-03-02T10:01:00.000+0000"})"),
              rows(
                  "Contact",
                  R"({"Id":"3","Baton_Id__c":"lead-3","OwnerId":"005C","LastModifiedDate":"2026-03-02T10:02:00.000+0000"})")})},
        {200, composite({rows("Opportunity", R"({"Baton_Id__c":"lead-3"})"), rows("Lead", "")})}};
    const Changes changes = play(connector_->changes_since(kNow, kNow), std::ref(org_));
    ASSERT_EQ(changes.changes.size(), 2U);
    EXPECT_EQ(changes.changes[0].lead, "lead-2");
    EXPECT_EQ(changes.changes[0].outcome, event::Closing::Disqualified);
    EXPECT_EQ(changes.changes[1].outcome, event::Closing::Won);
    EXPECT_EQ(changes.changes[1].amount, 7);
    EXPECT_EQ(format_time(changes.until), "2026-03-02T10:02:00Z");
}

TEST(MakeSalesforce, NamesWhatIsMissing) {
    Connection connection = connection_of();
    connection.as.client.clear();
    auto made = make_salesforce(connection);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("crm main: \"client\" is missing"));
    connection = connection_of();
    connection.as.user.clear();
    EXPECT_FALSE(make_salesforce(connection));
    connection = connection_of();
    connection.as.key_pem = "no key";
    made = make_salesforce(connection);
    ASSERT_FALSE(made);
    EXPECT_TRUE(is(made.error(), DeliverError::BadKey));
    EXPECT_THAT(made.error().message, Not(HasSubstr("no key")));
}

TEST(SigningKey, ReadsAKeyOfOneLine) {
    std::string pem = the_key().pem();
    for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos;)
        pem.replace(at, 1, "\\n");
    EXPECT_TRUE(salesforce::SigningKey::read(pem, "here"));
}

}  // namespace
}  // namespace baton::deliver::crm
