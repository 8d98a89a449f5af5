// What the server does with too much, too slow, too many and broken.
#include <set>
#include <thread>

#include "http/test_server.hpp"

namespace baton::http {
namespace {

Duration milliseconds(std::int64_t n) { return {n * 1000}; }

// Sends a whole raw request and gives the answer, which must end the connection.
RawResponse refused(const Server& server, std::string_view request) {
    RawClient client(server);
    client.send(request);
    RawResponse response = client.receive();
    EXPECT_EQ(response.header("connection"), "close") << request;
    EXPECT_TRUE(client.at_end()) << request;
    return response;
}

TEST(ServerLimits, RefusesABrokenRequest) {
    TestHandler handler;
    const auto server = serve(handler);
    const std::vector<std::pair<std::string, int>> cases{
        {"nonsense\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},                        // no Host
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},  // two
        {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},          // escape
        {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},          // control character
        {"GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},          // not UTF-8
        {"GET /../etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},       // climbs
        {"GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},   // climbs, hidden
        {"GET host:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},       // no path
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},             // version
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},            // space before the colon
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", 400},  // control character
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 501},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\n", 417},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcdef\r\n", 400},
    };
    for (const auto& [request, status] : cases) {
        const RawResponse response = refused(*server, request);
        EXPECT_EQ(response.status, status) << request;
        EXPECT_EQ(response.header("content-type"), "application/problem+json") << request;
    }
}

TEST(ServerLimits, RefusesALargeHead) {
    TestHandler handler;
    const auto server = serve(handler, {.header = 2000});
    const std::string many(5000, 'x');
    EXPECT_EQ(refused(*server, "GET / HTTP/1.1\r\nHost: a\r\nX: " + many + "\r\n\r\n").status, 431);
    EXPECT_EQ(refused(*server, "GET /" + many + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 431);
    // The start line counts too.
    const std::string start = "GET /" + std::string(1000, 'x') + " HTTP/1.1\r\nHost: a\r\n";
    EXPECT_EQ(refused(*server, start + "X: " + std::string(995, 'x') + "\r\n\r\n").status, 431);
    std::string fields;
    for (int i = 0; i < 500; ++i) fields += "X-" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(refused(*server, "GET / HTTP/1.1\r\nHost: a\r\n" + fields).status, 431);
}

TEST(ServerLimits, RefusesALargeBodyByItsAnnouncedLength) {
    TestHandler handler;
    const auto server = serve(handler, {.body = 1000});
    RawClient exact(*server);
    exact.send(post("/", std::string(1000, 'x')));
    EXPECT_EQ(exact.receive().status, 200);
    const RawResponse response = refused(
        *server,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(response.status, 413);
    EXPECT_NE(response.body.find("1000 bytes"), std::string::npos);
}

TEST(ServerLimits, SizeComesBeforeThePlansRefusal) {
    TestHandler handler;
    handler.on_plan = [](RequestHead&) {
        BodyPlan plan;
        plan.refusal = problem_response(401, "who are you?");
        return plan;
    };
    const auto server = serve(handler);
    EXPECT_EQ(
        refused(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6000000\r\n\r\n").status,
        413);
}

TEST(ServerLimits, SixMegabytesUnderWayStillSeeTheir413) {
    TestHandler handler;
    const auto server = serve(handler, {}, 2);
    for (int i = 0; i < 10; ++i) {
        RawClient client(*server);
        EXPECT_TRUE(client.send(post("/", std::string(6'000'000, 'x'))));
        EXPECT_EQ(client.receive().status, 413);
        client.end_sending();
        EXPECT_TRUE(client.at_end());
    }
}

TEST(ServerLimits, RefusesALargeChunkedBodyWhileReadingIt) {
    TestHandler handler;
    const auto server = serve(handler, {.body = 100'000});
    RawClient client(*server);
    std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 101; ++i) request += "3e8\r\n" + std::string(1000, 'x') + "\r\n";
    client.send(request);
    EXPECT_EQ(client.receive().status, 413);
}

TEST(ServerLimits, RefusesChunkLinesWithoutEnd) {
    TestHandler handler;
    const auto server = serve(handler);
    EXPECT_EQ(
        refused(*server, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=" +
                             std::string(30000, 'y'))
            .status,
        400);
}

TEST(ServerLimits, TheHandlerAddsItsFieldsToWhatTheTransportAnswers) {
    TestHandler handler;
    handler.on_refusal = [](const RequestHead& head, Response& answer) {
        answer.headers.emplace_back("X-Id", std::to_string(head.id));
        answer.headers.emplace_back("X-Given", head.header("X-Mine").value_or("none"));
    };
    const auto server = serve(handler, {.body = 1000, .header = 2000});
    std::set<std::string> ids;
    const auto ask = [&](RawClient& client, const std::string& request) {
        client.send(request);
        const RawResponse answer = client.receive();
        ids.insert(answer.header("X-Id"));
        return std::to_string(answer.status) + " " + answer.header("X-Given");
    };
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nX-Mine: 7\r\n";
    RawClient by_length(*server);
    by_length.send(post("/", "whole"));  // what came before leaves no trace
    EXPECT_EQ(by_length.receive().header("X-Id"), "");
    EXPECT_EQ(ask(by_length, head + "Content-Length: 1001\r\n\r\n"), "413 7");
    RawClient by_chunk(*server);
    EXPECT_EQ(
        ask(by_chunk, head + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x')),
        "413 7");
    RawClient broken(*server);
    EXPECT_EQ(ask(broken, "nonsense\r\n\r\n"), "400 none");
    RawClient large(*server);
    EXPECT_EQ(ask(large, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5000, 'x')), "431 none");
    EXPECT_EQ(ids.size(), 4U) << "each has its own";
    EXPECT_FALSE(ids.contains("0"));
}

TEST(ServerLimits, TakesSoManyConnectionsAndNoMore) {
    TestHandler handler;
    const auto server = serve(handler, {.connections = 2}, 2);
    RawClient first(*server);
    RawClient second(*server);
    first.send(get("/"));
    second.send(get("/"));
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_EQ(second.receive().status, 200);
    RawClient third(*server);
    const RawResponse response = third.receive();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.header("retry-after"), "1");
    EXPECT_EQ(server->stats().refused, 1U);
    // Once one has gone there is room again.
    first.close();
    while (server->stats().open_connections == 2) std::this_thread::yield();
    RawClient fourth(*server);
    fourth.send(get("/"));
    EXPECT_EQ(fourth.receive().status, 200);
}

TEST(ServerLimits, ClosesAnIdleConnection) {
    TestHandler handler;
    const auto server = serve(handler, {.idle = milliseconds(40)});
    RawClient silent(*server);
    EXPECT_TRUE(silent.at_end());
    RawClient client(*server);
    client.send(get("/"));
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_TRUE(client.at_end());
}

TEST(ServerLimits, GivesAHeadItsTimeAndNoMore) {
    TestHandler handler;
    const auto server = serve(handler, {.header_time = milliseconds(40)});
    EXPECT_EQ(refused(*server, "GET / HTTP/1.1\r\nHost: ").status, 408);
}

TEST(ServerLimits, GivesABodyItsTimeAndNoMore) {
    TestHandler handler;
    const auto server = serve(handler, {.body_time = milliseconds(40)});
    EXPECT_EQ(
        refused(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123").status,
        408);
}

TEST(ServerLimits, LeavesAClientThatDoesNotTakeItsAnswer) {
    TestHandler handler;
    const std::string large(50'000'000, 'x');
    handler.on_request = [&](Request&&, Reply reply) { reply(Response::text(200, large)); };
    const auto server = serve(handler, {.write_time = milliseconds(40)});
    RawClient client(*server, 4096);
    client.send(get("/"));
    client.receive_until("HTTP/1.1 200");
    while (server->stats().open_connections != 0) std::this_thread::yield();
    EXPECT_LT(client.receive_to_end().size(), large.size());
}

TEST(ServerLimits, EndsALingeringConnection) {
    TestHandler handler;
    const auto server = serve(handler, {.body = 10, .linger = milliseconds(40)});
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
    EXPECT_EQ(client.receive().status, 413);
    while (server->stats().open_connections != 0) std::this_thread::yield();
}

TEST(ServerLimits, ReadsAwayOnlySoMuch) {
    TestHandler handler;
    const auto server =
        serve(handler, {.body = 10, .linger_bytes = 100'000, .linger = Duration::seconds(60)});
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n");
    EXPECT_EQ(client.receive().status, 413);
    const std::string piece(65536, 'x');
    while (client.send(piece)) {
    }
    while (server->stats().open_connections != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace baton::http
