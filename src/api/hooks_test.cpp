// Hooks over HTTP: signed posts become leads once, strangers are refused, leads that are only named
// are fetched, and what could not be taken is asked for again.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "api/api_world_for_test.hpp"
#include "base/hmac.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::HeaderList;
using testing::World;

// A source that is asked for leads: what it answers by address, and what it was asked.
class Source final : public deliver::Outbound {
  public:
    void submit(deliver::Call call, deliver::OutcomeDone done) override {
        const auto& get = std::get<deliver::HttpCall>(call);
        deliver::Outcome outcome;
        {
            const std::lock_guard lock(mutex_);
            asked_.push_back(get.url + " " + get.headers.at(0).second);
            const auto found = answers_.find(get.url.substr(0, get.url.find('?')));
            if (found == answers_.end()) {
                outcome.status = 500;
                outcome.message = "the source answered 500";
            } else {
                outcome.kind = deliver::OutcomeKind::Sent;
                outcome.status = 200;
                outcome.answer = found->second;
            }
        }
        done(std::move(outcome));
    }
    void has(std::string url, std::string answer) {
        const std::lock_guard lock(mutex_);
        answers_[std::move(url)] = std::move(answer);
    }
    [[nodiscard]] std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

  private:
    mutable std::mutex mutex_;  // guards both
    std::map<std::string, std::string> answers_;
    std::vector<std::string> asked_;
};

std::optional<std::string> environment(std::string_view name) {
    static const std::map<std::string, std::string, std::less<>> kValues{
        {"SECRET", "shhh"}, {"VERIFY", "open sesame"}, {"TOKEN", "page-token"}};
    const auto found = kValues.find(name);
    return found == kValues.end() ? std::nullopt : std::optional(found->second);
}

class Hooks : public ::testing::Test {
  protected:
    Hooks()
        : document_(std::string(testing::kDocument) + R"(
hooks:
  talk:  { type: typeform, secret: "${SECRET}", map: { employees: size } }
  ads:   { type: meta, secret: "${SECRET}", verify: "${VERIFY}", token: "${TOKEN}", url: "https://graph.test" }
  blog:  { type: json, map: { email: your.mail } }
  lost:  { type: json, secret: "${NOT_SET}" }
  poor:  { type: hubspot, secret: "${SECRET}" }
)"),
          world_({.document = document_, .outbound = &source_, .environment = environment}) {}

    Answer talk(const std::string& body, std::string_view secret = "shhh") {
        return world_.post(
            "/v1/hooks/talk", body,
            {{"Typeform-Signature", "sha256=" + to_base64(hmac_sha256(secret, body))}});
    }
    Answer ads(const std::string& body) {
        return world_.post(
            "/v1/hooks/ads", body,
            {{"X-Hub-Signature-256", "sha256=" + to_hex(hmac_sha256("shhh", body))}});
    }
    std::size_t leads() { return world_.get("/v1/leads").body.at("leads").as_array().size(); }

    const std::string document_;
    Source source_;
    World world_;
};

std::string form(std::string_view token, std::string_view email) {
    return R"({"form_response":{"token":")" + std::string(token) +
           R"(","answers":[{"type":"email","email":")" + std::string(email) +
           R"(","field":{"id":"1","ref":"r"}},{"type":"number","number":2000,"field":{"id":"2","ref":"size"}}]}})";
}

TEST_F(Hooks, ASignedPostIsALeadAndItsRepeatIsNot) {
    const Answer first = talk(form("t1", "ann@oak.test"));
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.text("/leads/0/repeat"), "false");
    const std::string id = first.text("/leads/0/lead");
    const Answer lead = world_.get("/v1/leads/" + id);
    EXPECT_EQ(lead.text("/fields/source"), "talk");
    EXPECT_EQ(lead.text("/fields/employees"), "2000");
    EXPECT_EQ(lead.text("/rule"), "Large");
    EXPECT_EQ(lead.text("/external_id"), "t1");
    // Again, and once more with other words: the source's id decides.
    for (const char* email : {"ann@oak.test", "other@oak.test"}) {
        const Answer again = talk(form("t1", email));
        EXPECT_EQ(again.text("/leads/0/lead"), id);
        EXPECT_EQ(again.text("/leads/0/repeat"), "true");
    }
    EXPECT_EQ(talk(form("t2", "ben@oak.test")).text("/leads/0/repeat"), "false");
    EXPECT_EQ(leads(), 2U);
    const Answer history = world_.get("/v1/leads/" + id + "/history");
    EXPECT_EQ(history.text("/events/0/actor"), "hook:talk");
}

TEST_F(Hooks, StrangersAreRefusedAndNothingIsKept) {
    const Answer wrong = talk(form("t1", "ann@oak.test"), "guess");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(world_.post("/v1/hooks/talk", form("t1", "ann@oak.test")).status, 401);
    EXPECT_EQ(world_.post("/v1/hooks/none", "{}").status, 404);
    EXPECT_EQ(leads(), 0U);
    EXPECT_NE(world_.get("/metrics").response.body.find("baton_hooks_refused_total 2\n"),
              std::string::npos);
}

