// What people do with leads, and what they are told when it cannot be done.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

std::string other(const std::string& person) { return person == "sarah" ? "marcus" : "sarah"; }

TEST(Actions, AcknowledgeContactCloseInTurn) {
    World world;
    const std::string id = world.lead();
    const std::string path = "/v1/leads/" + id;
    const std::string holder = world.get(path).text("/person");

    const Answer acknowledged = world.post(path + "/acknowledge", "{}");
    EXPECT_EQ(acknowledged.status, 200) << acknowledged.response.body;
    EXPECT_EQ(acknowledged.text("/state"), "acknowledged");
    EXPECT_EQ(acknowledged.text("/person"), holder);
    EXPECT_EQ(world.post(path + "/acknowledge", "{}").status, 200);  // again changes nothing

    EXPECT_EQ(world.post(path + "/contact", "{\"person\":\"" + holder + "\"}").text("/state"),
              "contacted");
    const Answer closed = world.post(path + "/close", R"({"won":12000})");
    EXPECT_EQ(closed.text("/state"), "won");
    EXPECT_EQ(closed.text("/person"), holder);

    const Answer over = world.post(path + "/acknowledge", "{}");
    EXPECT_EQ(over.status, 409);
    EXPECT_EQ(over.text("/type"), "urn:baton:lead-is-over");
    EXPECT_NE(over.text("/detail").find("closed"), std::string::npos);
}

TEST(Actions, NoBodyMeansTheAssignee) {
    World world;
    const std::string path = "/v1/leads/" + world.lead() + "/acknowledge";
    EXPECT_EQ(world.send(http::Method::Post, path).text("/state"), "acknowledged");
}

TEST(Actions, AnotherThanTheHolderIsRefused) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    const std::string stranger = other(world.get(path).text("/person"));
    const Answer answer = world.post(path + "/acknowledge", "{\"person\":\"" + stranger + "\"}");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.text("/type"), "urn:baton:not-the-holder");
}

TEST(Actions, AMisspeltNameIs422WithTheNearest) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    const Answer person = world.post(path + "/acknowledge", R"({"person":"sara"})");
    EXPECT_EQ(person.status, 422);
    EXPECT_EQ(person.text("/field"), "person");
    EXPECT_NE(person.text("/detail").find("\"sarah\""), std::string::npos);
    const Answer pool = world.post(path + "/reassign", R"({"to":{"pool":"insid"}})");
    EXPECT_EQ(pool.status, 422);
    EXPECT_EQ(pool.text("/field"), "to.pool");
    const Answer key = world.post(path + "/acknowledge", R"({"persn":"sarah"})");
    EXPECT_EQ(key.status, 422);
    EXPECT_EQ(key.text("/field"), "persn");
    EXPECT_NE(key.text("/detail").find("\"person\""), std::string::npos);
}

TEST(Actions, AnUnknownLeadIs404) {
    World world;
    for (const char* action : {"acknowledge", "contact"}) {
        EXPECT_EQ(
            world
                .post(std::string("/v1/leads/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77/") + action, "{}")
                .status,
            404);
    }
    EXPECT_EQ(world.post("/v1/leads/nonsense/contact", "{}").status, 404);
}

TEST(Actions, CloseWantsExactlyOneEnding) {
    World world;
    const std::string path = "/v1/leads/" + world.lead() + "/close";
    for (const char* body : {"{}", R"({"won":1,"lost":"x"})", R"({"won":"much"})", R"({"won":-1})",
                             R"({"lost":""})", R"({"lost":7})", R"({"disqualified":"  "})"}) {
        EXPECT_EQ(world.post(path, body).status, 422) << body;
    }
    EXPECT_EQ(world.post(path, R"({"lost":"too dear"})").text("/state"), "lost");
}

TEST(Actions, ReassignToAPersonAPoolAQueue) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    const std::string holder = world.get(path).text("/person");
    const std::string next = other(holder);
    const Answer moved =
        world.post(path + "/reassign", "{\"to\":{\"person\":\"" + next + "\"},\"by\":\"dana\"}");
    EXPECT_EQ(moved.status, 200) << moved.response.body;
    EXPECT_EQ(moved.text("/person"), next);
    EXPECT_EQ(moved.text("/history"), "[\"" + holder + "\",\"" + next + "\"]");
    const Answer same = world.post(path + "/reassign", "{\"to\":{\"person\":\"" + next + "\"}}");
    EXPECT_EQ(same.status, 409);
    EXPECT_EQ(same.text("/type"), "urn:baton:already-theirs");
    EXPECT_EQ(world.post(path + "/reassign", R"({"to":{"pool":"inside"}})").text("/person"),
              holder);
    EXPECT_EQ(world.post(path + "/reassign", R"({"to":{"queue":"nurture"}})").text("/state"),
              "queued");
    for (const char* body : {"{}", R"({"to":"sarah"})", R"({"to":{}})",
                             R"({"to":{"person":"sarah","pool":"inside"}})"}) {
        EXPECT_EQ(world.post(path + "/reassign", body).status, 422) << body;
    }
}

TEST(Actions, AHandThatGoesPastALimitIsToldSo) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    const std::string next = other(world.get(path).text("/person"));
    ASSERT_EQ(world.put("/v1/people/" + next + "/availability", R"({"paused":true})").status, 200);
    const Answer moved = world.post(path + "/reassign", "{\"to\":{\"person\":\"" + next + "\"}}");
    EXPECT_EQ(moved.status, 200);
    EXPECT_EQ(moved.text("/warnings/0/message"), next + " is paused");
}

TEST(Actions, WhoIsOutGetsNothing) {
    World world;
    const std::string path = "/v1/leads/" + world.lead();
    const std::string next = other(world.get(path).text("/person"));
    world.put("/v1/people/" + next + "/availability", R"({"out":{"for":"2d"}})");
    const Answer refused = world.post(path + "/reassign", "{\"to\":{\"person\":\"" + next + "\"}}");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("/type"), "urn:baton:nobody-eligible");
}

TEST(Actions, ClaimFromAQueueFirstComeFirstServed) {
    World world;
    const std::string path = "/v1/leads/" + world.lead(R"({"email":"kit@gmail.com"})") + "/claim";
    EXPECT_EQ(world.post(path, "{}").status, 422);
    const Answer stranger = world.post(path, R"({"person":"dana"})");
    EXPECT_EQ(stranger.status, 409);
    EXPECT_EQ(stranger.text("/type"), "urn:baton:not-open-to-them");
    EXPECT_EQ(world.post(path, R"({"person":"marcus"})").text("/person"), "marcus");
    const Answer late = world.post(path, R"({"person":"sarah"})");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.text("/type"), "urn:baton:not-in-a-queue");
}

TEST(Actions, NobodyHasAQueuedLead) {
    World world;
    const std::string path = "/v1/leads/" + world.lead(R"({"email":"kit@gmail.com"})");
    EXPECT_EQ(world.post(path + "/contact", "{}").text("/type"), "urn:baton:nobody-has-it");
}

TEST(Actions, ARetryWithItsKeyGetsTheFirstAnswer) {
    World world;
    const std::string path = "/v1/leads/" + world.lead() + "/close";
    const Answer first = world.post(path, R"({"won":5})", {{"Idempotency-Key", "close-1"}});
    const Answer again = world.post(path, R"({"won":5})", {{"Idempotency-Key", "close-1"}});
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(again.response.body, first.response.body);
    EXPECT_EQ(world.post(path, R"({"won":6})", {{"Idempotency-Key", "close-1"}}).status, 422);
}

}  // namespace
}  // namespace baton::api
