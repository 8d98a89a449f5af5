// Searching leads, one lead, its history.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

std::size_t count(World& world, const std::string& query) {
    const Answer answer = world.get("/v1/leads?" + query);
    EXPECT_EQ(answer.status, 200) << answer.response.body;
    return answer.status == 200 ? answer.body.at("leads").as_array().size() : 0;
}

TEST(Leads, AreFoundByWhatBecameOfThem) {
    World world;
    world.lead(
        R"({"name":"Ann Lee","email":"ann@bigco.test","company":"Müller & Söhne","source":"webinar"})");
    world.lead(R"({"email":"kit@gmail.com"})");
    world.lead(R"({"email":"joe@globex.test"})");
    world.lead(R"({"email":"vera@big.test","employees":5000})");
    EXPECT_EQ(count(world, "state=queued"), 1U);
    EXPECT_EQ(count(world, "state=queued,assigned"), 4U);
    EXPECT_EQ(count(world, "state=open"), 4U);
    EXPECT_EQ(count(world, "queue=nurture"), 1U);
    EXPECT_EQ(count(world, "account=globex"), 1U);
    EXPECT_EQ(count(world, "rule=Known%20account"), 1U);
    EXPECT_EQ(count(world, "rule=Large"), 1U);
    EXPECT_EQ(count(world, "rule=By%20size%20/%20Large"), 1U);
    EXPECT_EQ(count(world, "rule=otherwise"), 1U);
    EXPECT_EQ(count(world, "source=webinar"), 1U);
    EXPECT_EQ(count(world, "tier=hot"), 1U);
    EXPECT_EQ(count(world, "email=ANN@bigco.test"), 1U);
    EXPECT_EQ(count(world, "email=nobody@bigco.test"), 0U);
    EXPECT_EQ(count(world, "q=muller"), 1U);
    EXPECT_EQ(count(world, "q=ann+bigco"), 1U);
    EXPECT_EQ(count(world, "q=ann+nobody"), 0U);
    EXPECT_EQ(count(world, "from=2026-03-02T15:00:00Z"), 4U);
    EXPECT_EQ(count(world, "to=2026-03-02T15:00:00Z"), 0U);
}

TEST(Leads, ComePageByPageNewestFirst) {
    World world;
    std::vector<std::string> ids;
    for (int i = 0; i < 15; ++i) {
        ids.push_back(world.lead("{\"email\":\"p" + std::to_string(i) + "@small.test\"}"));
        if (i % 4 == 3) world.clock.move(Duration{1});  // four at one instant
    }
    std::vector<std::string> seen;
    std::string cursor;
    for (int pages = 0; pages < 20; ++pages) {
        const Answer page =
            world.get("/v1/leads?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const auto& lead : page.body.at("leads").as_array()) {
            seen.emplace_back(lead.at("lead").as_string());
        }
        cursor = page.text("/cursor");
        if (cursor == "(null)") break;
    }
    std::ranges::reverse(ids);
    EXPECT_EQ(seen, ids);
}

TEST(Leads, EscalatedOnesAreFoundAmongAnyNumber) {
    World world;
    const auto large = [&](int n) {
        return world.lead("{\"email\":\"p" + std::to_string(n) +
                          "@large.test\",\"employees\":5000}");
    };
    std::vector<std::string> ids;
    for (int n = 0; n < 5; ++n) ids.push_back(large(n));
    world.post("/v1/leads/" + ids[1] + "/acknowledge", "{}");
    EXPECT_EQ(count(world, "escalated=1"), 0U);
    world.clock.move(Duration::minutes(10));
    for (int n = 0; n < 250; ++n) world.lead();  // newer than a page holds, and nothing is due
    large(5);
    const std::string escalated = "/v1/leads?escalated=1";
    EXPECT_EQ(count(world, "escalated=1"), 4U);
    EXPECT_EQ(count(world, "escalated=1&q=p3"), 1U);
    EXPECT_EQ(count(world, "escalated=1&person=dana"), 0U);
    EXPECT_EQ(count(world, "escalated=0&limit=200"), 200U);
    const Answer first = world.get(escalated + "&limit=3");
    EXPECT_EQ(first.text("/leads/0/lead"), ids[4]);
    EXPECT_EQ(first.text("/leads/2/lead"), ids[2]);
    const Answer rest = world.get(escalated + "&cursor=" + first.text("/cursor"));
    EXPECT_EQ(rest.text("/leads/0/lead"), ids[0]);
    EXPECT_EQ(rest.text("/cursor"), "(null)");
    world.post("/v1/leads/" + ids[4] + "/contact", "{}");
    EXPECT_EQ(count(world, "escalated=1"), 3U);
}

