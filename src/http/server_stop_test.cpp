// How a server begins and ends: addresses, Unix sockets, a graceful stop, replies that come too
// late.
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "http/client.hpp"
#include "http/error.hpp"
#include "http/test_server.hpp"

namespace baton::http {
namespace {

class Directory {
  public:
    Directory() {
        std::string pattern = (std::filesystem::temp_directory_path() / "baton-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

Result<std::unique_ptr<Server>> serve_on(std::vector<Address> addresses, Handler& handler) {
    return Server::start({.listen = std::move(addresses), .clock = test_clock}, handler);
}

Address unix_address(std::string path) { return {.unix_path = std::move(path)}; }

TEST(ServerStop, LetsARunningRequestFinish) {
    TestHandler handler;
    std::promise<Reply> held;
    handler.on_request = [&](Request&&, Reply reply) { held.set_value(std::move(reply)); };
    const auto server = serve(handler);
    RawClient idle(*server);
    RawClient client(*server);
    client.send(get("/"));
    Reply reply = held.get_future().get();
    auto stopped =
        std::async(std::launch::async, [&] { return server->stop(Duration::seconds(10)); });
    EXPECT_TRUE(idle.at_end());
    while (RawClient(*server).connected()) std::this_thread::yield();
    reply(Response::text(200, "still here"));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.body, "still here");
    EXPECT_EQ(response.header("connection"), "close");
    EXPECT_TRUE(client.at_end());
    EXPECT_TRUE(stopped.get());
}

// A client between two requests may have sent the next one already.
TEST(ServerStop, AnswersOneMoreRequestOfAnIdleConnection) {
    TestHandler handler;
    const auto server = serve(handler, {.parting = Duration::seconds(20)});
    RawClient used(*server);
    RawClient fresh(*server);
    used.send(get("/"));
    EXPECT_EQ(used.receive().status, 200);
    auto stopped =
        std::async(std::launch::async, [&] { return server->stop(Duration::seconds(10)); });
    while (RawClient(*server).connected()) std::this_thread::yield();
    for (RawClient* client : {&used, &fresh}) {
        client->send(get("/"));
        const RawResponse response = client->receive();
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.header("connection"), "close");
        EXPECT_TRUE(client->at_end());
    }
    EXPECT_TRUE(stopped.get());
}

TEST(ServerStop, ClosesWhatStaysIdle) {
    TestHandler handler;
    const auto server = serve(handler);
    RawClient idle(*server);
    idle.send(get("/"));
    EXPECT_EQ(idle.receive().status, 200);
    EXPECT_TRUE(server->stop(Duration::seconds(10)));
    EXPECT_TRUE(idle.at_end());
}

TEST(ServerStop, CutsOffWhatDoesNotFinish) {
    TestHandler handler;
    std::promise<Reply> held;
    handler.on_request = [&](Request&&, Reply reply) { held.set_value(std::move(reply)); };
    auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    Reply reply = held.get_future().get();
    EXPECT_FALSE(server->stop(Duration{20'000}));
    EXPECT_TRUE(client.at_end());
    server.reset();
    reply(Response::text(200, "nobody hears this"));
}

TEST(ServerStop, ALateStreamIsOver) {
    TestHandler handler;
    std::promise<Reply> held;
    handler.on_request = [&](Request&&, Reply reply) { held.set_value(std::move(reply)); };
    auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    Reply reply = held.get_future().get();
    server.reset();
    Stream stream = reply.start_stream(Response::text(200, ""), StreamKind::Finite);
    EXPECT_FALSE(stream.is_open());
    bool told = false;
    stream.on_closed([&] { told = true; });
    EXPECT_TRUE(told);
}

TEST(ServerStop, ALateReadOfABodyIsToldSo) {
    TestHandler handler;
    handler.on_plan = [](RequestHead&) {
        BodyPlan plan;
        plan.stream = true;
        return plan;
    };
    std::promise<std::pair<BodyReader, Reply>> held;
    handler.on_stream = [&](Request&&, BodyReader body, Reply reply) {
        held.set_value({std::move(body), std::move(reply)});
    };
    auto server = serve(handler);
    RawClient client(*server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    auto [body, reply] = held.get_future().get();
    server.reset();
    int code = 0;
    body.read([&](BodyPiece piece) { code = piece.error().code; });
    EXPECT_EQ(code, static_cast<int>(HttpError::ConnectionLost));
}

TEST(ServerStop, EndsEndlessStreamsProperly) {
    TestHandler handler;
    std::promise<Stream> held;
    std::promise<void> closed;
    handler.on_request = [&](Request&&, Reply reply) {
        Stream stream = reply.start_stream(Response::text(200, "first"), StreamKind::Endless);
        stream.on_closed([&] { closed.set_value(); });
        held.set_value(std::move(stream));
    };
    const auto server = serve(handler);
    RawClient client(*server);
    client.send(get("/"));
    client.receive_until("first");
    EXPECT_TRUE(server->stop(Duration::seconds(10)));
    EXPECT_TRUE(ready(closed.get_future()));
    const RawResponse response = client.receive();
    EXPECT_EQ(response.body, "first");
    EXPECT_TRUE(response.whole);
    EXPECT_TRUE(client.at_end());
}

TEST(ServerStop, WithoutConnectionsIsAtOnceAndOnce) {
    TestHandler handler;
    const auto server = serve(handler, {}, 4);
    EXPECT_TRUE(server->stop(Duration::seconds(10)));
    EXPECT_TRUE(server->stop(Duration::seconds(10)));
}

TEST(ServerStart, RefusesAPortThatIsTaken) {
    TestHandler handler;
    const auto server = serve(handler);
    const auto second = serve_on({server->addresses().front()}, handler);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, static_cast<int>(HttpError::CannotListen));
    EXPECT_NE(second.error().message.find(std::to_string(server->port())), std::string::npos);
}

TEST(ServerStart, RefusesWhatCannotBe) {
    TestHandler handler;
    EXPECT_FALSE(serve_on({}, handler).has_value());
    EXPECT_FALSE(serve_on({unix_address("/nowhere/at/all.sock")}, handler).has_value());
    EXPECT_FALSE(serve_on({{.host = "192.0.2.1"}}, handler).has_value());
}

TEST(ServerStart, ListensOnSeveralAddresses) {
    TestHandler handler;
    handler.on_request = [](Request&& request, Reply reply) {
        reply(Response::text(200, request.peer_address));
    };
    const Directory directory;
    const auto server =
        serve_on({unix_address(directory.file("a.sock")), {.host = "localhost"}}, handler);
    ASSERT_TRUE(server.has_value()) << server.error().message;
    EXPECT_EQ((*server)->port(), (*server)->addresses().at(1).port);
    Client over_unix((*server)->addresses().at(0));
    EXPECT_EQ(over_unix.send({}).value().body, "unix");
    Client over_tcp((*server)->addresses().at(1));
    const std::string peer = over_tcp.send({}).value().body;
    EXPECT_TRUE(peer == "127.0.0.1" || peer == "::1") << peer;
}

TEST(ServerStart, AUnixSocketIsForItsOwnerAlone) {
    TestHandler handler;
    const Directory directory;
    const std::string path = directory.file("admin.sock");
    {
        const auto server = serve_on({unix_address(path)}, handler);
        ASSERT_TRUE(server.has_value()) << server.error().message;
        struct stat status {};
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U);
        EXPECT_EQ((*server)->port(), 0);
        const auto second = serve_on({unix_address(path)}, handler);
        ASSERT_FALSE(second.has_value());
        EXPECT_NE(second.error().message.find("another process"), std::string::npos);
    }
    EXPECT_FALSE(std::filesystem::exists(path)) << "a stopped server takes its socket away";
}

TEST(ServerStart, ReplacesAStaleUnixSocketAndNothingElse) {
    TestHandler handler;
    const Directory directory;
    const std::string stale = directory.file("stale.sock");
    {
        const OwnedSocket left_behind(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        stale.copy(name.sun_path, sizeof name.sun_path - 1);
        ASSERT_EQ(::bind(left_behind.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name),
                  0);
    }
    EXPECT_TRUE(serve_on({unix_address(stale)}, handler).has_value());
    const std::string file = directory.file("file");
    std::ofstream(file) << "precious";
    EXPECT_FALSE(serve_on({unix_address(file)}, handler).has_value());
    EXPECT_TRUE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace baton::http
