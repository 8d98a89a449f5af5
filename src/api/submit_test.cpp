// POST /v1/leads: what comes in, what comes back, and what is refused.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::World;

TEST(PostLead, AnswersWithTheDecision) {
    World world;
    const Answer answer = world.post(
        "/v1/leads",
        R"({"email":"Ann@BigCo.test","employees":"5,000","industry":"healthcare","country":"USA"})");
    ASSERT_EQ(answer.status, 201) << answer.response.body;
    EXPECT_EQ(answer.text("/state"), "assigned");
    EXPECT_EQ(answer.text("/person"), "sarah");
    EXPECT_EQ(answer.text("/pool"), "closers");
    EXPECT_EQ(answer.text("/rule"), "Healthcare");
    EXPECT_EQ(answer.text("/target"), "1");
    EXPECT_EQ(answer.text("/score"), "30");
    EXPECT_EQ(answer.text("/tier"), "hot");
    EXPECT_EQ(answer.text("/because/0"), "a large company");
    EXPECT_NE(answer.text("/explanation").find("sarah"), std::string::npos);
    EXPECT_EQ(answer.header("location"), "/v1/leads/" + answer.text("/lead"));
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
}

TEST(PostLead, SaysSoWhenNoRuleMatched) {
    World world;
    const Answer answer = world.post("/v1/leads", R"({"email":"kit@tiny.test"})");
    EXPECT_EQ(answer.text("/rule"), "otherwise");
    EXPECT_EQ(answer.text("/pool"), "inside");
}

TEST(PostLead, TellsQueueAndRejection) {
    World world;
    const Answer queued = world.post("/v1/leads", R"({"email":"kit@gmail.com"})");
    EXPECT_EQ(queued.text("/state"), "queued");
    EXPECT_EQ(queued.text("/queue"), "nurture");
    EXPECT_EQ(queued.text("/person"), "(null)");
    const Answer rejected = world.post("/v1/leads", R"({"email":"spy@rival.test"})");
    EXPECT_EQ(rejected.text("/state"), "rejected");
    EXPECT_EQ(rejected.text("/rejected"), "competitor");
}

TEST(PostLead, NamesWhatItCouldNotRead) {
    World world;
    const Answer answer =
        world.post("/v1/leads", R"({"email":"ann@bigco.test","employees":"a few"})");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.text("/warnings/0/field"), "employees");
}

TEST(PostLead, AnotherTypeIs415WithTheAcceptedOnes) {
    World world;
    const Answer answer = world.send(http::Method::Post, "/v1/leads", "email=ann@bigco.test",
                                     {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(answer.status, 415);
    EXPECT_NE(answer.text("/detail").find("application/json"), std::string::npos);
    EXPECT_EQ(world.send(http::Method::Post, "/v1/leads", "{}").status, 415);
    EXPECT_EQ(world
                  .send(http::Method::Post, "/v1/leads", "{}",
                        {{"Content-Type", "application/json; charset=utf-16"}})
                  .status,
              415);
    EXPECT_EQ(world
                  .send(http::Method::Post, "/v1/leads", R"({"email":"a@b.test"})",
                        {{"Content-Type", "application/json; charset=UTF-8"}})
                  .status,
              201);
}

TEST(PostLead, SizeComesBeforeTypeAndTypeBeforeText) {
    World world;
    const std::string large(6'000'000, 'x');
    EXPECT_EQ(
        world.send(http::Method::Post, "/v1/leads", large, {{"Content-Type", "text/plain"}}).status,
        413);
    EXPECT_EQ(
        world.send(http::Method::Post, "/v1/leads", "\xff\xfe", {{"Content-Type", "text/plain"}})
            .status,
        415);
    EXPECT_EQ(world.post("/v1/leads", "{\"name\":\"\xff\"}").status, 400);
    EXPECT_EQ(world.post("/v1/leads", large).status, 413);
    EXPECT_EQ(world.get("/v1/leads").text("/leads"), "[]");
}

TEST(PostLead, BrokenJsonIs400AndStoresNothing) {
    World world;
    for (const char* body :
         {"", "{", "[]", "\"text\"", "null", "{\"a\":1,\"a\":2}", "{\"a\":1}x", "{'a':1}"}) {
        EXPECT_EQ(world.post("/v1/leads", body).status, 400) << body;
    }
    std::string deep = "{\"a\":";
    for (int i = 0; i < 2000; ++i) deep += '[';
    EXPECT_EQ(world.post("/v1/leads", deep).status, 400);
    EXPECT_EQ(world.get("/v1/leads").text("/leads"), "[]");
}

TEST(PostLead, TheSameKeyGetsTheFirstAnswer) {
    World world;
    const std::string body = R"({"email":"ann@bigco.test","employees":20})";
    const Answer first = world.post("/v1/leads", body, {{"Idempotency-Key", "order-1"}});
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(first.header("idempotency-replayed"), "");
    const Answer again = world.post("/v1/leads", body, {{"Idempotency-Key", "order-1"}});
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.response.body, first.response.body);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    const Answer other =
        world.post("/v1/leads", R"({"email":"b@c.test"})", {{"Idempotency-Key", "order-1"}});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.text("/field"), "Idempotency-Key");
    EXPECT_EQ(world.post("/v1/leads", body, {{"Idempotency-Key", std::string(256, 'k')}}).status,
              400);
    EXPECT_EQ(world.post("/v1/leads", body, {{"Idempotency-Key", std::string(255, 'k')}}).status,
              201);
    EXPECT_EQ(world.post("/v1/leads", body, {{"Idempotency-Key", "k\xC3\xA9y"}}).status, 400);
}