TEST_F(Hooks, WhatCannotBeReadIsToldAndWhatIsMissingIsNamed) {
    EXPECT_EQ(talk("{").status, 400);
    EXPECT_EQ(talk(R"({"ping":true})").status, 400);
    EXPECT_EQ(talk("{\"a\":\"\xff\"}").status, 400);
    const Answer lost = world_.post("/v1/hooks/lost", "{}");
    EXPECT_EQ(lost.status, 503);
    EXPECT_NE(lost.text("/detail").find("NOT_SET"), std::string::npos);
    const Answer poor =
        world_.post("/v1/hooks/poor", R"([{"subscriptionType":"contact.creation","objectId":7}])",
                    {{"Authorization", "Bearer shhh"}});
    EXPECT_EQ(poor.status, 503);
    EXPECT_NE(poor.text("/detail").find("has no token"), std::string::npos);
    EXPECT_EQ(leads(), 0U);
}

TEST_F(Hooks, AHookWithoutASecretTakesOurTokens) {
    const Answer open = world_.post("/v1/hooks/blog", R"({"id":5,"your":{"mail":"ann@oak.test"}})");
    EXPECT_EQ(open.status, 200);
    EXPECT_EQ(world_.get("/v1/leads/" + open.text("/leads/0/lead")).text("/fields/email"),
              "ann@oak.test");
    const Answer posted =
        world_.send(http::Method::Post, "/v1/hooks/blog", "your-email=b%40oak.test",
                    {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(posted.status, 200);
    EXPECT_EQ(world_.post("/v1/hooks/blog", "{}").status, 422);
    // Without an id, the caller's own key says what a repeat is.
    const HeaderList key{{"Idempotency-Key", "k1"}};
    const Answer once = world_.post("/v1/hooks/blog", R"({"email":"c@oak.test"})", key);
    const Answer twice = world_.post("/v1/hooks/blog", R"({"email":"c@oak.test"})", key);
    EXPECT_EQ(once.text("/leads/0/lead"), twice.text("/leads/0/lead"));
    EXPECT_EQ(twice.text("/leads/0/repeat"), "true");

    const Answer made = world_.post("/v1/tokens", R"({"name":"blog","scopes":"leads:write"})");
    ASSERT_EQ(made.status, 201) << made.response.body;
    EXPECT_EQ(world_.post("/v1/hooks/blog", R"({"email":"d@oak.test"})").status, 401);
    EXPECT_EQ(world_
                  .post("/v1/hooks/blog", R"({"email":"d@oak.test"})",
                        {{"Authorization", "Bearer " + made.text("/token")}})
                  .status,
              200);
    // A signature is still enough where there is one.
    EXPECT_EQ(talk(form("t9", "ann@oak.test")).status, 200);
}

TEST_F(Hooks, LeadsThatAreNamedAreFetched) {
    source_.has("https://graph.test/11",
                R"({"id":"11","field_data":[{"name":"email","values":["ann@oak.test"]}]})");
    const std::string two = R"({"entry":[{"changes":[
        {"field":"leadgen","value":{"leadgen_id":11}},{"field":"leadgen","value":{"leadgen_id":12}}]}]})";
    const Answer half = ads(two);
    EXPECT_EQ(half.status, 503);
    EXPECT_NE(half.text("/detail").find("lead 12 cannot be fetched: the source answered 500"),
              std::string::npos);
    EXPECT_NE(half.header("retry-after"), "");
    EXPECT_EQ(leads(), 1U) << "what could be fetched is there already";
    EXPECT_EQ(source_.asked().at(0).substr(0, 22), "https://graph.test/11?");
    EXPECT_TRUE(source_.asked().at(0).ends_with(" Bearer page-token"));

    source_.has("https://graph.test/12",
                R"({"id":"12","field_data":[{"name":"email","values":["ben@oak.test"]}]})");
    const Answer whole = ads(two);
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.text("/leads/0/repeat"), "true");
    EXPECT_EQ(whole.text("/leads/1/repeat"), "false");
    EXPECT_EQ(leads(), 2U);
    EXPECT_EQ(ads(R"({"entry":[]})").text("/note"), "no change of leadgen");
}

TEST_F(Hooks, MetasHandshake) {
    const std::string ask =
        "/v1/hooks/ads?hub.mode=subscribe&hub.challenge=115820&hub.verify_token=";
    const Answer right = world_.get(ask + "open%20sesame");
    EXPECT_EQ(right.status, 200);
    EXPECT_EQ(right.response.body, "115820");
    EXPECT_EQ(right.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(world_.get(ask + "guess").status, 403);
    EXPECT_EQ(world_.get("/v1/hooks/ads").status, 403);
    EXPECT_EQ(world_.get("/v1/hooks/talk").status, 404);
    EXPECT_EQ(world_.get("/v1/hooks/none").status, 404);
}

}  // namespace
}  // namespace baton::api
