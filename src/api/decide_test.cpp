// What would happen to a lead, with its trace, and that asking changes nothing.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

TEST(Decide, SaysWhatWouldHappenAndChangesNothing) {
    World world;
    const std::string body = R"({"email":"ann@bigco.test","employees":20})";
    const Answer asked = world.post("/v1/decide", body);
    ASSERT_EQ(asked.status, 200) << asked.response.body;
    EXPECT_EQ(asked.text("/lead"), "(null)");
    EXPECT_EQ(world.post("/v1/decide", body).text("/person"), asked.text("/person"));
    EXPECT_EQ(world.get("/v1/leads").text("/leads"), "[]");
    EXPECT_EQ(world.post("/v1/leads", body).text("/person"), asked.text("/person"));
}

TEST(Decide, TracesTheRulesThatWerePassedOver) {
    World world;
    const Answer asked = world.post(
        "/v1/decide",
        R"({"email":"ann@bigco.test","employees":5000,"industry":"healthcare","country":"DE"})");
    ASSERT_EQ(asked.status, 200) << asked.response.body;
    EXPECT_EQ(asked.text("/rule"), "Large");
    EXPECT_EQ(asked.text("/trace/rules/0/rule"), "Known account");
    EXPECT_EQ(asked.text("/trace/rules/0/verdict"), "passed over");
    EXPECT_EQ(asked.text("/trace/rules/1/rule"), "By size / Healthcare");
    EXPECT_EQ(asked.text("/trace/rules/1/part"), "lead.country == \"US\"");
    EXPECT_EQ(asked.text("/trace/rules/1/held"), "no");
    EXPECT_EQ(asked.text("/trace/rules/1/values/lead.country"), "DE");
    EXPECT_EQ(asked.text("/trace/rules/2/verdict"), "matched");
    EXPECT_EQ(asked.text("/trace/score/0/holds"), "true");
    EXPECT_EQ(asked.text("/trace/score/1/holds"), "false");
    EXPECT_EQ(asked.text("/trace/pick/by"), "round_robin");
    EXPECT_EQ(asked.text("/trace/sla"), "fast");
}

TEST(Decide, AMissingValueIsUnknownNotFalse) {
    World world;
    const Answer asked = world.post("/v1/decide", R"({"name":"Kit"})");
    EXPECT_EQ(asked.text("/trace/rules/1/rule"), "By size");
    EXPECT_EQ(asked.text("/trace/rules/1/held"), "unknown");
    EXPECT_EQ(asked.text("/trace/rules/1/values/lead.employees"), "(null)");
}

TEST(Decide, NamesWhoWasTurnedDownAndWhy) {
    World world;
    world.put("/v1/people/sarah/availability", R"({"out":{"for":"2d"}})");
    const Answer asked = world.post(
        "/v1/decide",
        R"({"email":"ann@bigco.test","employees":5000,"industry":"healthcare","country":"US"})");
    EXPECT_EQ(asked.text("/rule"), "Healthcare");
    EXPECT_EQ(asked.text("/person"), "marcus");
    EXPECT_EQ(asked.text("/trace/targets/0/excluded/0/person"), "sarah");
    EXPECT_NE(asked.text("/trace/targets/0/excluded/0/reason").find("out of office"),
              std::string::npos);
    EXPECT_EQ(asked.text("/trace/targets/0/took_it"), "false");
    EXPECT_EQ(asked.text("/trace/targets/1/took_it"), "true");
}

TEST(Decide, SaysWhyNotSomebody) {
    World world;
    const std::string body = R"({"email":"ann@bigco.test","employees":20})";
    const Answer other = world.post("/v1/decide?person=marcus", body);
    EXPECT_EQ(other.text("/person"), "sarah");
    EXPECT_EQ(other.text("/about/person"), "marcus");
    EXPECT_EQ(other.text("/about/got_it"), "false");
    EXPECT_EQ(other.text("/about/place"), "2");
    EXPECT_NE(other.text("/about/sentence").find("it was sarah's turn"), std::string::npos);
    EXPECT_EQ(world.post("/v1/decide?person=sarah", body).text("/about/got_it"), "true");
    world.put("/v1/people/marcus/availability", R"({"paused":true})");
    const Answer paused = world.post("/v1/decide?person=marcus", body);
    EXPECT_EQ(paused.text("/about/gate"), "paused");
    EXPECT_EQ(paused.text("/trace/targets/0/excluded/0/gate"), "paused");
    const Answer nobody = world.post("/v1/decide?person=marcsu", body);
    EXPECT_EQ(nobody.status, 404);
    EXPECT_NE(nobody.text("/detail").find("marcus"), std::string::npos);
    EXPECT_EQ(world.post("/v1/decide?persons=marcus", body).status, 400);
}

TEST(Decide, TellsItInSentencesToo) {
    World world;
    const Answer asked = world.post("/v1/decide", R"({"email":"ann@bigco.test","employees":20})");
    EXPECT_EQ(asked.text("/trace/sentences/0"), "Score 0; tier cold.");
    EXPECT_NE(asked.text("/trace/sentences").find("It goes to sarah, whose turn it is."),
              std::string::npos);
}

TEST(Decide, KnowsTheAccountAndTheLastOwner) {
    World world;
    const Answer account = world.post("/v1/decide", R"({"email":"joe@globex.test"})");
    EXPECT_EQ(account.text("/trace/account/id"), "globex");
    EXPECT_EQ(account.text("/trace/account/by"), "domain");
    world.lead(R"({"email":"joe@globex.test"})");
    EXPECT_EQ(world.post("/v1/decide", R"({"email":"joe@globex.test"})").text("/owner"), "marcus");
}

TEST(Decide, RefusesWhatPostLeadsRefuses) {
    World world;
    EXPECT_EQ(world.post("/v1/decide", "[]").status, 400);
    EXPECT_EQ(
        world.send(http::Method::Post, "/v1/decide", "a=b", {{"Content-Type", "text/csv"}}).status,
        415);
}

}  // namespace
}  // namespace baton::api
