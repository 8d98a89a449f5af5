#include "deliver/outbound/address.hpp"

#include <arpa/inet.h>

#include <array>

#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

std::string_view judge(const char* text) {
    static std::array<std::uint8_t, 16> bytes;
    const bool v6 = std::string_view(text).find(':') != std::string_view::npos;
    if (inet_pton(v6 ? AF_INET6 : AF_INET, text, bytes.data()) != 1) return "not read";
    return why_not_public(std::span(bytes).first(v6 ? 16 : 4));
}

TEST(Address, PublicOnesPass) {
    for (const char* text :
         {"8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1",
          "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
        EXPECT_EQ(judge(text), "") << text;
    }
}

TEST(Address, TellsWhyTheOthersDoNot) {
    EXPECT_EQ(judge("127.0.0.1"), "a loopback address");
    EXPECT_EQ(judge("127.255.255.254"), "a loopback address");
    EXPECT_EQ(judge("10.1.2.3"), "a private address");
    EXPECT_EQ(judge("172.16.0.1"), "a private address");
    EXPECT_EQ(judge("172.31.255.255"), "a private address");
    EXPECT_EQ(judge("192.168.1.1"), "a private address");
    EXPECT_EQ(judge("169.254.169.254"), "a link-local address");
    EXPECT_EQ(judge("0.0.0.0"), "an address of this host");
    EXPECT_EQ(judge("255.255.255.255"), "a reserved address");
    EXPECT_EQ(judge("::1"), "a loopback address");
    EXPECT_EQ(judge("::"), "an unspecified address");
    EXPECT_EQ(judge("fd00::1"), "a private address");
    EXPECT_EQ(judge("fe80::1"), "a link-local address");
    EXPECT_EQ(judge("ff02::1"), "a multicast address");
    EXPECT_EQ(judge("4000::1"), "a reserved address");
}

TEST(Address, LooksIntoIpv4InsideIpv6) {
    EXPECT_EQ(judge("::ffff:127.0.0.1"), "a loopback address");
    EXPECT_EQ(judge("64:ff9b::a00:1"), "a private address");
    EXPECT_EQ(judge("2002:7f00:1::1"), "a loopback address");
    EXPECT_EQ(judge("::127.0.0.1"), "a reserved address");  // the old compatible form
}

TEST(Address, AnotherLengthIsNone) {
    const std::array<std::uint8_t, 5> bytes{};
    EXPECT_EQ(why_not_public(bytes), "not an internet address");
}

TEST(Address, IsWrittenAsPeopleWriteIt) {
    const std::array<std::uint8_t, 4> v4{192, 0, 2, 7};
    EXPECT_EQ(to_text(v4), "192.0.2.7");
    std::array<std::uint8_t, 16> v6{0x20, 0x01, 0x0d, 0xb8};
    v6[15] = 1;
    EXPECT_EQ(to_text(v6), "2001:db8::1");
}

}  // namespace
}  // namespace baton::deliver
