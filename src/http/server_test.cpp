// What the server does with requests that are as they should be.
#include "http/server.hpp"

#include <memory>
#include <thread>

#include "http/held_wakes.hpp"
#include "http/router.hpp"
#include "http/test_server.hpp"

namespace baton::http {
namespace {

TEST(Server, AnswersAGet) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/v1/leads"));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /v1/leads ");
    EXPECT_EQ(response.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response.header("date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(response.header("connection"), "");
}

TEST(Server, KeepsTheConnection) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    for (int i = 0; i < 100; ++i) {
        client.send(post("/n", std::to_string(i)));
        EXPECT_EQ(client.receive().body, "POST /n " + std::to_string(i));
    }
    EXPECT_EQ(server->stats().requests, 100U);
    EXPECT_EQ(server->stats().accepted, 1U);
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    std::string all;
    for (int i = 0; i < 500; ++i) all += post("/n", std::to_string(i)) + "\r\n";
    client.send(all);
    for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(client.receive().body, "POST /n " + std::to_string(i));
    }
}

TEST(Server, TakesARequestByteByByte) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    for (const char c : post("/slow", "body")) client.send(std::string(1, c));
    EXPECT_EQ(client.receive().body, "POST /slow body");
}

TEST(Server, GivesTheHandlerTheWholeHead) {
    TestHandler handler;
    std::promise<Request> seen;
    handler.on_request = [&](Request&& request, Reply reply) {
        seen.set_value(std::move(request));
        reply(Response::empty(204));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(
        "PUT /a%20b%2Fc?x=1&y=%41 HTTP/1.1\r\nHost: h\r\nX-One:  two \r\nContent-Length: "
        "2\r\n\r\nok");
    EXPECT_EQ(client.receive().status, 204);
    const Request request = seen.get_future().get();
    EXPECT_EQ(request.method, Method::Put);
    EXPECT_EQ(request.target, "/a%20b%2Fc?x=1&y=%41");
    EXPECT_EQ(request.path, "/a b%2Fc");
    EXPECT_EQ(request.query, "x=1&y=%41");
    EXPECT_EQ(request.header("x-one"), "two");
    EXPECT_EQ(request.header("x-two"), std::nullopt);
    EXPECT_EQ(request.body, "ok");
    EXPECT_EQ(request.peer_address, "127.0.0.1");
    EXPECT_FALSE(request.over_unix_socket);
}

TEST(Server, ReadsAChunkedBodyAndPassesOverTrailers) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(
        "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;note=x\r\nhello\r\n7\r\n, there\r\n0\r\nX-Sum: 1\r\n\r\n");
    EXPECT_EQ(client.receive().body, "POST /c hello, there");
    client.send(get("/next"));
    EXPECT_EQ(client.receive().body, "GET /next ");
}

TEST(Server, AnswersHeadWithoutABody) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\n");
    const RawResponse response = client.receive(true);
    EXPECT_EQ(response.header("content-length"), "8");
    client.send(get("/next"));
    EXPECT_EQ(client.receive().body, "GET /next ");
}

TEST(Server, WritesNoLengthFor204) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply reply) { reply(Response::empty(204)); };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    EXPECT_EQ(client.receive().header("content-length"), "");
}

TEST(Server, SendsLargeBodiesWhole) {
    TestHandler handler;
    const std::string large(20'000'000, 'x');
    handler.on_request = [&](Request&&, Reply reply) { reply(Response::text(200, large)); };
    const auto server = serve(handler);
    RawClient client(*server);
    for (int i = 0; i < 2; ++i) {
        client.send(get("/"));
        EXPECT_EQ(client.receive().body.size(), large.size());
    }
}

TEST(Server, ClosesWhereTheClientAsksForIt) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.receive().header("connection"), "close");
    EXPECT_TRUE(client.at_end());
}

TEST(Server, SpeaksHttp10) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient closing(*server);
    closing.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(closing.receive().header("connection"), "close");
    EXPECT_TRUE(closing.at_end());
    RawClient keeping(*server);
    keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(keeping.receive().header("connection"), "keep-alive");
    keeping.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(keeping.receive().status, 200);
}

TEST(Server, SaysContinueBeforeABodyThatWaitsForIt) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    client.send("body");
    EXPECT_EQ(client.receive().body, "POST /e body");
}

TEST(Server, IsAnsweredFromAnotherThread) {
    TestHandler handler;
    std::vector<std::thread> threads;
    handler.on_request = [&](Request&& request, Reply reply) {
        threads.emplace_back([body = std::move(request.body), reply = std::move(reply)]() mutable {
            reply(Response::text(200, body));
        });
    };
    const auto server = serve(handler);
    RawClient client(*server);
    for (int i = 0; i < 50; ++i) {
        client.send(post("/", std::to_string(i)));
        EXPECT_EQ(client.receive().body, std::to_string(i));
    }
    for (std::thread& thread : threads) thread.join();
}

