// Which page a request comes from, as browsers say it (Host, Origin, Sec-Fetch-Site), and whether
// that is one of ours. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace baton::api {

// "127.0.0.1:8080", "localhost", "[::1]:80": a Host whose name is this machine itself.
[[nodiscard]] bool is_loopback_authority(std::string_view authority);
// What stands between "http://" or "https://" and the end of an Origin; empty for "null" and the
// like.
[[nodiscard]] std::string_view origin_authority(std::string_view origin);

enum class From : std::uint8_t {
    Here,       // a page of this server
    Elsewhere,  // a page of another site
    Unsaid,     // no browser's page, or one that does not say
};
// `public_url`: the address by which people reach the server, where a proxy writes another Host.
[[nodiscard]] From page_of(const http::RequestHead& head, std::string_view public_url);

// The value of a cookie among those that the browser sent.
[[nodiscard]] std::optional<std::string_view> cookie_value(const http::RequestHead& head,
                                                           std::string_view name);

// Whether the method changes nothing.
[[nodiscard]] bool only_reads(http::Method method);

}  // namespace baton::api
