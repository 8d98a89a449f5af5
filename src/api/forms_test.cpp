// Public forms: what browsers and scripts send, what they get, and what robots do.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::HeaderList;
using testing::World;

constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";

Answer post(World& world, const std::string& body, HeaderList headers = {},
            const std::string& form = "website") {
    headers.emplace_back("Content-Type", kUrlencoded);
    return world.send(http::Method::Post, "/f/" + form, body, std::move(headers));
}
const HeaderList kBrowser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
const HeaderList kScript{{"Accept", "application/json"}};

std::size_t leads(World& world) {
    return world.get("/v1/leads").body.at("leads").as_array().size();
}

TEST(Forms, ABrowserIsSentOnToTheListedAddress) {
    World world;
    const Answer first = post(world, "email=ann%40bigco.test&name=Ann+Lee", kBrowser);
    EXPECT_EQ(first.status, 303);
    EXPECT_EQ(first.header("location"), "https://acme.test/thanks");
    const Answer chosen =
        post(world, "email=b%40bigco.test&_redirect=https%3A%2F%2Facme.test%2Fagain", kBrowser);
    EXPECT_EQ(chosen.header("location"), "https://acme.test/again");
    EXPECT_EQ(leads(world), 2U);
}

TEST(Forms, NobodyIsSentElsewhere) {
    World world;
    const Answer answer =
        post(world, "email=ann%40bigco.test&_redirect=https%3A%2F%2Fevil.test%2F", kBrowser);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("location"), "");
    EXPECT_EQ(leads(world), 1U);
}

TEST(Forms, AnyNameWorksAndIsTheSource) {
    World world;
    const Answer answer = post(world, "email=ann%40bigco.test&source=faked", kBrowser, "webinar-7");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8");
    EXPECT_NE(answer.header("content-security-policy"), "");
    EXPECT_EQ(world.get("/v1/leads?source=webinar-7").text("/leads/0/fields/source"), "webinar-7");
}

TEST(Forms, AScriptGetsTheIdAndNothingInternal) {
    World world;
    const Answer answer = post(world, "email=ann%40bigco.test", kScript);
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body.as_object().size(), 1U);
    EXPECT_EQ(world.get("/v1/leads/" + answer.text("/lead")).status, 200);
    const Answer json = world.send(http::Method::Post, "/f/website", R"({"email":"b@bigco.test"})",
                                   {{"Content-Type", "application/json"}});
    EXPECT_EQ(json.status, 201);
    EXPECT_EQ(world.get("/v1/leads/" + json.text("/lead") + "/history").text("/events/0/actor"),
              "form:website");
}

TEST(Forms, MultipartMeansTheSame) {
    World world;
    const Answer answer = world.send(
        http::Method::Post, "/f/website",
        "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nann@bigco.test\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"company\"\r\n\r\nBigCo\r\n--x--\r\n",
        {{"Content-Type", "multipart/form-data; boundary=x"}, {"Accept", "application/json"}});
    EXPECT_EQ(answer.status, 201) << answer.response.body;
    EXPECT_EQ(world.get("/v1/leads").text("/leads/0/fields/company"), "BigCo");
}

TEST(Forms, KeepPageReferrerAndCampaign) {
    World world;
    HeaderList headers = kScript;
    headers.emplace_back("Referer", "https://acme.test/pricing?utm_source=news");
    post(world, "email=ann%40bigco.test&referrer=https%3A%2F%2Fsearch.test%2F", headers);
    const Answer lead = world.get("/v1/leads");
    EXPECT_EQ(lead.text("/leads/0/fields/page"), "https://acme.test/pricing?utm_source=news");
    EXPECT_EQ(lead.text("/leads/0/fields/utm_source"), "news");
    EXPECT_EQ(lead.text("/leads/0/fields/referrer"), "https://search.test/");
}

TEST(Forms, ARobotIsThankedAndForgotten) {
    World world;
    const Answer trapped = post(world, "email=bot%40spam.test&_gotcha=x", kBrowser);
    EXPECT_EQ(trapped.status, 303);
    EXPECT_EQ(post(world, "email=bot%40spam.test&_gotcha=x", kScript).status, 201);
    EXPECT_EQ(leads(world), 0U);
    EXPECT_NE(world.get("/metrics").response.body.find("baton_forms_trapped_total 2"),
              std::string::npos);
}

