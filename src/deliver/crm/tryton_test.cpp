// Tryton's ways without a Tryton: what its answers mean, one refused lead among several, a session
// that ends. Against the real server it is tried in tests/flow/crm_tryton.test.mjs.
#include "deliver/crm/tryton.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "deliver/crm/play_for_tests.hpp"
#include "deliver/crm/tryton_records.hpp"

namespace baton::deliver::crm::tryton {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Connection connection() {
    Connection connection;
    connection.as.key = "main";
    connection.as.type = "tryton";
    connection.as.url = "https://crm.acme.test/";
    connection.as.database = "acme";
    connection.as.user = "baton";
    connection.as.password = "secret";
    return connection;
}

LeadNow lead(int n) {
    LeadNow now;
    now.id = "0000000" + std::to_string(n);
    now.wants = {RecordKind::Contact, RecordKind::Opportunity};
    now.prospect.email = "p" + std::to_string(n) + "@oak.test";
    now.prospect.name = "Pat Number " + std::to_string(n);
    now.owner = "3";
    return now;
}

// Answers by method, and remembers what was asked.
struct Server {
    std::map<std::string, std::string> answers = {
        {"common.db.login", R"([1,"key"])"},
        {"model.res.user.get_preferences", R"({"company":5})"},
    };
    std::vector<std::string> asked;
    std::vector<std::string> bodies;
    std::function<std::optional<Reply>(const std::string&, const HttpCall&)> instead;

    Reply operator()(const HttpCall& call) {
        const json::value body = json::parse(call.body);
        const std::string method(body.at("method").as_string());
        asked.push_back(method);
        bodies.push_back(call.body);
        if (instead) {
            if (auto other = instead(method, call)) return *other;
        }
        const auto answer = answers.find(method);
        return {.answer = R"({"id":0,"result":)" +
                          (answer == answers.end() ? std::string("[]") : answer->second) + "}"};
    }
};

Reply said(std::string body) { return {.answer = std::move(body)}; }
Reply failed(std::int32_t status) { return {.status = status, .answer = {}}; }

Wrote write(Server& server, std::vector<LeadNow> leads) {
    Tryton tryton(connection());
    return play(tryton.write(std::move(leads), Instant::from_seconds(1'772'460'000)),
                [&](const HttpCall& call) { return server(call); });
}

TEST(Tryton, MakesWhatIsNotThere) {
    Server server;
    server.answers["model.party.party.create"] = "[11,12]";
    server.answers["model.sale.opportunity.create"] = "[21,22]";
    const Wrote wrote = write(server, {lead(1), lead(2)});
    ASSERT_EQ(wrote.leads.size(), 2U);
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(wrote.leads[1].known.ids.at(RecordKind::Contact), "12");
    EXPECT_EQ(wrote.leads[1].known.ids.at(RecordKind::Opportunity), "22");
    EXPECT_EQ(wrote.leads[1].known.owner, "3");
    EXPECT_FALSE(wrote.is_down);
    // All leads share each call.
    EXPECT_THAT(server.asked,
                ::testing::ElementsAre(
                    "common.db.login", "model.res.user.get_preferences",
                    "model.party.identifier.search_read",
                    "model.party.contact_mechanism.search_read", "model.party.party.create",
                    "model.sale.opportunity.search_read", "model.sale.opportunity.create"));
}

TEST(Tryton, FindsAgainWhatWasMadeBeforeTheAnswerWasLost) {
    Server server;
    server.answers["model.party.identifier.search_read"] =
        R"([{"id":1,"code":"baton:00000001","party":11}])";
    server.answers["model.sale.opportunity.search_read"] =
        R"([{"id":21,"reference":"baton:00000001","state":"opportunity","employee":3,"party":11}])";
    const Wrote wrote = write(server, {lead(1)});
    EXPECT_EQ(wrote.leads[0].known.ids.at(RecordKind::Opportunity), "21");
    for (const std::string& method : server.asked) EXPECT_THAT(method, Not(HasSubstr("create")));
}

TEST(Tryton, OneThatIsRefusedSpoilsNoOther) {
    Server server;
    server.instead = [](const std::string& method, const HttpCall& call) -> std::optional<Reply> {
        if (method != "model.party.party.create" || call.body.find("Number 2") == std::string::npos)
            return std::nullopt;
        return said(
            R"({"id":0,"error":["UserError",["The value \"Pat Number 2\" is not valid.","",null]]})");
    };
    server.answers["model.party.party.create"] = "[11]";
    server.answers["model.sale.opportunity.create"] = "[21,23]";
    const Wrote wrote = write(server, {lead(1), lead(2), lead(3)});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(wrote.leads[2].known.ids.at(RecordKind::Opportunity), "23");
    EXPECT_EQ(wrote.leads[1].kind, OutcomeKind::Permanent);
    EXPECT_EQ(wrote.leads[1].message, "Tryton says: The value \"…\" is not valid.");
    EXPECT_FALSE(wrote.is_down);
}