TEST(Leads, ThoseThatNobodyHasAreFoundAmongAnyNumber) {
    World world;
    std::vector<std::string> ids;
    for (int n = 0; n < 3; ++n) {
        ids.push_back(world.lead("{\"email\":\"p" + std::to_string(n) + "@gmail.com\"}"));
    }
    for (int n = 0; n < 60; ++n) world.lead();
    EXPECT_EQ(count(world, "state=held,unrouted,queued"), 3U);
    EXPECT_EQ(count(world, "state=unrouted"), 0U);
    const Answer first = world.get("/v1/leads?state=queued&limit=2");
    EXPECT_EQ(first.text("/leads/0/lead"), ids[2]);
    const Answer rest = world.get("/v1/leads?state=queued&cursor=" + first.text("/cursor"));
    EXPECT_EQ(rest.text("/leads/0/lead"), ids[0]);
    world.post("/v1/leads/" + ids[1] + "/claim", R"({"person":"sarah"})");
    EXPECT_EQ(count(world, "state=queued"), 2U);
}

TEST(Leads, AListSaysWhatFallsDueWhereItIsAsked) {
    World world;
    const std::string large = world.lead(R"({"email":"vera@big.test","employees":5000})");
    world.clock.move(Duration::minutes(10));
    const std::string closed = world.lead();
    world.post("/v1/leads/" + closed + "/close", R"({"lost":"no answer"})");
    const Answer rows = world.get("/v1/leads?sla=1");
    EXPECT_EQ(rows.text("/leads/0/lead"), closed);
    EXPECT_EQ(rows.text("/leads/0/since"), "(absent)");
    EXPECT_EQ(rows.text("/leads/1/since"), "2026-03-02T15:00:00Z");
    EXPECT_EQ(rows.text("/leads/1/sla/ladder"), "fast");
    EXPECT_EQ(rows.text("/leads/1/sla/steps_done"), "1");
    EXPECT_EQ(rows.text("/leads/1/sla/due"), "2026-03-02T15:30:00Z");
    EXPECT_EQ(world.get("/v1/leads").text("/leads/1/since"), "(absent)");
}

TEST(Leads, AQuestionThatMakesNoSenseIs400) {
    World world;
    for (const char* query :
         {"state=sleeping", "limit=0", "limit=1000", "limit=x", "cursor=x", "from=yesterday",
          "escalated=yes", "sla=2", "stat=queued", "q=a&q=b", "q=%ff"}) {
        EXPECT_EQ(world.get(std::string("/v1/leads?") + query).status, 400) << query;
    }
    EXPECT_EQ(world.get("/v1/leads?stat=queued").text("/detail"),
              "there is no parameter \"stat\" here; did you mean \"state\"?");
}

TEST(Leads, OneShowsItsFieldsHoldersAndWhatFallsDue) {
    World world;
    const std::string id = world.lead(
        R"({"id":"crm-7","email":"vera@big.test","employees":"5000","budget":"lots","shoe_size":41})");
    const Answer lead = world.get("/v1/leads/" + id);
    ASSERT_EQ(lead.status, 200) << lead.response.body;
    EXPECT_EQ(lead.text("/lead"), id);
    EXPECT_EQ(lead.text("/external_id"), "crm-7");
    EXPECT_EQ(lead.text("/fields/email"), "vera@big.test");
    EXPECT_EQ(lead.text("/fields/employees"), "5000");
    EXPECT_EQ(lead.text("/unreadable/budget"), "lots");
    EXPECT_EQ(lead.text("/extra/shoe_size"), "41");
    EXPECT_EQ(lead.text("/history"), "[\"" + lead.text("/person") + "\"]");
    EXPECT_EQ(lead.text("/sla/ladder"), "fast");
    EXPECT_EQ(lead.text("/sla/due"), "2026-03-02T15:10:00Z");
    EXPECT_EQ(lead.text("/received_at"), "2026-03-02T15:00:00Z");
    EXPECT_EQ(world.get("/v1/leads/" + std::string(36, 'x')).status, 404);
    EXPECT_EQ(world.get("/v1/leads/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77").status, 404);
}

