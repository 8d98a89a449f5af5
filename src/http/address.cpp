#include "http/address.hpp"

#include <optional>

#include "base/text.hpp"
#include "http/error.hpp"

namespace baton::http {
namespace {

// The path of a Unix socket has to fit sockaddr_un with its closing zero.
constexpr std::size_t kMaxUnixPath = 107;

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(HttpError::BadAddress, "address \"" + std::string(text) +
                                           "\": " + std::string(why) +
                                           "; write HOST:PORT, [IPV6]:PORT or unix:PATH");
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    if (text.empty() || text.size() > 5) return std::nullopt;
    std::uint32_t port = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        port = port * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (port > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

bool is_host(std::string_view text, bool in_brackets) {
    if (text.empty() || text.size() > 255) return false;
    for (const char c : text) {
        const bool name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (!name && !(in_brackets && (c == ':' || c == '%'))) return false;
    }
    return true;
}

}  // namespace

bool Address::is_loopback() const {
    // A name may begin with "127." too.
    const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
    return is_unix() || (numeric && host.starts_with("127.")) || host == "::1" ||
           equals_ignoring_ascii_case(host, "localhost");
}

std::string Address::to_string() const {
    if (is_unix()) return "unix:" + unix_path;
    const bool brackets = host.find(':') != std::string::npos;
    return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_address(std::string_view text) {
    if (text.starts_with("unix:")) {
        const std::string_view path = text.substr(5);
        if (path.empty()) return bad(text, "the path is missing");
        if (path.size() > kMaxUnixPath) return bad(text, "the path is longer than 107 bytes");
        if (path.find('\0') != std::string_view::npos)
            return bad(text, "the path holds a zero byte");
        return Address{.unix_path = std::string(path)};
    }
    std::string_view host;
    std::string_view port;
    const bool brackets = text.starts_with('[');
    if (brackets) {
        const std::size_t end = text.find("]:");
        if (end == std::string_view::npos) return bad(text, "\"]:PORT\" is missing");
        host = text.substr(1, end - 1);
        port = text.substr(end + 2);
    } else {
        const std::size_t colon = text.rfind(':');
        if (colon == std::string_view::npos) return bad(text, "the port is missing");
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (!is_host(host, brackets)) return bad(text, "the host cannot be read");
    const auto number = parse_port(port);
    if (!number) return bad(text, "the port is not a number from 0 to 65535");
    return Address{.host = std::string(host), .port = *number};
}

}  // namespace baton::http