TEST(Tryton, ASessionThatEndsIsRenewedOnce) {
    Server server;
    int refused = 0;
    server.instead = [&](const std::string& method, const HttpCall&) -> std::optional<Reply> {
        if (method != "model.sale.opportunity.search_read" || refused++ > 0) return std::nullopt;
        return failed(401);
    };
    server.answers["model.party.party.create"] = "[11]";
    server.answers["model.sale.opportunity.create"] = "[21]";
    EXPECT_EQ(write(server, {lead(1)}).leads[0].kind, OutcomeKind::Sent);
    EXPECT_EQ(std::ranges::count(server.asked, "common.db.login"), 2);

    Server never;
    never.instead = [](const std::string& method, const HttpCall&) -> std::optional<Reply> {
        return method == "common.db.login" || method == "model.res.user.get_preferences"
                   ? std::nullopt
                   : std::optional(failed(401));
    };
    const Wrote wrote = write(never, {lead(1)});
    EXPECT_EQ(wrote.leads[0].kind, OutcomeKind::Retry);
    EXPECT_TRUE(wrote.is_down);
    EXPECT_EQ(std::ranges::count(never.asked, "common.db.login"), 2);
}

TEST(Tryton, WhatItMeansToFail) {
    const auto judged = [](std::string body, std::int32_t status = 200) {
        Outcome outcome;
        outcome.kind = status == 200 ? OutcomeKind::Sent : OutcomeKind::Retry;
        outcome.status = status;
        outcome.answer = std::move(body);
        return Host(connection()).judge(std::move(outcome));
    };
    using Kind = Answered::Kind;
    EXPECT_EQ(judged(R"({"id":0,"result":null})").kind, Kind::Result);
    EXPECT_EQ(judged(R"({"id":0,"error":["UserError",["No.","",null]]})").kind, Kind::Refused);
    EXPECT_EQ(judged(R"({"id":0,"error":["UserWarning",["w1","Sure?",""]]})").kind, Kind::Refused);
    EXPECT_EQ(judged(R"({"id":0,"error":["ConcurrencyException","x"]})").kind, Kind::Busy);
    EXPECT_EQ(
        judged(R"({"id":0,"error":["UserError",["The code on party must be unique."]]})").kind,
        Kind::Busy);
    EXPECT_EQ(judged(R"({"id":0,"error":["database is locked","Traceback …"]})").kind, Kind::Busy);
    EXPECT_EQ(judged("<html>").kind, Kind::Down);
    EXPECT_EQ(judged("", 404).outcome.message, "there is no database \"acme\" in Tryton");
    EXPECT_EQ(judged("", 401).outcome.kind, OutcomeKind::Retry);
}

TEST(Tryton, WhatSomebodyChangedThereIsLeft) {
    LeadNow now = lead(1);
    now.known.owner = "3";
    now.owner = "4";
    const json::object there{{"id", 21}, {"state", "opportunity"}, {"employee", 9}, {"party", 11}};
    Written written{
        .kind = OutcomeKind::Sent, .message = {}, .known = now.known, .found_owner = {}};
    EXPECT_TRUE(opportunity_changes(now, there, "11", {}, written).empty());
    EXPECT_EQ(written.found_owner, "9");
    EXPECT_EQ(written.known.owner, "3");
    // Once it was followed, it is ours again.
    now.owner = "9";
    EXPECT_TRUE(opportunity_changes(now, there, "11", {}, written).empty());
    EXPECT_EQ(written.known.owner, "9");
    // A closed one is nobody's to change.
    now.owner = "4";
    json::object closed = there;
    closed["state"] = "won";
    EXPECT_TRUE(opportunity_changes(now, closed, "11", {}, written).empty());
}

TEST(Tryton, WhatIsSaidLaterIsANoteOnce) {
    Server server;
    server.answers["model.sale.opportunity.search_read"] =
        R"([{"id":21,"reference":"baton:00000001","state":"opportunity","employee":3,"party":11}])";
    LeadNow now = lead(1);
    now.wants = {RecordKind::Opportunity};
    now.prospect.message = "hello";
    now.known.ids.at(RecordKind::Opportunity) = "21";
    now.known.owner = "3";
    now.known.said = message_hash(now);
    EXPECT_EQ(write(server, {now}).leads[0].known.said, now.known.said);
    for (const std::string& method : server.asked) EXPECT_THAT(method, Not(HasSubstr("note")));
    now.prospect.message = "hello again";
    const Wrote wrote = write(server, {now});
    EXPECT_EQ(server.asked.back(), "model.ir.note.create");
    EXPECT_THAT(server.bodies.back(), HasSubstr("hello again"));
    EXPECT_EQ(wrote.leads[0].known.said, message_hash(now));
    // Its answer was lost: it is found by its mark.
    server.answers["model.ir.note.search_read"] = R"([{"id":7,"resource":"sale.opportunity,21"}])";
    EXPECT_EQ(write(server, {now}).leads[0].known.said, message_hash(now));
    EXPECT_EQ(server.asked.back(), "model.ir.note.search_read");
}

