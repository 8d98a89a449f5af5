// Pools over HTTP: whose turn comes, and the ledger in pages.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

TEST(Pools, SayWhoComesNextAndWhoIsOwedWhat) {
    World world;
    world.lead();
    world.put("/v1/people/marcus/availability", R"({"paused":true})");
    const Answer pools = world.get("/v1/pools");
    ASSERT_EQ(pools.status, 200) << pools.response.body;
    EXPECT_EQ(pools.text("/pools/0/pool"), "inside");
    EXPECT_EQ(pools.text("/pools/0/turns"), "1");
    EXPECT_EQ(pools.text("/pools/0/members/0/credit"), "-5E-1");
    EXPECT_EQ(pools.text("/pools/0/members/1/eligible"), "false");
    EXPECT_EQ(pools.text("/pools/0/members/1/reason"), "paused");
    EXPECT_EQ(pools.text("/pools/0/next/0"), "sarah");
    EXPECT_EQ(pools.text("/pools/1/pick"), "highest");
    EXPECT_EQ(pools.text("/pools/1/next"), "[\"sarah\"]");
}

TEST(Ledger, TellsTurnsGivenMissedAndReturned) {
    World world;
    const std::string id = world.lead();
    world.post("/v1/leads/" + id + "/reassign", R"({"to":{"person":"dana"}})");
    world.put("/v1/people/marcus/availability", R"({"paused":true})");
    for (int i = 0; i < 4; ++i) world.lead();
    world.clock.move(Duration::seconds(1));
    const Answer ledger = world.get("/v1/pools/inside/ledger");
    ASSERT_EQ(ledger.status, 200) << ledger.response.body;
    EXPECT_EQ(ledger.text("/entries/0/kind"), "given");
    EXPECT_EQ(ledger.text("/entries/1/kind"), "returned");
    EXPECT_EQ(ledger.text("/entries/1/person"), "sarah");
    EXPECT_EQ(ledger.text("/entries/1/cause"), "hand");
    EXPECT_EQ(ledger.text("/totals/0/person"), "sarah");
    EXPECT_EQ(ledger.text("/totals/0/given"), "5");
    EXPECT_EQ(ledger.text("/totals/1/missed"), "2");
    EXPECT_EQ(ledger.text("/entries/4/kind"), "missed");
    EXPECT_EQ(ledger.text("/entries/4/gate"), "paused");
}

TEST(Ledger, ComesPageByPageWithinItsTime) {
    World world;
    for (int i = 0; i < 5; ++i) world.lead();
    world.clock.move(Duration::hours(1));
    world.put("/v1/people/marcus/availability", R"({"paused":true})");
    for (int i = 0; i < 6; ++i) world.lead();
    world.clock.move(Duration::seconds(1));
    const std::string now = format_time(world.clock.now());
    std::string all;
    std::string cursor;
    int pages = 0;
    do {
        const Answer page = world.get("/v1/pools/inside/ledger?limit=3&to=" + now +
                                      (cursor.empty() ? "" : "&cursor=" + cursor));
        ASSERT_EQ(page.status, 200) << page.response.body;
        for (const auto& entry : page.body.at("entries").as_array()) {
            all += std::string(entry.at("kind").as_string()).substr(0, 1);
        }
        EXPECT_EQ(page.text("/totals/0/given"), "9");
        cursor = page.text("/cursor");
    } while (cursor != "(null)" && ++pages < 10);
    EXPECT_EQ(all,
              "ggggg"
              "g"
              "gm"
              "g"
              "gm"
              "g"
              "gm");
    const std::string hour = format_time({world.clock.now().micros - 60'000'000});
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?from=" + hour).text("/totals/0/given"), "6");
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?to=" + hour).text("/totals/0/given"), "3");
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?to=2020-01-01T00:00:00Z").text("/entries"), "[]");
}

TEST(Ledger, RefusesWhatIsNotThere) {
    World world;
    EXPECT_EQ(world.get("/v1/pools/insde/ledger").status, 404);
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?from=yesterday").status, 400);
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?cursor=x").status, 400);
    EXPECT_EQ(world.get("/v1/pools/inside/ledger?limit=0").status, 400);
    EXPECT_EQ(world.get("/v1/pools?x=1").status, 400);
}

}  // namespace
}  // namespace baton::api
