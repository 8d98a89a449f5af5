#include "api/origin.hpp"

#include "base/text.hpp"
#include "http/address.hpp"

namespace baton::api {

bool is_loopback_authority(std::string_view authority) {
    std::string_view host = authority;
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos) return false;
        const std::string_view after = host.substr(end + 1);
        if (!after.empty() && !after.starts_with(':')) return false;
        host = host.substr(1, end - 1);
    } else if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
        host = host.substr(0, colon);
    }
    return http::Address{.host = ascii_lower(host)}.is_loopback();
}

std::string_view origin_authority(std::string_view origin) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.starts_with(scheme)) return origin.substr(scheme.size());
    }
    return {};
}

From page_of(const http::RequestHead& head, std::string_view public_url) {
    // A page of a neighbouring host ("same-site") is another page too.
    const auto site = head.header("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none") return From::Elsewhere;
    const auto origin = head.header("Origin");
    if (!origin) return site && *site == "same-origin" ? From::Here : From::Unsaid;
    const std::string_view authority = origin_authority(*origin);
    if (authority.empty()) return From::Elsewhere;
    const std::string_view own = origin_authority(public_url);
    const auto host = head.header("Host");
    const bool is_ours =
        (host && equals_ignoring_ascii_case(authority, *host)) ||
        (!own.empty() && equals_ignoring_ascii_case(authority, own.substr(0, own.find('/'))));
    return is_ours ? From::Here : From::Elsewhere;
}

std::optional<std::string_view> cookie_value(const http::RequestHead& head, std::string_view name) {
    for (std::size_t i = 0; i < head.headers.size(); ++i) {
        if (!equals_ignoring_ascii_case(head.headers.name(i), "Cookie")) continue;
        for (const std::string_view piece : split(head.headers.value(i), ';')) {
            const std::string_view pair = trim(piece);
            if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
                return pair.substr(name.size() + 1);
            }
        }
    }
    return std::nullopt;
}

bool only_reads(http::Method method) {
    return method == http::Method::Get || method == http::Method::Head ||
           method == http::Method::Options;
}

}  // namespace baton::api
