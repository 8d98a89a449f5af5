// The document over HTTP: fetched, checked, published, taken back.
#include <gtest/gtest.h>

#include <algorithm>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

Answer publish(World& world, const std::string& text, const std::string& etag,
               const std::string& query = "") {
    testing::HeaderList headers{{"Content-Type", "text/yaml"}};
    if (!etag.empty()) headers.emplace_back("If-Match", etag);
    return world.send(http::Method::Put, "/v1/workspace" + query, text, std::move(headers));
}

std::string with(std::string_view what, std::string_view by) {
    std::string text(testing::kDocument);
    text.replace(text.find(what), what.size(), by);
    return text;
}

TEST(Workspace, ComesBackByteForByte) {
    World world;
    const Answer answer = world.get("/v1/workspace");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.response.body, testing::kDocument);
    EXPECT_EQ(answer.header("content-type"), "text/yaml; charset=utf-8");
    EXPECT_TRUE(answer.header("etag").starts_with("\"v1-"));
    EXPECT_EQ(world.get("/v1/workspace", {{"If-None-Match", answer.header("etag")}}).status, 304);
}

TEST(Workspace, IsNotThereBeforeTheFirst) {
    World world({.document = ""});
    EXPECT_EQ(world.get("/v1/workspace").status, 404);
    EXPECT_EQ(world.get("/v1/leads").status, 503);
    EXPECT_EQ(world.get("/v1/people").status, 503);
    EXPECT_EQ(publish(world, std::string(testing::kDocument), "\"v1-0\"").status, 412);
    const Answer first = publish(world, std::string(testing::kDocument), "");
    EXPECT_EQ(first.status, 200) << first.response.body;
    EXPECT_EQ(first.text("/version"), "1");
    EXPECT_EQ(world.get("/v1/workspace").header("etag"), first.header("etag"));
}

TEST(Workspace, PublishingNeedsTheLiveETag) {
    World world;
    const std::string changed = with("Sarah Lee", "Sarah Li");
    const std::string etag = world.get("/v1/workspace").header("etag");
    EXPECT_EQ(publish(world, changed, "").status, 428);
    EXPECT_EQ(publish(world, changed, "\"v9-00\"").status, 412);
    const Answer second = publish(world, changed, etag, "?note=A+new+name");
    EXPECT_EQ(second.status, 200) << second.response.body;
    EXPECT_EQ(second.text("/version"), "2");
    EXPECT_EQ(second.text("/note"), "A new name");
    EXPECT_EQ(publish(world, changed, etag).status, 412);
    EXPECT_EQ(world.get("/v1/people/sarah").text("/name"), "Sarah Li");
}

TEST(Workspace, EveryErrorAtItsPlaceAndNothingChanges) {
    World world;
    const std::string etag = world.get("/v1/workspace").header("etag");
    std::string broken = with("manager: dana, backup: marcus", "manager: dan, backup: marcos");
    const Answer answer = publish(world, broken, etag);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body.at("errors").as_array().size(), 2U) << answer.response.body;
    EXPECT_EQ(answer.text("/errors/0/line"), "5");
    EXPECT_EQ(world.get("/v1/workspace").header("etag"), etag);
    EXPECT_EQ(publish(world, "people: [", etag).status, 422);
    EXPECT_EQ(publish(world, "", etag).status, 400);
    EXPECT_EQ(publish(world, "workspace: \xff", etag).status, 400);
    EXPECT_EQ(publish(world, with("Sarah Lee", "S"), etag, "?confirm=perhaps").status, 400);
    EXPECT_EQ(world
                  .send(http::Method::Put, "/v1/workspace", "{}",
                        {{"Content-Type", "application/json"}, {"If-Match", etag}})
                  .status,
              415);
    EXPECT_EQ(world
                  .send(http::Method::Put, "/v1/workspace", std::string(5'000'000, ' '),
                        {{"Content-Type", "text/yaml"}, {"If-Match", etag}})
                  .status,
              413);
}

