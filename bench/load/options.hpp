// What baton_load is told on its command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "http/address.hpp"

namespace baton::bench {

struct LoadOptions {
    http::Address server;
    std::string path = "/v1/leads";
    std::vector<std::string> headers;  // further ones, "Name: value"
    std::string body;                  // with {{n}} where a fresh number goes
    bool with_key = true;              // a fresh Idempotency-Key a request
    unsigned connections = 64;
    double seconds = 5;          // of measuring, where `requests` is 0
    std::uint64_t requests = 0;  // measure so many instead
    double warm_up = 1;          // seconds before measuring
    int expected_status = 201;
    int server_pid = 0;  // whose CPU time is reported; 0: nobody's
};

// Ends the program with a message where the command line is wrong.
[[nodiscard]] LoadOptions read_options(int argc, char** argv);

}  // namespace baton::bench
