// Bodies that are streamed in, answers that are streamed out, and both at once.
#include <atomic>
#include <thread>

#include "http/error.hpp"
#include "http/test_server.hpp"

namespace baton::http {
namespace {

// Reads a body to its end, then calls `done` with all of it or the error.
struct Collector : std::enable_shared_from_this<Collector> {
    BodyReader reader;
    std::string all;
    std::move_only_function<void(Result<std::string>)> done;

    Collector(BodyReader body, std::move_only_function<void(Result<std::string>)> then)
        : reader(std::move(body)), done(std::move(then)) {}

    void next() {
        reader.read([self = shared_from_this()](BodyPiece piece) {
            if (!piece) {
                self->done(std::unexpected(piece.error()));
            } else if (!*piece) {
                self->done(std::move(self->all));
            } else {
                self->all += **piece;
                self->next();
            }
        });
    }
};

TestHandler streaming(std::size_t limit = 100'000'000) {
    TestHandler handler;
    handler.on_plan = [limit](RequestHead&) {
        BodyPlan plan;
        plan.stream = true;
        plan.limit = limit;
        return plan;
    };
    // Answers with the size of the body.
    handler.on_stream = [](Request&&, BodyReader body, Reply reply) {
        const auto collector = std::make_shared<Collector>(
            std::move(body), [reply = std::move(reply)](Result<std::string> all) mutable {
                reply(all ? Response::text(200, std::to_string(all->size()))
                          : problem_from_error(all.error()));
            });
        collector->next();
    };
    return handler;
}

TEST(ServerStream, ReadsALargeBodyPieceByPiece) {
    TestHandler handler = streaming();
    const auto server = serve(handler);
    RawClient client(*server);
    for (int i = 0; i < 2; ++i) {
        client.send(post("/", std::string(20'000'000, 'x')));
        EXPECT_EQ(client.receive().body, "20000000");
    }
    client.send(post("/", ""));
    EXPECT_EQ(client.receive().body, "0");
}

TEST(ServerStream, ReadsChunksOfAnySize) {
    TestHandler handler = streaming();
    const auto server = serve(handler);
    RawClient client(*server);
    std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20000; ++i) request += "3\r\nabc\r\n";
    client.send(request + "0\r\n\r\n" + get("/next"));
    EXPECT_EQ(client.receive().body, "60000");
    EXPECT_EQ(client.receive().body, "0");
}

TEST(ServerStream, ReadsOnlyWhatIsAskedFor) {
    TestHandler handler = streaming();
    std::promise<std::pair<BodyReader, Reply>> held;
    handler.on_stream = [&](Request&&, BodyReader body, Reply reply) {
        held.set_value({std::move(body), std::move(reply)});
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 64000000\r\n\r\n");
    const std::string piece(64000, 'x');
    const std::size_t sent = client.send_until_blocked(piece, 64'000'000);
    EXPECT_LT(sent, 40'000'000U) << "the server read what nobody asked for";

    auto [body, reply] = held.get_future().get();
    const auto collector = std::make_shared<Collector>(
        std::move(body), [kept = std::move(reply)](Result<std::string> all) mutable {
            kept(Response::text(200, std::to_string(all.value_or("").size())));
        });
    collector->next();  // from a thread that is not the connection's
    EXPECT_TRUE(client.send(std::string(64'000'000 - sent, 'x')));
    EXPECT_EQ(client.receive().body, "64000000");
}

TEST(ServerStream, SaysContinueOnlyOnceTheBodyIsAskedFor) {
    TestHandler handler = streaming();
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    client.send("body");
    EXPECT_EQ(client.receive().body, "4");
}

TEST(ServerStream, TellsTheReaderThatTheLimitIsPassed) {
    TestHandler handler = streaming(1000);
    const auto server = serve(handler);
    RawClient announced(*server);
    announced.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(announced.receive().status, 413);
    RawClient chunked(*server);
    chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                 std::string(1000, 'x') + "\r\n1\r\nx\r\n");
    EXPECT_EQ(chunked.receive().status, 413);
    EXPECT_TRUE(chunked.at_end());
}

TEST(ServerStream, TellsTheReaderThatChunksAreBroken) {
    TestHandler handler = streaming();
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
    EXPECT_EQ(client.receive().status, 400);
    EXPECT_TRUE(client.at_end());
}

TEST(ServerStream, TellsTheReaderThatTheClientIsTooSlow) {
    TestHandler handler = streaming();
    const auto server = serve(handler, {.body_time = Duration{40'000}});
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.at_end());
}

TEST(ServerStream, TellsTheReaderThatTheClientWentAway) {
    TestHandler handler = streaming();
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    client.end_sending();  // and still listens
    EXPECT_EQ(client.receive().status, 400);
}

TEST(ServerStream, ClosesWhereTheBodyWasNotReadToItsEnd) {
    TestHandler handler = streaming();
    handler.on_stream = [](Request&&, BodyReader, Reply reply) {
        reply(problem_response(422, "not this"));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    EXPECT_TRUE(client.send(post("/", std::string(6'000'000, 'x'))));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.header("connection"), "close");
}

TEST(ServerStream, RefusesTwoReadsAtOnceAndReadsAfterTheAnswer) {
    TestHandler handler = streaming();
    std::promise<int> second;
    std::promise<int> first;
    handler.on_stream = [&](Request&&, BodyReader body, Reply reply) {
        body.read([&](BodyPiece piece) { first.set_value(piece ? 0 : piece.error().code); });
        body.read([&](BodyPiece piece) { second.set_value(piece ? 0 : piece.error().code); });
        reply(Response::empty(204));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
    EXPECT_EQ(client.receive().status, 204);
    EXPECT_EQ(second.get_future().get(), static_cast<int>(HttpError::ReadUnderWay));
    EXPECT_EQ(first.get_future().get(), static_cast<int>(HttpError::ExchangeOver));
}

TEST(ServerStream, WritesAnAnswerPieceByPiece) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply reply) {
        Stream stream = reply.start_stream(Response::text(200, "one "), StreamKind::Finite);
        EXPECT_TRUE(stream.write("two "));
        EXPECT_TRUE(stream.write("three"));
        stream.close();
        EXPECT_FALSE(stream.write("four"));
        EXPECT_FALSE(stream.is_open());
    };
    const auto server = serve(handler);
    RawClient client(*server);
    for (int i = 0; i < 3; ++i) {
        client.send(get("/"));
        const RawResponse response = client.receive();
        EXPECT_EQ(response.header("transfer-encoding"), "chunked");
        EXPECT_EQ(response.body, "one two three");
        EXPECT_TRUE(response.whole);
    }
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.receive(true).status, 200);
    client.send("GET / HTTP/1.0\r\n\r\n");
    const RawResponse old = client.receive();
    EXPECT_EQ(old.header("transfer-encoding"), "");
    EXPECT_EQ(old.body, "one two three");
}

TEST(ServerStream, WritesFromAnotherThreadAsEventsHappen) {
    TestHandler handler;
    std::promise<Stream> held;
    handler.on_request = [&](Request&&, Reply reply) {
        held.set_value(reply.start_stream(Response::text(200, ""), StreamKind::Endless));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    client.receive_until("\r\n\r\n");
    Stream stream = held.get_future().get();
    for (int i = 0; i < 100; ++i) {
        const std::string event = "event " + std::to_string(i) + ";";
        EXPECT_TRUE(stream.write(event));
        EXPECT_NE(client.receive_until(event).find(event), std::string::npos);
    }
    stream.close();
    EXPECT_TRUE(client.receive_until("0\r\n\r\n").ends_with("0\r\n\r\n"));
}

TEST(ServerStream, AnAnswerThatIsGivenUpLooksCutOff) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply reply) {
        Stream stream = reply.start_stream(Response::text(200, "half"), StreamKind::Finite);
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    EXPECT_FALSE(client.receive().whole);
}

TEST(ServerStream, TellsTheWriterThatTheClientLeft) {
    TestHandler handler;
    std::promise<Stream> held;
    std::promise<void> closed;
    handler.on_request = [&](Request&&, Reply reply) {
        Stream stream = reply.start_stream(Response::text(200, "hello"), StreamKind::Endless);
        stream.on_closed([&] { closed.set_value(); });
        held.set_value(std::move(stream));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    client.receive_until("hello");
    client.close();
    EXPECT_TRUE(ready(closed.get_future()));
    Stream stream = held.get_future().get();
    EXPECT_FALSE(stream.is_open());
    EXPECT_FALSE(stream.write("too late"));
    std::promise<void> at_once;
    stream.on_closed([&] { at_once.set_value(); });
    EXPECT_TRUE(ready(at_once.get_future()));
}

TEST(ServerStream, CutsOffAClientThatDoesNotKeepUp) {
    TestHandler handler;
    std::promise<void> closed;
    std::promise<void> refused;
    const std::future<void> closed_seen = closed.get_future();
    std::thread writer;
    handler.on_request = [&](Request&&, Reply reply) {
        Stream stream = reply.start_stream(Response::text(200, ""), StreamKind::Endless);
        stream.on_closed([&] { closed.set_value(); });
        writer = std::thread([&, stream = std::move(stream)]() mutable {
            while (stream.write(std::string(10'000, 'x'))) {
            }
            refused.set_value();
            // A holder who lets go is not told any more.
            EXPECT_TRUE(ready(closed_seen));
        });
    };
    const auto server = serve(handler, {.stream_buffer = 100'000});
    RawClient client(*server, 4096);
    client.send(get("/"));
    EXPECT_TRUE(ready(refused.get_future()));
    writer.join();
    while (server->stats().open_connections != 0) std::this_thread::yield();
}

// Writes pieces as they are drained, `left` of them.
struct PatientWriter : std::enable_shared_from_this<PatientWriter> {
    Stream stream;
    int left;
    std::atomic<std::size_t> most_buffered = 0;

    PatientWriter(Stream out, int pieces) : stream(std::move(out)), left(pieces) {}

    void next() {
        stream.when_drained([self = shared_from_this()](bool open) {
            if (!open) return;
            self->most_buffered = std::max(self->most_buffered.load(), self->stream.buffered());
            if (self->left-- == 0) {
                self->stream.close();
                return;
            }
            self->stream.write(std::string(10'000, 'x'));
            self->next();
        });
    }
};

TEST(ServerStream, APatientWriterSendsAnyAmountToASlowClient) {
    TestHandler handler;
    std::promise<std::shared_ptr<PatientWriter>> made;
    handler.on_request = [&](Request&&, Reply reply) {
        auto writer = std::make_shared<PatientWriter>(
            reply.start_stream(Response::text(200, ""), StreamKind::Finite), 3000);
        writer->next();
        made.set_value(writer);
    };
    const auto server = serve(handler, {.stream_buffer = 100'000});
    RawClient client(*server, 4096);
    client.send(get("/"));
    const auto writer = made.get_future().get();
    EXPECT_EQ(client.receive().body.size(), 30'000'000U);
    EXPECT_LE(writer->most_buffered.load(), 50'000U);
}

// One line out for each line in, as they come.
struct LineEcho : std::enable_shared_from_this<LineEcho> {
    BodyReader body;
    Stream out;

    LineEcho(BodyReader in, Stream stream) : body(std::move(in)), out(std::move(stream)) {}

    void next() {
        body.read([self = shared_from_this()](BodyPiece piece) {
            if (!piece || !*piece) {
                self->out.close();
                return;
            }
            self->out.write(ascii_upper(**piece));
            self->out.when_drained([self](bool open) {
                if (open) self->next();
            });
        });
    }
};

TEST(ServerStream, AnswersWhileTheBodyIsStillComing) {
    TestHandler handler = streaming();
    handler.on_stream = [](Request&&, BodyReader body, Reply reply) {
        std::make_shared<LineEcho>(std::move(body),
                                   reply.start_stream(Response::text(200, ""), StreamKind::Finite))
            ->next();
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 50; ++i) {
        const std::string line = "line " + std::to_string(i) + "\n";
        std::string size = "0";
        size[0] = "0123456789abcdef"[line.size()];
        client.send(size + "\r\n" + line + "\r\n");
        EXPECT_NE(client.receive_until(ascii_upper(line)).find(ascii_upper(line)),
                  std::string::npos);
    }
    client.send("0\r\n\r\n");
    EXPECT_TRUE(client.receive_until("\r\n0\r\n\r\n").ends_with("0\r\n\r\n"));
    client.send(post("/", ""));
    client.receive_until("HTTP/1.1 200");
}

TEST(ServerStream, APipelinedRequestWaitsForTheEndOfTheStream) {
    TestHandler handler;
    std::promise<Stream> held;
    handler.on_request = [&](Request&& request, Reply reply) {
        if (request.path == "/stream") {
            held.set_value(reply.start_stream(Response::text(200, "a"), StreamKind::Endless));
        } else {
            reply(Response::text(200, "after"));
        }
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/stream"));
    client.receive_until("a\r\n");
    client.send(get("/next"));
    Stream stream = held.get_future().get();
    stream.write("b");
    client.receive_until("b\r\n");
    stream.close();
    EXPECT_EQ(client.receive().body, "ab");
    EXPECT_EQ(client.receive().body, "after");
}

}  // namespace
}  // namespace baton::http
