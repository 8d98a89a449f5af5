#include "load/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace baton::bench {
namespace {

constexpr const char* kSampleBody =
    R"({"email":"lead-{{n}}@example-{{n}}.com","first_name":"Dana","last_name":"Whitfield",)"
    R"("company":"Whitfield Optics","phone":"+1 415 555 0132","country":"US","state":"CA",)"
    R"("employees":420,"source":"website","message":"We compare tools this month; call me.",)"
    R"("page":"https://www.example.com/pricing?utm_source=search&utm_campaign=spring"})";

}  // namespace

LoadOptions read_options(int argc, char** argv) {
    LoadOptions options;
    std::string server = "127.0.0.1:8080";
    std::string body_file;
    bool no_key = false;
    CLI::App app(
        "Posts leads over keep-alive connections and reports the rate as JSON.\n"
        "Example: baton_load --connect 127.0.0.1:8080 --connections 64 --seconds 5");
    app.add_option("--connect", server, "HOST:PORT or unix:PATH");
    app.add_option("--path", options.path, "Where to post");
    app.add_option("--header", options.headers, "A further header, as 'Name: value'");
    app.add_option("--body-file", body_file, "The body; {{n}} becomes a fresh number of 16 digits");
    app.add_flag("--no-key", no_key, "Without an Idempotency-Key");
    app.add_option("--connections", options.connections)->check(CLI::Range(1U, 20000U));
    app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
    app.add_option("--requests", options.requests, "Measure so many instead of a time");
    app.add_option("--warm-up", options.warm_up, "Seconds before measuring")
        ->check(CLI::Range(0.0, 600.0));
    app.add_option("--expect", options.expected_status, "The status that is no error");
    app.add_option("--server-pid", options.server_pid, "Report the CPU time of this process too");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    options.with_key = !no_key;
    auto address = http::parse_address(server);
    if (!address) {
        std::fprintf(stderr, "baton_load: %s\n", address.error().message.c_str());
        std::exit(2);
    }
    options.server = *std::move(address);
    options.body = kSampleBody;
    if (!body_file.empty()) {
        std::ifstream file(body_file, std::ios::binary);
        if (!file) {
            std::fprintf(stderr, "baton_load: cannot read %s\n", body_file.c_str());
            std::exit(2);
        }
        options.body.assign(std::istreambuf_iterator<char>(file), {});
    }
    return options;
}

}  // namespace baton::bench