// Whatever has arrived is answered by another thread, again and again.
void answer_many(bool holds_wakes) {
    TestHandler handler;
    std::mutex mutex;  // guards `waiting`
    std::condition_variable changed;
    std::vector<std::pair<std::string, Reply>> waiting;
    constexpr std::size_t kClients = 40;
    constexpr int kRounds = 25;
    handler.on_request = [&](Request&& request, Reply reply) {
        const std::scoped_lock lock(mutex);
        waiting.emplace_back(std::move(request.body), std::move(reply));
        changed.notify_one();
    };
    const auto server = serve(handler, {}, 2);
    std::thread writer([&] {
        for (std::size_t answered = 0; answered < kClients * kRounds;) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return !waiting.empty(); });
            auto batch = std::exchange(waiting, {});
            lock.unlock();
            answered += batch.size();
            const auto held = holds_wakes ? std::make_unique<HeldWakes>() : nullptr;
            for (auto& [body, reply] : batch) reply(Response::text(201, body));
        }
    });
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<RawClient>(*server));
    }
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t i = 0; i < kClients; ++i) clients[i]->send(post("/", std::to_string(i)));
        for (std::size_t i = 0; i < kClients; ++i) {
            EXPECT_EQ(clients[i]->receive().body, std::to_string(i));
        }
    }
    writer.join();
}

TEST(Server, AnswersManyConnectionsFromOneOtherThread) { answer_many(false); }
TEST(Server, AnswersThatWakeTheLoopsTogetherAllArrive) { answer_many(true); }

TEST(Server, HeldWakesStandWithinEachOther) {
    EXPECT_EQ(HeldWakes::current(), nullptr);
    {
        const HeldWakes outer;
        {
            const HeldWakes inner;
            EXPECT_EQ(HeldWakes::current(), &inner);
        }
        EXPECT_EQ(HeldWakes::current(), &outer);
    }
    EXPECT_EQ(HeldWakes::current(), nullptr);
}

TEST(Server, AnswersADroppedReplyWith500) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply) {};
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.header("content-type"), "application/problem+json");
    client.send(get("/"));
    EXPECT_EQ(client.receive().status, 500);
}

TEST(Server, KeepsHeaderValuesOnTheirLine) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply reply) {
        reply(Response::empty(204).with("X-Name", "a\r\nX-Evil: b").with("Content-Length", "7"));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.header("x-name"), "a  X-Evil: b");
    EXPECT_EQ(response.header("x-evil"), "");
    EXPECT_EQ(response.header("content-length"), "");
}

TEST(Server, RefusesAsThePlanSaysWithoutReadingTheBody) {
    TestHandler handler;
    handler.on_plan = [](RequestHead& head) {
        BodyPlan plan;
        if (head.path == "/no") plan.refusal = problem_response(404, "there is no such path");
        return plan;
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/no"));
    EXPECT_EQ(client.receive().status, 404);
    client.send(get("/yes"));  // no body was announced, so the connection lives on
    EXPECT_EQ(client.receive().status, 200);
    client.send("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.header("connection"), "close");
    EXPECT_TRUE(client.at_end());
}

TEST(Server, FindsRoutesOnceForPlanAndHandler) {
    Router router;
    const auto lead = router.add(Method::Get, "/v1/leads/{id}");
    TestHandler handler;
    handler.on_plan = [&](RequestHead& head) {
        BodyPlan plan;
        auto result = router.match(head.method, head.path);
        if (auto* found = std::get_if<RouteFound>(&result)) {
            head.route = found->route;
            head.arguments = std::move(found->arguments);
        } else if (auto* other = std::get_if<MethodUnknown>(&result)) {
            plan.refusal =
                problem_response(405, "the path knows other methods").with("Allow", other->allow);
        } else {
            plan.refusal = problem_response(404, "there is no such path");
        }
        return plan;
    };
    handler.on_request = [&](Request&& request, Reply reply) {
        EXPECT_EQ(request.route, lead);
        reply(Response::text(200, request.arguments.at(0)));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/v1/leads/a%2Fb"));
    EXPECT_EQ(client.receive().body, "a/b");
    client.send("DELETE /v1/leads/7 HTTP/1.1\r\nHost: h\r\n\r\n");
    const RawResponse refused = client.receive();
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.header("allow"), "GET, HEAD");
    client.send(get("/v1/else"));
    EXPECT_EQ(client.receive().status, 404);
}

}  // namespace
}  // namespace baton::http
