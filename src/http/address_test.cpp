#include "http/address.hpp"

#include <gtest/gtest.h>

#include "http/error.hpp"

namespace baton::http {
namespace {

TEST(Address, ReadsAndWritesAllForms) {
    for (const char* text : {"127.0.0.1:8080", "0.0.0.0:0", "localhost:80", "[::1]:65535",
                             "baton.example.com:443", "unix:/run/baton/admin.sock"}) {
        const auto address = parse_address(text);
        ASSERT_TRUE(address.has_value()) << text;
        EXPECT_EQ(address->to_string(), text);
    }
    EXPECT_EQ(parse_address("[fe80::1%eth0]:1")->host, "fe80::1%eth0");
}

TEST(Address, KnowsWhatOthersCannotReach) {
    for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "LocalHost:1", "unix:a"}) {
        EXPECT_TRUE(parse_address(text)->is_loopback()) << text;
    }
    for (const char* text : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "127.example.com:1"}) {
        EXPECT_FALSE(parse_address(text)->is_loopback()) << text;
    }
}

TEST(Address, SaysWhatIsWrong) {
    for (const char* text : {"", "localhost", ":80", "host:", "host:65536", "host:-1", "host:1x",
                             "::1:80", "[::1]", "[]:1", "a b:1", "unix:", "host:080000"}) {
        const auto address = parse_address(text);
        ASSERT_FALSE(address.has_value()) << text;
        EXPECT_EQ(address.error().code, static_cast<int>(HttpError::BadAddress));
        EXPECT_NE(address.error().message.find("HOST:PORT"), std::string::npos);
    }
    EXPECT_FALSE(parse_address("unix:" + std::string(108, 'x')).has_value());
    EXPECT_TRUE(parse_address("unix:" + std::string(107, 'x')).has_value());
}

}  // namespace
}  // namespace baton::http