TEST(Tryton, StatesGoOnlyOnwards) {
    LeadNow now = lead(1);
    now.state = desk::LeadState::Queued;
    now.owner = "";
    const json::object there{{"id", 21}, {"state", "opportunity"}, {"employee", 3}, {"party", 11}};
    Written written{.kind = OutcomeKind::Sent, .message = {}, .known = {}, .found_owner = {}};
    EXPECT_TRUE(opportunity_changes(now, there, "11", {}, written).empty());
    now.state = desk::LeadState::Lost;
    now.reason = "budget";
    EXPECT_EQ(json::serialize(opportunity_changes(now, there, "11", {}, written)),
              R"({"state":"lost","end_date":{"__class__":"date","year":1970,"month":1,"day":1},)"
              R"("lost_reason":"budget"})");
}

TEST(Tryton, ChangesAreReadOnFromTheLatest) {
    Server server;
    server.answers["model.sale.opportunity.search_read"] = R"([
      {"id":1,"reference":"baton:a","employee":3,"state":"won","amount":{"__class__":"Decimal","decimal":"12.50"},
       "lost_reason":null,"write_date":{"__class__":"datetime","year":2026,"month":3,"day":2,"hour":14,"minute":0,"second":1,"microsecond":5}},
      {"id":2,"reference":"baton:b","employee":null,"state":"lost","amount":null,
       "lost_reason":"too\ndear","write_date":{"__class__":"datetime","year":2026,"month":3,"day":2,"hour":14,"minute":0,"second":2,"microsecond":0}},
      {"id":3,"reference":"baton:c","employee":4,"state":"cancelled","amount":null,"lost_reason":null,"write_date":null}])";
    Tryton tryton(connection());
    const Changes changes = play(tryton.changes_since(Instant::from_seconds(1'772'460'000), {}),
                                 [&](const HttpCall& call) { return server(call); });
    ASSERT_EQ(changes.changes.size(), 3U);
    EXPECT_EQ(changes.changes[0].lead, "a");
    EXPECT_EQ(changes.changes[0].amount, 12.5);
    EXPECT_EQ(changes.changes[1].reason, "too dear");
    EXPECT_EQ(changes.changes[1].owner, "");
    EXPECT_EQ(changes.changes[2].reason, "cancelled in Tryton");
    EXPECT_EQ(changes.until, Instant::from_seconds(1'772'460'002));
    EXPECT_FALSE(changes.has_more);
    EXPECT_THAT(server.bodies.back(), HasSubstr(R"("microsecond":0)"));
}

TEST(Tryton, LoadCountsWhatIsOpenAndAddsWhatWasWon) {
    Server server;
    server.instead = [](const std::string& method, const HttpCall& call) -> std::optional<Reply> {
        if (method != "model.sale.opportunity.search_read") return std::nullopt;
        const bool is_won = call.body.find("end_date") != std::string::npos;
        return said(
            is_won
                ? R"({"result":[{"id":5,"employee":3,"amount":{"__class__":"Decimal","decimal":"7"}},{"id":6,"employee":3,"amount":null}]})"
                : R"({"result":[{"id":1,"employee":3,"amount":null},{"id":2,"employee":3,"amount":null},{"id":3,"employee":9,"amount":null}]})");
    };
    Tryton tryton(connection());
    const Loads loads =
        play(tryton.load({"3", "4"}, {}, {}), [&](const HttpCall& call) { return server(call); });
    ASSERT_EQ(loads.loads.size(), 2U);
    EXPECT_EQ(loads.loads[0].open_deals, 2);
    EXPECT_EQ(loads.loads[0].won_amount, 7);
    EXPECT_EQ(loads.loads[1].open_deals, 0);
}

TEST(Tryton, SaysWhatTheDocumentLacks) {
    Connection lacking = connection();
    lacking.as.password.clear();
    const auto made = make_tryton(std::move(lacking));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, "crm main: Tryton needs \"password\" in the document");
    EXPECT_TRUE(make_tryton(connection()));
}

TEST(Tryton, AnotherUserMayBelongToNoCompany) {
    Server server;
    server.answers["model.res.user.get_preferences"] = R"({"company":null})";
    const Wrote wrote = write(server, {lead(1)});
    EXPECT_TRUE(wrote.is_down);
    EXPECT_THAT(wrote.leads[0].message, HasSubstr("belongs to no company"));
}

}  // namespace
}  // namespace baton::deliver::crm::tryton
