#include "http/client.hpp"

#include "http/error.hpp"
#include "http/test_server.hpp"

namespace baton::http {
namespace {

TEST(Client, SendsAllOfARequest) {
    TestHandler handler;
    handler.on_request = [](Request&& request, Reply reply) {
        reply(Response::text(201, std::string(method_name(request.method)) + " " + request.target +
                                      " " + request.body + " " +
                                      std::string(request.header("x-key").value_or("none")) + " " +
                                      std::string(request.header("content-type").value_or("none")))
                  .with("X-Answer", "yes"));
    };
    const auto server = serve(handler);
    Client client(server->addresses().front());
    const auto response = client.send({.method = Method::Put,
                                       .target = "/v1/workspace?note=x",
                                       .headers = {{"X-Key", "k"}},
                                       .body = "text"});
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, "PUT /v1/workspace?note=x text k none");
    EXPECT_EQ(response->header("x-answer"), "yes");
    EXPECT_EQ(response->header("x-other"), std::nullopt);
}

TEST(Client, UsesItsConnectionAgain) {
    TestHandler handler;
    const auto server = serve(handler);
    Client client(server->addresses().front());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(client.send({}).value().status, 200);
    EXPECT_EQ(client.send({.method = Method::Head}).value().body, "");
    EXPECT_EQ(client.send({.method = Method::Delete, .target = "/x"}).value().body, "DELETE /x ");
    EXPECT_EQ(client.send({.method = Method::Post, .body = ""}).value().body, "POST / ");
    EXPECT_EQ(server->stats().accepted, 1U);
}

TEST(Client, TakesAnErrorStatusAsAnAnswer) {
    TestHandler handler;
    handler.on_request = [](Request&&, Reply reply) { reply(problem_response(422, "no")); };
    const auto server = serve(handler);
    EXPECT_EQ(Client(server->addresses().front()).send({}).value().status, 422);
}

TEST(Client, SaysWhatWentWrong) {
    TestHandler handler;
    std::vector<Reply> held;
    handler.on_request = [&](Request&& request, Reply reply) {
        if (request.path == "/large") {
            reply(Response::text(200, std::string(1000, 'x')));
        } else if (request.path == "/cut") {
            Stream given_up = reply.start_stream(Response::text(200, "x"), StreamKind::Finite);
        } else {
            held.push_back(std::move(reply));
        }
    };
    auto server = serve(handler);
    const Address address = server->addresses().front();
    Client client(address);
    const auto code = [&](ClientRequest request) {
        const auto response = client.send(request);
        return response ? 0 : response.error().code;
    };
    EXPECT_EQ(code({.target = "/large", .response_limit = 999}),
              static_cast<int>(HttpError::BodyTooLarge));
    EXPECT_EQ(code({.target = "/cut"}), static_cast<int>(HttpError::ConnectionLost));
    EXPECT_EQ(code({.target = "/never", .time_limit = Duration{50'000}}),
              static_cast<int>(HttpError::TimedOut));
    server.reset();
    EXPECT_EQ(code({}), static_cast<int>(HttpError::CannotConnect));
}

}  // namespace
}  // namespace baton::http
