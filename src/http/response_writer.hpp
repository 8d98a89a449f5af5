// The bytes of a response's head, and the text of the Date field. Pure; appends to what is there,
// so that a connection's buffer is used again and again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "http/message.hpp"

namespace baton::http {

// How the end of a body is told.
enum class Framing : std::uint8_t {
    Length,      // Content-Length
    Chunked,     // Transfer-Encoding: chunked
    UntilClose,  // HTTP/1.0 without a known length
    NoBody,      // 204, 304
};

struct HeadOptions {
    std::string_view date;  // 29 characters, as http_date() gives
    Framing framing = Framing::Length;
    std::size_t length = 0;  // for Framing::Length
    bool http_1_0 = false;   // of the request
    bool keep_alive = true;
};

void append_head(std::string& out, const Response& response, const HeadOptions& options);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(Instant instant);

}  // namespace baton::http
