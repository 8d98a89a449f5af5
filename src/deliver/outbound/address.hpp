// Which network addresses a message may go to: public ones, unless the configuration allows the
// others. Looked at after the name is resolved, so that a name that points inside is no way in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace baton::deliver {

// Why an address is not public: "a loopback address", "a private address" …; empty for a public
// one. 4 bytes are IPv4, 16 are IPv6 (with IPv4 inside ::ffff:0:0/96, 64:ff9b::/96 and 2002::/16
// judged as IPv4), in network order; any other length is "not an internet address". Ranges after
// the IANA special-purpose registries (RFC 6890 and its updates).
[[nodiscard]] std::string_view why_not_public(std::span<const std::uint8_t> address);

// "192.0.2.7", "2001:db8::1". Needs 4 or 16 bytes.
[[nodiscard]] std::string to_text(std::span<const std::uint8_t> address);

}  // namespace baton::deliver
