#include "deliver/push/vapid.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/base64_url.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"

namespace baton::deliver {
namespace {

constexpr std::string_view kPurpose = "vapid key 1";
constexpr std::string_view kScheme = "https://";
// The standard allows a day; a clock may be off.
constexpr Duration kHolds = Duration::hours(12);
constexpr std::size_t kMaxHost = 253;

}  // namespace

KeyPair vapid_key(const Digest& salt) {
    return derive_pair(hmac_sha256(baton::bytes_of(salt), kPurpose));
}

std::optional<std::string> origin_of(std::string_view endpoint) {
    if (!endpoint.starts_with(kScheme)) return std::nullopt;
    const auto is_visible = [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; };
    if (!std::ranges::all_of(endpoint, is_visible)) return std::nullopt;
    const std::string_view rest = endpoint.substr(kScheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    // Names and passwords in an address are for programs of another time.
    if (host.empty() || host.size() > kMaxHost || host.find('@') != std::string_view::npos) {
        return std::nullopt;
    }
    std::string origin(kScheme);
    for (const char c : host) origin += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (origin.ends_with(":443")) origin.resize(origin.size() - 4);
    return origin;
}

std::string vapid_authorization(const Vapid& vapid) {
    std::string claims = "{\"aud\":";
    append_json_string(claims, vapid.origin);
    claims += fmt::format(",\"exp\":{},\"sub\":", (vapid.now + kHolds).to_seconds());
    append_json_string(claims, fmt::format("mailto:{}", vapid.contact));
    claims += '}';
    const std::string token =
        to_base64_url(R"({"typ":"JWT","alg":"ES256"})") + '.' + to_base64_url(claims);
    return fmt::format("vapid t={}.{}, k={}", token, to_base64_url(sign_es256(vapid.key, token)),
                       to_base64_url(vapid.key.point));
}

}  // namespace baton::deliver
