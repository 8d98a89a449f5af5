// baton_echo: answers every POST with the same 201 and reads nothing of it. What Baton's speed over
// HTTP is compared with: the same transport and no work. Ends on SIGINT or SIGTERM.
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>

#include "http/problem.hpp"
#include "http/server.hpp"

namespace {

namespace http = baton::http;

// About as long as the answer to a posted lead.
constexpr const char* kAnswer =
    R"({"lead":"0190b6a2-7c1e-7a53-9c41-2f5f6f6f9a10","state":"assigned","person":"marcus",)"
    R"("pool":"mid-market","rule":"us-west-mid","score":72,"tier":"warm",)"
    R"("explanation":"Marcus has the next turn."})";

class Echo final : public http::Handler {
  public:
    http::BodyPlan plan(http::RequestHead&) override { return {}; }

    void handle(http::Request&& request, http::Reply reply) override {
        if (request.method == http::Method::Post) {
            reply(http::Response::json(201, kAnswer));
        } else {
            reply(http::problem_response(405, "only POST is answered here"));
        }
    }

    void handle_stream(http::Request&&, http::BodyReader, http::Reply) override {}
};

baton::Instant now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace

int main(int argc, char** argv) {
    std::string listen = "127.0.0.1:0";
    unsigned threads = 2;
    CLI::App app(
        "Answers every POST with the same 201.\nExample: baton_echo --listen 127.0.0.1:8081");
    app.add_option("--listen", listen, "HOST:PORT; port 0 takes a free one and prints it");
    app.add_option("--threads", threads)->check(CLI::Range(1U, 256U));
    CLI11_PARSE(app, argc, argv);

    const auto address = http::parse_address(listen);
    if (!address) {
        fmt::print(stderr, "baton_echo: {}\n", address.error().message);
        return 2;
    }
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    Echo echo;
    const auto server = http::Server::start(
        {.listen = {*address}, .threads = threads, .limits = {}, .clock = now}, echo);
    if (!server) {
        fmt::print(stderr, "baton_echo: {}\n", server.error().message);
        return 1;
    }
    fmt::print("{}\n", (*server)->addresses().front().to_string());
    std::fflush(stdout);
    int got = 0;
    sigwait(&signals, &got);
    (*server)->stop(baton::Duration::seconds(1));
    return 0;
}
