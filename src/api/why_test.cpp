// Why a lead went where it went: its past decisions made again from the log.
#include <gtest/gtest.h>

#include <future>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

TEST(Why, APastDecisionIsMadeAgainAndComesOutTheSame) {
    World world;
    world.put("/v1/people/sarah/availability", R"({"out":{"for":"2h"}})");
    const std::string body =
        R"({"email":"ann@bigco.test","employees":5000,"industry":"healthcare","country":"US"})";
    const Answer asked = world.post("/v1/decide?person=sarah", body);
    const std::string id = world.lead(body);
    // Much happens afterwards; the trace is of its own moment.
    world.put("/v1/people/sarah/availability", R"({"back":true})");
    for (int i = 0; i < 5; ++i) world.lead();
    const Answer why = world.get("/v1/leads/" + id + "/explanation?person=sarah");
    ASSERT_EQ(why.status, 200) << why.response.body;
    EXPECT_EQ(why.text("/replay"), "same");
    EXPECT_EQ(why.text("/kind"), "received");
    EXPECT_EQ(why.text("/person"), "marcus");
    EXPECT_EQ(why.text("/trace"), asked.text("/trace"));
    EXPECT_NE(why.text("/about/sentence").find("sarah is out of office until"), std::string::npos);
}

TEST(Why, HistoryTellsEveryDecisionInFullWhereAsked) {
    World world;
    const std::string id = world.lead();
    world.post("/v1/leads/" + id + "/reassign", R"({"to":{"person":"dana"}})");
    const Answer plain = world.get("/v1/leads/" + id + "/history");
    EXPECT_EQ(plain.text("/events/0/trace"), "(absent)");
    EXPECT_EQ(world.get("/v1/leads/" + id + "/history?trace=0").text("/events"),
              plain.text("/events"));
    const Answer full = world.get("/v1/leads/" + id + "/history?trace=1");
    EXPECT_EQ(full.text("/events/0/replay"), "same");
    EXPECT_EQ(full.text("/events/0/trace/pick/eligible/0/person"), "sarah");
    EXPECT_EQ(full.text("/events/1/replay"), "same");
    EXPECT_EQ(full.text("/events/1/trace/sentences/0"), "It was reassigned by hand.");
    const std::string first = full.text("/events/0/seq");
    EXPECT_EQ(world.get("/v1/leads/" + id + "/explanation?event=" + first).text("/person"),
              "sarah");
    EXPECT_EQ(world.get("/v1/leads/" + id + "/explanation").text("/person"), "dana");
    EXPECT_EQ(world.get("/v1/leads/" + id + "/history?trace=2").status, 400);
}

TEST(Why, AnErasedLeadTellsWhatTheLogRecorded) {
    World world;
    const std::string id = world.lead(R"({"email":"ann@bigco.test","employees":5000})");
    std::promise<void> erased;
    world.store().erase_lead("acme", *parse_uuid(id), world.clock.now(),
                             [&](Result<void>) { erased.set_value(); });
    erased.get_future().wait();
    const Answer why = world.get("/v1/leads/" + id + "/explanation");
    ASSERT_EQ(why.status, 200) << why.response.body;
    EXPECT_EQ(why.text("/replay"), "erased");
    EXPECT_EQ(why.text("/trace/fields"), "(null)");
    EXPECT_EQ(why.text("/trace/rules"), "[]");
    EXPECT_EQ(why.text("/trace/total"), "30");
    EXPECT_EQ(why.text("/trace/pick/eligible/0/person"), "sarah");
    EXPECT_EQ(why.response.body.find("bigco"), std::string::npos);
}

TEST(Why, NamesAndRulesAreThoseOfTheVersionThen) {
    World world;
    const std::string id = world.lead(R"({"email":"ann@bigco.test","employees":5000})");
    std::string document(testing::kDocument);
    const std::size_t rule = document.find("name: Large");
    document.replace(rule, 11, "name: Huge");
    const std::string etag = world.get("/v1/workspace").header("etag");
    http::Client admin = world.admin();
    const Answer published =
        World::send_unchecked(admin, http::Method::Put, "/v1/workspace", document,
                              {{"Content-Type", "text/yaml"}, {"If-Match", etag}});
    ASSERT_EQ(published.status, 200) << published.response.body;
    const Answer why = world.get("/v1/leads/" + id + "/explanation");
    EXPECT_EQ(why.text("/replay"), "same");
    EXPECT_EQ(why.text("/trace/rules/2/rule"), "By size / Large");
}

TEST(Why, RefusesWhatIsNotThere) {
    World world;
    const std::string id = world.lead();
    EXPECT_EQ(world.get("/v1/leads/" + id + "/explanation?event=0").status, 400);
    EXPECT_EQ(world.get("/v1/leads/" + id + "/explanation?event=9999").status, 404);
    EXPECT_EQ(world.get("/v1/leads/" + id + "/explanation?person=nobody").status, 404);
    EXPECT_EQ(world.get("/v1/leads/nonsense/explanation").status, 404);
    EXPECT_EQ(world.get("/v1/leads/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77/explanation").status, 404);
}

}  // namespace
}  // namespace baton::api