TEST(Forms, ASecondClickIsNoSecondLead) {
    World world;
    const std::string key = world.get("/f/website/key").text("/key");
    const std::string body = "email=ann%40bigco.test&_key=" + key;
    const Answer first = post(world, body, kScript);
    EXPECT_EQ(post(world, body, kScript).text("/lead"), first.text("/lead"));
    EXPECT_EQ(leads(world), 1U);
    // Gone back, corrected and sent again: not lost.
    EXPECT_EQ(post(world, body + "&phone=1", kScript).status, 201);
    EXPECT_EQ(leads(world), 2U);
    // The keys of programs are apart.
    EXPECT_EQ(world.post("/v1/leads", "{}", {{"Idempotency-Key", key}}).status, 201);
}

TEST(Forms, OtherSitesOnlyWhereTheDocumentListsThem) {
    World world;
    HeaderList evil = kScript;
    evil.emplace_back("Origin", "https://evil.test");
    EXPECT_EQ(post(world, "email=ann%40bigco.test", evil).status, 403);
    HeaderList null = kScript;
    null.emplace_back("Origin", "null");
    EXPECT_EQ(post(world, "email=ann%40bigco.test", null).status, 403);
    HeaderList listed = kScript;
    listed.emplace_back("Origin", "https://acme.test");
    const Answer answer = post(world, "email=ann%40bigco.test", listed);
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.header("access-control-allow-origin"), "https://acme.test");
    EXPECT_EQ(post(world, "email=b%40bigco.test", listed, "other").status, 403);
    HeaderList own = kScript;
    own.emplace_back("Origin", "http://" + world.host());
    EXPECT_EQ(post(world, "email=c%40bigco.test", own).status, 201);

    const Answer preflight =
        world.send(http::Method::Options, "/f/website", "",
                   {{"Origin", "https://acme.test"}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("access-control-allow-origin"), "https://acme.test");
    EXPECT_EQ(world.send(http::Method::Options, "/f/website", "", {{"Origin", "https://evil.test"}})
                  .status,
              403);
}

TEST(Forms, WhatCannotBeReadIsRefused) {
    World world;
    EXPECT_EQ(post(world, "email=%zz", kScript).status, 400);
    EXPECT_EQ(post(world, "email=%ff", kScript).status, 400);
    EXPECT_EQ(post(world, "", kScript).status, 422);
    EXPECT_EQ(post(world, "page=https%3A%2F%2Facme.test%2F", kScript).status, 422);
    const Answer shown = post(world, "", kBrowser);
    EXPECT_EQ(shown.status, 422);
    EXPECT_EQ(shown.header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(
        world.send(http::Method::Post, "/f/website", "x", {{"Content-Type", "text/plain"}}).status,
        415);
    EXPECT_EQ(world
                  .send(http::Method::Post, "/f/website", std::string(6'000'000, 'x'),
                        {{"Content-Type", "text/plain"}})
                  .status,
              413);
    EXPECT_EQ(leads(world), 0U);
}

TEST(Forms, OneAddressCannotFlood) {
    World world({.limits = {.form_burst = 3, .form_per_second = 0.1}});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(post(world, "email=p" + std::to_string(i) + "%40b.test", kScript).status, 201);
    }
    const Answer refused = post(world, "email=x%40b.test", kScript);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("retry-after"), "10");
    HeaderList elsewhere = kScript;
    elsewhere.emplace_back("X-Forwarded-For", "10.0.0.1, 203.0.113.9");
    EXPECT_EQ(post(world, "email=y%40b.test", elsewhere).status, 201);
    world.clock.move(Duration::seconds(10));
    EXPECT_EQ(post(world, "email=x%40b.test", kScript).status, 201);
}

TEST(Forms, NeedNoToken) {
    World world({.on_loopback = false});
    EXPECT_EQ(world.get("/v1/leads").status, 401);
    EXPECT_EQ(post(world, "email=ann%40bigco.test", kScript).status, 201);
}

}  // namespace
}  // namespace baton::api
