#include "access/id_token.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <vector>

#include "access/token_key.hpp"
#include "base/base64_url.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace baton::access {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxToken = 16'384;
constexpr Duration kSkew = Duration::minutes(1);  // between the issuer's clock and ours

std::optional<json::object> object_in(std::string_view text) {
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 16;
    json::value value = json::parse(text, error, {}, options);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::string text_in(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

std::unexpected<Error> malformed(std::string words) {
    return fail(IdTokenError::Malformed, std::move(words));
}

// A token in its parts: what was signed, and with what.
struct Parts {
    json::object header;
    json::object claims;
    std::string_view input;
    std::string signature;
};

Result<Parts> take_apart(std::string_view token) {
    if (token.size() > kMaxToken) return malformed("the id_token is too large");
    const auto pieces = split(token, '.');
    if (pieces.size() != 3) return malformed("the id_token has not three parts");
    const auto head = from_base64_url(pieces[0]);
    const auto body = from_base64_url(pieces[1]);
    auto signature = from_base64_url(pieces[2]);
    if (!head || !body || !signature) return malformed("the id_token is not base64url");
    auto header = object_in(*head);
    auto claims = object_in(*body);
    if (!header || !claims) return malformed("the id_token holds no JSON objects");
    return Parts{*std::move(header), *std::move(claims),
                 token.substr(0, pieces[0].size() + 1 + pieces[1].size()), *std::move(signature)};
}

Result<void> check_signature(const Parts& parts, std::string_view jwks,
                             const std::vector<std::string>& algorithms) {
    const std::string algorithm = text_in(parts.header, "alg");
    const bool is_known = std::ranges::find(kTokenAlgorithms, algorithm) != kTokenAlgorithms.end();
    const bool is_said = std::ranges::find(algorithms, algorithm) != algorithms.end();
    if (!is_known || !is_said || parts.header.contains("crit")) {
        return fail(IdTokenError::BadAlgorithm,
                    "the id_token is not signed as its issuer says: by " + join(algorithms, ", "));
    }
    const std::string key = text_in(parts.header, "kid");
    switch (who_signed({algorithm, key, parts.input, parts.signature}, jwks)) {
        case SignedBy::Issuer:
            return {};
        case SignedBy::OtherKind:
            return fail(IdTokenError::BadAlgorithm,
                        "the id_token names a key that is not for its algorithm");
        case SignedBy::Unknown:
            return fail(IdTokenError::UnknownKey,
                        "the issuer has no key such as the id_token names");
        case SignedBy::Nobody:
            break;
    }
    return fail(IdTokenError::BadSignature, "the id_token's signature is not its issuer's");
}

bool is_for(const json::object& claims, const std::string& client) {
    const json::value* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    if (audience->is_string()) return audience->get_string() == client;
    if (!audience->is_array()) return false;
    const json::array& all = audience->get_array();
    const bool is_named = std::ranges::any_of(
        all, [&](const json::value& one) { return one.is_string() && one.get_string() == client; });
    return is_named && (all.size() == 1 || text_in(claims, "azp") == client);
}

std::optional<Instant> time_in(const json::object& claims, std::string_view key) {
    const json::value* value = claims.if_contains(key);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!std::isfinite(seconds) || std::abs(seconds) > 1e11) return std::nullopt;
    return Instant::from_seconds(static_cast<std::int64_t>(seconds));
}

Result<void> check_claims(const json::object& claims, const IdExpected& expected) {
    if (text_in(claims, "iss") != expected.issuer) {
        return fail(IdTokenError::WrongIssuer, "the id_token is of another issuer");
    }
    if (!is_for(claims, expected.client)) {
        return fail(IdTokenError::WrongAudience, "the id_token is for another program");
    }
    const auto expires = time_in(claims, "exp");
    const auto issued = time_in(claims, "iat");
    if (!expires || *expires + kSkew <= expected.now || !issued || *issued > expected.now + kSkew) {
        return fail(IdTokenError::Expired, "the id_token is not of this time");
    }
    if (expected.nonce.empty() || text_in(claims, "nonce") != expected.nonce) {
        return fail(IdTokenError::WrongNonce, "the id_token is not of this sign-in");
    }
    return {};
}

// Those of ours that the issuer says it signs by; RS256, which each has to know, where it says
// nothing.
std::vector<std::string> algorithms_in(const json::object& discovery) {
    const json::value* said = discovery.if_contains("id_token_signing_alg_values_supported");
    if (said == nullptr || !said->is_array()) return {"RS256"};
    std::vector<std::string> known;
    for (const std::string_view ours : kTokenAlgorithms) {
        const auto is_ours = [&](const json::value& one) {
            return one.is_string() && one.get_string() == ours;
        };
        if (std::ranges::any_of(said->get_array(), is_ours)) known.emplace_back(ours);
    }
    return known;
}

bool is_address(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

}  // namespace

Result<Discovery> read_discovery(std::string_view text, std::string_view issuer) {
    const auto object = object_in(text);
    if (!object || text_in(*object, "issuer") != issuer) {
        return fail(IdTokenError::BadDiscovery,
                    "what the issuer says of itself is not of this issuer");
    }
    Discovery found{text_in(*object, "authorization_endpoint"), text_in(*object, "token_endpoint"),
                    text_in(*object, "jwks_uri"), algorithms_in(*object)};
    if (!is_address(found.authorization) || !is_address(found.token) || !is_address(found.jwks)) {
        return fail(IdTokenError::BadDiscovery,
                    "the issuer does not say where it authorizes, gives tokens, and has its keys");
    }
    if (found.algorithms.empty()) {
        return fail(IdTokenError::BadDiscovery,
                    "the issuer signs id_tokens by none of RS256, PS256 and ES256");
    }
    return found;
}

Result<std::string> id_token_in(std::string_view text) {
    const auto object = object_in(text);
    std::string token = object ? text_in(*object, "id_token") : std::string();
    if (token.empty()) return malformed("the issuer's answer has no id_token");
    return token;
}

Result<Identity> check_id_token(std::string_view token, std::string_view jwks,
                                const IdExpected& expected) {
    const auto parts = take_apart(token);
    if (!parts) return std::unexpected(parts.error());
    if (auto checked = check_signature(*parts, jwks, expected.algorithms); !checked) {
        return std::unexpected(checked.error());
    }
    if (auto checked = check_claims(parts->claims, expected); !checked) {
        return std::unexpected(checked.error());
    }
    const std::string subject = text_in(parts->claims, "sub");
    if (subject.empty()) return malformed("the id_token does not say who it is");
    const json::value* verified = parts->claims.if_contains("email_verified");
    const bool is_verified = verified != nullptr && verified->is_bool() && verified->get_bool();
    return Identity{expected.issuer + " " + subject,
                    is_verified ? ascii_lower(text_in(parts->claims, "email")) : std::string(),
                    text_in(parts->claims, "name")};
}

std::string pkce_challenge(std::string_view verifier) {
    return to_base64_url(bytes_of(sha256(verifier)));
}

}  // namespace baton::access
