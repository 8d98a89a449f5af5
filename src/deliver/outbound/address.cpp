#include "deliver/outbound/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstddef>

namespace baton::deliver {
namespace {

struct Range {
    std::array<std::uint8_t, 16> start;
    std::size_t bits;
    std::string_view what;
};

constexpr std::array<Range, 16> kV4{{
    {{0, 0, 0, 0}, 8, "an address of this host"},
    {{10, 0, 0, 0}, 8, "a private address"},
    {{100, 64, 0, 0}, 10, "an address shared behind a carrier"},
    {{127, 0, 0, 0}, 8, "a loopback address"},
    {{169, 254, 0, 0}, 16, "a link-local address"},
    {{172, 16, 0, 0}, 12, "a private address"},
    {{192, 0, 0, 0}, 24, "a reserved address"},
    {{192, 0, 2, 0}, 24, "a documentation address"},
    {{192, 88, 99, 0}, 24, "a reserved address"},
    {{192, 168, 0, 0}, 16, "a private address"},
    {{198, 18, 0, 0}, 15, "a benchmarking address"},
    {{198, 51, 100, 0}, 24, "a documentation address"},
    {{203, 0, 113, 0}, 24, "a documentation address"},
    {{224, 0, 0, 0}, 4, "a multicast address"},
    {{240, 0, 0, 0}, 4, "a reserved address"},
    {{255, 255, 255, 255}, 32, "the broadcast address"},
}};

constexpr std::array<Range, 10> kV6{{
    {{}, 128, "an unspecified address"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "a loopback address"},
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "a private address"},
    {{0x01, 0x00}, 64, "a discarding address"},
    {{0x20, 0x01, 0x00, 0x00}, 23, "a reserved address"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "a documentation address"},
    {{0x3f, 0xff, 0x00}, 20, "a documentation address"},
    {{0xfc}, 7, "a private address"},
    {{0xfe, 0x80}, 9, "a link-local address"},
    {{0xff}, 8, "a multicast address"},
}};

bool starts_with(std::span<const std::uint8_t> address, std::span<const std::uint8_t> start,
                 std::size_t bits) {
    for (std::size_t i = 0; i < bits; ++i) {
        const unsigned difference = static_cast<unsigned>(address[i / 8] ^ start[i / 8]);
        if ((difference >> (7 - i % 8) & 1U) != 0) return false;
    }
    return true;
}

template <std::size_t N>
std::string_view find_range(std::span<const std::uint8_t> address,
                            const std::array<Range, N>& ranges) {
    for (const Range& range : ranges) {
        if (starts_with(address, range.start, range.bits)) return range.what;
    }
    return {};
}

// An IPv4 address carried inside an IPv6 one; empty where there is none.
std::span<const std::uint8_t> inner_v4(std::span<const std::uint8_t> address) {
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr std::array<std::uint8_t, 12> kTranslated{0, 0x64, 0xff, 0x9b};
    constexpr std::array<std::uint8_t, 2> k6to4{0x20, 0x02};
    if (starts_with(address, kMapped, 96) || starts_with(address, kTranslated, 96)) {
        return address.subspan(12, 4);
    }
    if (starts_with(address, k6to4, 16)) return address.subspan(2, 4);
    return {};
}

}  // namespace

std::string_view why_not_public(std::span<const std::uint8_t> address) {
    if (address.size() == 4) return find_range(address, kV4);
    if (address.size() != 16) return "not an internet address";
    if (const auto inner = inner_v4(address); !inner.empty()) return find_range(inner, kV4);
    if (const auto what = find_range(address, kV6); !what.empty()) return what;
    // Only 2000::/3 is given out to the world; the rest is reserved.
    constexpr std::array<std::uint8_t, 1> kGlobal{0x20};
    return starts_with(address, kGlobal, 3) ? std::string_view{} : "a reserved address";
}

std::string to_text(std::span<const std::uint8_t> address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
    return text.data();
}

}  // namespace baton::deliver
