// Who may call: the open door of the first minutes, tokens and their scopes, the admin socket.
#include "api/guard.hpp"

#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"
#include "api/origin.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::HeaderList;
using testing::World;

std::string make(World& world, const std::string& name, const std::string& scopes,
                 const std::string& more = "") {
    http::Client admin = world.admin();
    const Answer made = World::send_unchecked(
        admin, http::Method::Post, "/v1/tokens",
        "{\"name\":\"" + name + "\",\"scopes\":\"" + scopes + "\"" + more + "}",
        {{"Content-Type", "application/json"}});
    EXPECT_EQ(made.status, 201) << made.response.body;
    return made.text("/token");
}
HeaderList bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

TEST(Guard, OnLoopbackEverythingIsOpenBeforeTheFirstToken) {
    World world;
    EXPECT_EQ(world.get("/v1/leads").status, 200);
    make(world, "first", "leads:read");
    const Answer refused = world.get("/v1/leads");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.header("www-authenticate"), "Bearer realm=\"baton\"");
    EXPECT_EQ(world.get("/healthz").status, 200);
    EXPECT_EQ(world.get("/readyz").status, 200);
}

TEST(Guard, APageFromElsewhereCannotReachTheOpenDoor) {
    World world;
    EXPECT_EQ(world.get("/v1/leads", {{"Host", "evil.test"}}).status, 403);
    EXPECT_EQ(world.get("/v1/leads", {{"Host", "127.0.0.1.evil.test"}}).status, 403);
    EXPECT_EQ(world.get("/v1/leads", {{"Origin", "https://evil.test"}}).status, 403);
    EXPECT_EQ(world.get("/v1/leads", {{"Origin", "null"}}).status, 403);
    EXPECT_EQ(world.get("/v1/leads", {{"Origin", "http://localhost:1"}}).status, 403);
    EXPECT_EQ(world.get("/v1/leads", {{"Origin", "http://" + world.host()}}).status, 200);
    EXPECT_EQ(world.get("/v1/leads", {{"Host", "localhost:9000"}}).status, 200);
    EXPECT_EQ(world.get("/v1/leads", {{"Host", "[::1]:9000"}}).status, 200);
}

TEST(Guard, ElsewhereATokenIsNeededAlways) {
    World world({.on_loopback = false});
    EXPECT_EQ(world.get("/v1/leads").status, 401);
    EXPECT_EQ(world.get("/v1/openapi.json").status, 401);
    const std::string token = make(world, "reader", "leads:read");
    EXPECT_EQ(world.get("/v1/leads", bearer(token)).status, 200);
    EXPECT_EQ(world.get("/v1/openapi.json", bearer(token)).status, 200);
    EXPECT_EQ(world.get("/v1/leads", {{"Authorization", "bearer " + token}}).status, 200);
    EXPECT_EQ(world.get("/v1/leads", {{"Authorization", "Basic abc"}}).status, 401);
    EXPECT_EQ(world.get("/v1/leads", bearer(token + "x")).status, 401);
    EXPECT_EQ(world.get("/v1/leads", bearer("")).status, 401);
}

TEST(Guard, AScopeAllowsWhatItSays) {
    World world;
    const std::string writer = make(world, "website", "leads:write");
    HeaderList headers = bearer(writer);
    const Answer lead = world.post("/v1/leads", R"({"email":"a@b.test"})", headers);
    EXPECT_EQ(lead.status, 201);
    const Answer refused = world.get("/v1/leads", headers);
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.text("/detail").find("\"leads:read\""), std::string::npos);
    EXPECT_EQ(world.get("/v1/tokens", headers).status, 403);
    EXPECT_EQ(world.get("/metrics", headers).status, 403);
    const HeaderList all = bearer(make(world, "root", "*"));
    EXPECT_EQ(world.get("/v1/tokens", all).status, 200);
    EXPECT_EQ(
        world.get("/v1/leads/" + lead.text("/lead") + "/history", all).text("/events/0/actor"),
        "token:website");
}

TEST(Guard, RevokedAndExpiredTokensAreRefusedAtOnce) {
    World world;
    const std::string brief = make(world, "brief", "*", ",\"expires_in\":\"1h\"");
    const std::string root = make(world, "root", "*");
    EXPECT_EQ(world.get("/v1/leads", bearer(brief)).status, 200);
    EXPECT_EQ(world.send(http::Method::Delete, "/v1/tokens/brief", "", bearer(root)).status, 204);
    EXPECT_EQ(world.get("/v1/leads", bearer(brief)).status, 401);
    const std::string other = make(world, "other", "*", ",\"expires_in\":\"1h\"");
    EXPECT_EQ(world.get("/v1/leads", bearer(other)).status, 200);
    world.clock.move(Duration::hours(1));
    EXPECT_EQ(world.get("/v1/leads", bearer(other)).status, 401);
    EXPECT_EQ(world.send(http::Method::Delete, "/v1/tokens/nobody", "", bearer(root)).status, 404);
    const Answer list = world.get("/v1/tokens", bearer(root));
    EXPECT_EQ(list.text("/tokens/0/name"), "brief");
    EXPECT_NE(list.text("/tokens/0/revoked_at"), "(null)");
    EXPECT_EQ(list.response.body.find("bt_"), std::string::npos);
}

TEST(Guard, ATokenIsMadeOfKnownWords) {
    World world;
    for (const char* body :
         {"{}", R"({"name":"a b","scopes":"*"})", R"({"name":"a","scopes":""})",
          R"({"name":"a","scopes":"leads:wright"})",
          R"({"name":"a","scopes":"*","expires_in":"x"})", R"({"name":"a","scopes":["*"]})"}) {
        EXPECT_EQ(world.post("/v1/tokens", body).status, 422) << body;
    }
    EXPECT_EQ(world.post("/v1/tokens", R"({"name":"a","scopes":"*"})").status, 201);
}

TEST(Guard, TwoTokensCannotShareAName) {
    World world;
    const HeaderList root = bearer(make(world, "root", "*"));
    EXPECT_EQ(world.post("/v1/tokens", R"({"name":"root","scopes":"*"})", root).status, 409);
}

TEST(Guard, ATokenStaysInItsWorkspace) {
    World world;
    const HeaderList root = bearer(make(world, "root", "*"));
    EXPECT_EQ(world.get("/w/acme/v1/leads", root).status, 200);
    EXPECT_EQ(world.get("/w/globex/v1/leads", root).status, 403);
}

TEST(Guard, TheAdminSocketMayDoEverything) {
    World world({.on_loopback = false});
    http::Client admin = world.admin();
    EXPECT_EQ(World::send_unchecked(admin, http::Method::Get, "/v1/tokens", "", {}).status, 200);
    EXPECT_EQ(World::send_unchecked(admin, http::Method::Get, "/v1/workspace", "", {}).status, 200);
}

TEST(LoopbackAuthority, IsThisMachineAlone) {
    for (const char* good : {"127.0.0.1", "127.0.0.1:80", "127.1.2.3:80", "localhost",
                             "LOCALHOST:1", "[::1]", "[::1]:8080"}) {
        EXPECT_TRUE(is_loopback_authority(good)) << good;
    }
    for (const char* bad : {"", "example.test", "127.0.0.1.test", "localhost.test:80", "[::2]",
                            "[::1", "[::1]x", "10.0.0.1", "0.0.0.0"}) {
        EXPECT_FALSE(is_loopback_authority(bad)) << bad;
    }
    EXPECT_EQ(origin_authority("https://a.test:1"), "a.test:1");
    EXPECT_EQ(origin_authority("null"), "");
}

}  // namespace
}  // namespace baton::api
