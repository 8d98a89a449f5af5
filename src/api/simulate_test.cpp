// A lead under a draft, and a draft against the past: nothing that is live is touched.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

std::string with(std::string_view what, std::string_view by) {
    std::string text(testing::kDocument);
    text.replace(text.find(what), what.size(), by);
    return text;
}

std::string trial(const std::string& document, std::string_view lead) {
    return R"({"document":)" + testing::json::serialize(testing::json::value(document)) +
           R"(,"lead":)" + std::string(lead) + "}";
}

Answer compare(World& world, const std::string& document, const std::string& query = "") {
    return world.send(http::Method::Post, "/v1/workspace/compare" + query, document,
                      {{"Content-Type", "text/yaml"}});
}

constexpr std::string_view kLarge = R"({"email":"ann@bigco.test","employees":5000})";

TEST(Simulate, DecidesUnderTheDraftAndChangesNothing) {
    World world;
    const std::string draft =
        with("{ name: Large, route: { pool: inside }", "{ name: Large, route: { queue: nurture }");
    const Answer asked = world.post("/v1/workspace/simulate", trial(draft, kLarge));
    ASSERT_EQ(asked.status, 200) << asked.response.body;
    EXPECT_EQ(asked.text("/queue"), "nurture");
    EXPECT_EQ(asked.text("/trace/rules/2/rule"), "By size / Large");
    EXPECT_EQ(world.post("/v1/decide", std::string(kLarge)).text("/pool"), "inside");
    EXPECT_EQ(world.get("/v1/workspace").header("baton-version"), "1");
    EXPECT_EQ(world.get("/v1/leads").text("/leads"), "[]");
}

TEST(Simulate, KnowsLoadTurnsAndNewPeople) {
    World world;
    EXPECT_EQ(world.post("/v1/leads", std::string(kLarge)).text("/person"), "sarah");
    const std::string same(testing::kDocument);
    EXPECT_EQ(world.post("/v1/workspace/simulate", trial(same, kLarge)).text("/person"), "marcus");
    const std::string draft = with("pools:\n  inside:  { members: [sarah, marcus] }",
                                   "  zed: { name: Zed }\npools:\n  inside:  { members: [zed] }");
    EXPECT_EQ(world.post("/v1/workspace/simulate", trial(draft, kLarge)).text("/person"), "zed");
}

TEST(Simulate, SaysWhatIsWrong) {
    World world;
    EXPECT_EQ(world.post("/v1/workspace/simulate", trial("rules: 5", kLarge)).status, 422);
    EXPECT_EQ(world.post("/v1/workspace/simulate", R"({"document":"a: 1"})").status, 422);
    EXPECT_EQ(world.post("/v1/workspace/simulate", R"({"document":"a: 1","lead":5})").status, 422);
    World empty({.document = ""});
    EXPECT_EQ(empty.post("/v1/workspace/simulate", trial("a: 1", kLarge)).status, 503);
}

TEST(Compare, TellsWhoGainsAndWhoLoses) {
    World world;
    for (int i = 0; i < 4; ++i) {
        world.lead(R"({"email":"p)" + std::to_string(i) + R"(@bigco.test","employees":5000})");
    }
    const Answer same = compare(world, std::string(testing::kDocument));
    ASSERT_EQ(same.status, 200) << same.response.body;
    EXPECT_EQ(same.text("/comparison/leads"), "4");
    EXPECT_EQ(same.text("/comparison/moved"), "0");
    const Answer other = compare(world, with("{ name: Large, route: { pool: inside }",
                                             "{ name: Large, route: { person: marcus }"));
    EXPECT_EQ(other.text("/partial"), "false");
    EXPECT_EQ(other.text("/comparison/moved"), "2");
    EXPECT_EQ(other.text("/comparison/people/0/person"), "marcus");
    EXPECT_EQ(other.text("/comparison/people/0/gains"), "2");
    EXPECT_EQ(other.text("/comparison/people/1/loses"), "2");
    EXPECT_EQ(other.text("/comparison/moves/0/to/person"), "marcus");
    EXPECT_EQ(world.get("/v1/workspace").header("baton-version"), "1");
}

TEST(Compare, KeepsToItsTimeAndRefusesWhatIsWrong) {
    World world;
    world.lead();
    world.clock.move(Duration::days(2));
    world.lead(R"({"email":"late@bigco.test","employees":20})");
    const std::string same(testing::kDocument);
    EXPECT_EQ(compare(world, same, "?from=2026-03-03T00:00:00Z").text("/comparison/leads"), "1");
    EXPECT_EQ(compare(world, same, "?to=2026-03-03T00:00:00Z").text("/comparison/leads"), "1");
    EXPECT_EQ(compare(world, same, "?from=yesterday").status, 400);
    EXPECT_EQ(compare(world, "rules: 5").status, 422);
    EXPECT_EQ(compare(world, "").status, 400);
}

}  // namespace
}  // namespace baton::api