TEST(Workspace, FilesAreNotReadOverHttp) {
    World world;
    const std::string etag = world.get("/v1/workspace").header("etag");
    std::string text(testing::kDocument);
    const std::size_t from = text.find("accounts:");
    text.replace(from, text.find("score:") - from, "accounts: { file: /etc/passwd }\n");
    const Answer answer = publish(world, text, etag);
    EXPECT_EQ(answer.status, 422);
    ASSERT_EQ(answer.body.at("errors").as_array().size(), 1U);
    const std::ptrdiff_t line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(from), '\n') + 1;
    EXPECT_EQ(answer.text("/errors/0/line"), std::to_string(line));
    EXPECT_EQ(answer.text("/errors/0/column"), "19");
    EXPECT_EQ(
        answer.text("/errors/0/detail"),
        "a document that comes over HTTP cannot name files [list the accounts in the document "
        "itself, or serve it from its file: baton serve --workspace FILE]");
}

TEST(Workspace, DroppingSomebodyWithOpenLeadsWantsConfirmation) {
    World world;
    const std::string id = world.lead(R"({"email":"joe@globex.test"})");  // to marcus
    std::string text = with(", backup: marcus,", ",");
    text.replace(text.find("  marcus: {"), text.find("pools:") - text.find("  marcus: {"), "");
    text.replace(text.find("[sarah, marcus]"), 15, "[sarah]");
    text.replace(text.find("owner: marcus"), 13, "owner: sarah");
    const std::string etag = world.get("/v1/workspace").header("etag");
    const Answer refused = publish(world, text, etag);
    EXPECT_EQ(refused.status, 409) << refused.response.body;
    EXPECT_EQ(refused.text("/type"), "urn:baton:needs-confirmation");
    EXPECT_NE(refused.text("/detail").find(id), std::string::npos);
    EXPECT_EQ(publish(world, text, etag, "?confirm=true").status, 200);
    EXPECT_EQ(world.get("/v1/people/marcus").status, 404);
}

TEST(Workspace, ADraftIsCheckedAndChangesNothing) {
    World world;
    const auto check = [&](const std::string& text) {
        return world.send(http::Method::Post, "/v1/workspace/check", text,
                          {{"Content-Type", "application/yaml"}});
    };
    EXPECT_EQ(check(std::string(testing::kDocument)).text("/ok"), "true");
    const Answer bad = check(with("has(lead.account)", "has(lead.acount)"));
    EXPECT_EQ(bad.status, 200);
    EXPECT_EQ(bad.text("/ok"), "false");
    EXPECT_EQ(bad.text("/findings/0/severity"), "error");
    EXPECT_EQ(world.get("/v1/workspace/versions").body.at("versions").as_array().size(), 1U);
}

TEST(Workspace, VersionsAreListedFetchedAndTakenBackTo) {
    World world;
    const std::string first = world.get("/v1/workspace").header("etag");
    ASSERT_EQ(publish(world, with("Sarah Lee", "Sarah Li"), first).status, 200);
    const Answer page = world.get("/v1/workspace/versions?limit=1");
    EXPECT_EQ(page.text("/versions/0/version"), "2");
    EXPECT_EQ(page.text("/cursor"), "2");
    EXPECT_EQ(world.get("/v1/workspace/versions?cursor=2").text("/versions/0/version"), "1");
    EXPECT_EQ(world.get("/v1/workspace/versions/1").response.body, testing::kDocument);
    EXPECT_EQ(world.get("/v1/workspace/versions/7").status, 404);
    EXPECT_EQ(world.get("/v1/workspace/versions/one").status, 404);

    EXPECT_EQ(world.post("/v1/workspace/rollback", R"({"version":2})").status, 409);
    EXPECT_EQ(world.post("/v1/workspace/rollback", R"({"version":9})").status, 404);
    EXPECT_EQ(world.post("/v1/workspace/rollback", "{}").status, 422);
    EXPECT_EQ(
        world.post("/v1/workspace/rollback", R"({"version":1})", {{"If-Match", first}}).status,
        412);
    const Answer back = world.post("/v1/workspace/rollback", R"({"version":1})");
    EXPECT_EQ(back.status, 200) << back.response.body;
    EXPECT_EQ(back.text("/version"), "3");
    EXPECT_EQ(back.text("/note"), "Back to version 1");
    EXPECT_EQ(world.get("/v1/workspace").response.body, testing::kDocument);
    EXPECT_EQ(world.get("/v1/people/sarah").text("/name"), "Sarah Lee");
}

}  // namespace
}  // namespace baton::api