TEST(PostLead, SixteenAtOnceWithOneKeyAreOneLead) {
    World world;
    constexpr int kThreads = 16;
    std::vector<std::string> bodies(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            http::Client client = world.client();
            const Answer answer = World::send_unchecked(
                client, http::Method::Post, "/v1/leads", R"({"email":"ann@bigco.test"})",
                {{"Content-Type", "application/json"}, {"Idempotency-Key", "one"}});
            EXPECT_EQ(answer.status, 201);
            bodies[static_cast<std::size_t>(i)] = answer.response.body;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::set<std::string>(bodies.begin(), bodies.end()).size(), 1U);
    EXPECT_EQ(world.get("/v1/leads").body.at("leads").as_array().size(), 1U);
}

TEST(PostLead, WithoutADocumentIs503) {
    World world({.document = ""});
    const Answer answer = world.post("/v1/leads", "{}");
    EXPECT_EQ(answer.status, 503);
    EXPECT_FALSE(answer.header("retry-after").empty());
}

TEST(PostLead, GoesToTheWorkspaceThatThePathNames) {
    World world;
    const Answer answer = world.post("/w/acme/v1/leads", R"({"email":"ann@bigco.test"})");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.header("location"), "/w/acme/v1/leads/" + answer.text("/lead"));
    EXPECT_EQ(world.post("/w/globex/v1/leads", "{}").status, 404);
}

TEST(PostLead, KeepsTheCallersRequestId) {
    World world;
    EXPECT_EQ(world.post("/v1/leads", "{}", {{"X-Request-Id", "abc-1"}}).header("x-request-id"),
              "abc-1");
    EXPECT_NE(world.post("/v1/leads", "{}", {{"X-Request-Id", "a \"b"}}).header("x-request-id"),
              "a \"b");
}

TEST(PostLead, WhatTheTransportRefusesHasARequestIdToo) {
    World world;
    const std::string large(3'000'000, ' ');
    const Answer answer = world.post("/v1/leads", large, {{"X-Request-Id", "abc-2"}});
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.header("x-request-id"), "abc-2");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_FALSE(world.post("/v1/leads", large).header("x-request-id").empty());
}

TEST(PostLead, ASecondSubmissionIsARevisionWhereTheDocumentMerges) {
    const std::string document = std::string(testing::kDocument) + "duplicates: merge\n";
    World world({.document = document});
    const Answer first = world.post("/v1/leads", R"({"email":"ann@bigco.test","employees":20})");
    const Answer second =
        world.post("/v1/leads", R"({"email":"ann@bigco.test","message":"call me"})");
    EXPECT_EQ(second.status, 201) << second.response.body;
    EXPECT_EQ(second.text("/lead"), first.text("/lead"));
    EXPECT_EQ(second.text("/revision"), "2");
    EXPECT_EQ(second.text("/person"), first.text("/person"));
}

}  // namespace
}  // namespace baton::api
