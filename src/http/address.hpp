// Where a server listens or a client connects: "127.0.0.1:8080", "[::1]:0", "localhost:80" or
// "unix:/run/baton.sock". A value; reading it asks no resolver.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace baton::http {

struct Address {
    std::string host = {};   // a name or a numeric address without brackets; empty with a unix_path
    std::uint16_t port = 0;  // 0: any free port (to listen on)
    std::string unix_path = {};  // not empty: a Unix socket in the file system

    [[nodiscard]] bool is_unix() const { return !unix_path.empty(); }
    // A Unix socket, 127.0.0.0/8, ::1 or the name "localhost": nobody else's machine reaches it.
    [[nodiscard]] bool is_loopback() const;
    // As parse_address reads it back.
    [[nodiscard]] std::string to_string() const;

    friend bool operator==(const Address&, const Address&) = default;
};

// Errors: HttpError::BadAddress, naming what is wrong and how an address looks.
[[nodiscard]] Result<Address> parse_address(std::string_view text);

}  // namespace baton::http