TEST(Leads, RowsSayWhoHasThemAndWhy) {
    World world;
    const Answer first = world.post("/v1/leads", R"({"email":"joe@globex.test"})");
    const Answer second = world.post("/v1/leads", R"({"email":"kit@gmail.com"})");
    EXPECT_EQ(second.text("/state"), "queued");
    const std::string path = "/v1/leads/" + first.text("/lead");
    const auto rows = [&] { return world.get("/v1/leads"); };
    EXPECT_EQ(rows().text("/leads/0/explanation"), second.text("/explanation"));
    EXPECT_EQ(rows().text("/leads/1/explanation"), first.text("/explanation"));
    EXPECT_EQ(world.get(path).text("/explanation"), first.text("/explanation"));
    // What is no decision leaves it; a hand's decision takes its place, and outlives the end.
    world.post(path + "/acknowledge", "{}");
    EXPECT_EQ(rows().text("/leads/1/explanation"), first.text("/explanation"));
    ASSERT_EQ(world.post(path + "/reassign", R"({"to":{"person":"sarah"}})").status, 200);
    world.post(path + "/close", R"({"lost":"no answer"})");
    EXPECT_EQ(rows().text("/leads/1/explanation"), "Reassigned by hand: goes to sarah.");
    EXPECT_EQ(world.get(path).text("/explanation"), "Reassigned by hand: goes to sarah.");
    EXPECT_EQ(world.get("/v1/leads?state=lost").text("/leads/0/explanation"),
              "Reassigned by hand: goes to sarah.");
}

TEST(Leads, AClosedOneKeepsItsHolders) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    world.post(path + "/close", R"({"lost":"no answer"})");
    const Answer lead = world.get(path);
    EXPECT_EQ(lead.text("/state"), "lost");
    EXPECT_EQ(lead.body.at("history").as_array().size(), 1U);
    EXPECT_EQ(lead.text("/sla"), "(absent)");
}

TEST(LeadHistory, TellsEveryEventWithTimeCauseAndReason) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    world.clock.move(Duration::minutes(5));
    world.post(path + "/acknowledge", "{}");
    world.post(path + "/close", R"({"won":12000})");
    const Answer history = world.get(path + "/history");
    ASSERT_EQ(history.status, 200) << history.response.body;
    ASSERT_EQ(history.body.at("events").as_array().size(), 3U);
    EXPECT_EQ(history.text("/events/0/kind"), "received");
    EXPECT_EQ(history.text("/events/0/cause"), "submitted");
    EXPECT_EQ(history.text("/events/0/actor"), "api");
    EXPECT_EQ(history.text("/events/0/rule"), "otherwise");
    EXPECT_NE(history.text("/events/0/explanation").find("No rule matched"), std::string::npos);
    EXPECT_EQ(history.text("/events/1/at"), "2026-03-02T15:05:00Z");
    EXPECT_EQ(history.text("/events/1/explanation"),
              history.text("/events/0/person") + " acknowledged it.");
    EXPECT_EQ(history.text("/events/2/amount"), "12000");
    EXPECT_EQ(world.get("/v1/leads/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77/history").status, 404);
}

TEST(LeadHistory, ShowsAVersionThatIsNoLongerLive) {
    World world;
    const std::string path =
        "/v1/leads/" + world.lead(R"({"email":"vera@big.test","employees":5000})");
    std::string changed(testing::kDocument);
    changed.replace(changed.find("a large company"), 15, "many employees!");
    const Answer put = world.send(
        http::Method::Put, "/v1/workspace", changed,
        {{"Content-Type", "text/yaml"}, {"If-Match", world.get("/v1/workspace").header("etag")}});
    ASSERT_EQ(put.status, 200) << put.response.body;
    EXPECT_EQ(world.get(path + "/history").text("/events/0/because/0"), "a large company");
}

}  // namespace
}  // namespace baton::api
