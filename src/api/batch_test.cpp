// Batches: one result a line in order, bad lines alone refused, bounded however long.
#include <gtest/gtest.h>

#include "api/api_world_for_test.hpp"
#include "http/test_server.hpp"

namespace baton::api {
namespace {

using testing::Answer;
using testing::HeaderList;
using testing::World;
namespace json = boost::json;

struct Lines {
    Answer answer;
    std::vector<json::value> lines;
};

Lines post(World& world, std::string body, const char* type, HeaderList headers = {}) {
    headers.emplace_back("Content-Type", type);
    Lines lines{
        world.send(http::Method::Post, "/v1/leads/batch", std::move(body), std::move(headers)), {}};
    if (lines.answer.status != 200) return lines;
    for (const std::string_view line : split(lines.answer.response.body, '\n')) {
        if (!line.empty()) lines.lines.push_back(json::parse(line));
    }
    return lines;
}

TEST(Batch, OneResultALineInOrder) {
    World world;
    std::string body;
    for (int i = 1; i <= 1000; ++i) {
        body += "{\"email\":\"p" + std::to_string(i) + "@small.test\"}\n";
    }
    const Lines result = post(world, body, "application/x-ndjson");
    ASSERT_EQ(result.lines.size(), 1000U);
    for (int i = 1; i <= 1000; ++i) {
        const json::value& line = result.lines[static_cast<std::size_t>(i - 1)];
        ASSERT_EQ(line.at("line").as_int64(), i);
        ASSERT_TRUE(line.as_object().contains("lead"));
    }
    EXPECT_EQ(world.get("/v1/people/sarah").text("/open"), "40");
}

TEST(Batch, ABadLineIsThatLinesErrorAlone) {
    World world;
    const Lines result =
        post(world, "{\"email\":\"a@b.test\"}\nnonsense\n\n[1]\n{\"email\":\"c@d.test\"}",
             "application/jsonl");
    ASSERT_EQ(result.lines.size(), 4U);
    EXPECT_EQ(result.lines[1].at("line").as_int64(), 2);
    EXPECT_EQ(result.lines[1].at("error").at("status").as_int64(), 400);
    EXPECT_EQ(result.lines[2].at("line").as_int64(), 4);
    EXPECT_EQ(result.lines[3].at("state").as_string(), "assigned");
}

TEST(Batch, CsvWithWhatSpreadsheetsMakeOfIt) {
    World world;
    const Lines result =
        post(world,
             "\xEF\xBB\xBF"
             "email;company\r\na@b.test;\"Big; Co\"\r\nragged\r\nc@d.test;Tiny\r\n",
             "text/csv");
    ASSERT_EQ(result.lines.size(), 3U) << result.answer.response.body;
    EXPECT_EQ(result.lines[1].at("line").as_int64(), 3);
    EXPECT_TRUE(result.lines[1].as_object().contains("error"));
    EXPECT_EQ(world.get("/v1/leads?q=big").text("/leads/0/fields/company"), "Big; Co");
}

TEST(Batch, WhatHasNoBeginningIsRefusedWhole) {
    World world;
    EXPECT_EQ(post(world, "email,email\na,b\n", "text/csv").answer.status, 400);
    EXPECT_EQ(post(world, "", "text/csv").answer.status, 400);
    EXPECT_EQ(post(world, "{}", "application/json").answer.status, 415);
    EXPECT_EQ(post(world, "", "application/x-ndjson").answer.status, 200);
}

TEST(Batch, AnOpenQuoteAtTheEndIsALastWord) {
    World world;
    const Lines result = post(world, "email,company\na@b.test,Tiny\nc@d.test,\"Big", "text/csv");
    ASSERT_EQ(result.lines.size(), 2U);
    EXPECT_TRUE(result.lines[0].as_object().contains("lead"));
    EXPECT_TRUE(result.lines[1].as_object().contains("error"));
}

TEST(Batch, ARepeatedUploadRepeatsNothing) {
    World world;
    const std::string body = "{\"email\":\"a@b.test\"}\n{\"email\":\"c@d.test\"}\n";
    const Lines first = post(world, body, "application/x-ndjson", {{"Idempotency-Key", "up-1"}});
    const Lines again = post(world, body + "{\"email\":\"e@f.test\"}\n", "application/x-ndjson",
                             {{"Idempotency-Key", "up-1"}});
    ASSERT_EQ(again.lines.size(), 3U);
    EXPECT_EQ(again.lines[0].at("lead"), first.lines[0].at("lead"));
    EXPECT_TRUE(again.lines[1].at("replayed").as_bool());
    EXPECT_FALSE(again.lines[2].as_object().contains("replayed"));
    const Lines other = post(world, "{\"email\":\"x@b.test\"}\n", "application/x-ndjson",
                             {{"Idempotency-Key", "up-1"}});
    EXPECT_EQ(other.lines[0].at("error").at("status").as_int64(), 422);
    EXPECT_EQ(
        post(world, body, "text/csv", {{"Idempotency-Key", std::string(241, 'k')}}).answer.status,
        400);
}

TEST(Batch, ResultsComeWhileTheBodyIsStillSent) {
    World world;
    http::RawClient client(world.server());
    client.send("POST /v1/leads/batch HTTP/1.1\r\nHost: " + world.host() +
                "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string line = "{\"email\":\"a@b.test\"}\n";
    client.send("15\r\n" + line + "\r\n");
    ASSERT_EQ(line.size(), 0x15U);
    EXPECT_NE(client.receive_until("\"line\":1,").find("\"line\":1,"), std::string::npos);
    client.send("15\r\n" + line + "\r\n0\r\n\r\n");
    EXPECT_NE(client.receive_until("\r\n0\r\n\r\n").find("\"line\":2,"), std::string::npos);
}

TEST(Batch, AClientThatTakesNothingIsNotReadFrom) {
    World world;
    http::RawClient client(world.server(), 4096);
    client.send("POST /v1/leads/batch HTTP/1.1\r\nHost: " + world.host() +
                "\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string rows = "email\n";
    while (rows.size() < 0x10000) rows += "p@small.test\n";
    rows.resize(0x10000 - 1);
    rows += '\n';
    const std::string chunk = "10000\r\n" + rows + "\r\n";
    constexpr std::size_t kMost = std::size_t{64} << 20U;
    std::size_t sent = 0;
    while (sent < kMost) {
        const std::size_t taken = client.send_until_blocked(chunk, chunk.size());
        sent += taken;
        if (taken < chunk.size()) break;
    }
    EXPECT_LT(sent, kMost);
}

}  // namespace
}  // namespace baton::api
