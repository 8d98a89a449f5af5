// What a single sign-on says of somebody: an OpenID Connect id_token, believed only when its
// signature is of a key of the issuer, by an algorithm that the issuer says it uses and that is for
// such a key, and it is meant for us, now, and for this sign-in (OpenID Connect Core 1.0, 3.1.3.7).
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace baton::access {

enum class IdTokenError : int {
    Malformed = 1,
    BadAlgorithm = 2,
    UnknownKey = 3,  // the issuer may have changed its keys: read them anew
    BadSignature = 4,
    WrongIssuer = 5,
    WrongAudience = 6,
    Expired = 7,
    WrongNonce = 8,
    BadDiscovery = 9,
};

// Where an issuer is called, as it says itself.
struct Discovery {
    std::string authorization;
    std::string token;
    std::string jwks;
    std::vector<std::string> algorithms;  // of kTokenAlgorithms those that it signs by; not empty
};
// BadDiscovery: no JSON, of another issuer, an address that is missing or not http(s), no algorithm
// that we know.
[[nodiscard]] Result<Discovery> read_discovery(std::string_view json, std::string_view issuer);

// The id_token of the token endpoint's answer. Malformed.
[[nodiscard]] Result<std::string> id_token_in(std::string_view json);

struct IdExpected {
    std::string issuer;
    std::string client;
    std::string nonce;
    Instant now{};
    std::vector<std::string> algorithms{"RS256"};  // that the issuer says it signs by
};
struct Identity {
    std::string subject;  // the issuer and who it is there, with a space between
    std::string email;    // lower case; empty where it is not said to be verified
    std::string name;
};
// `jwks`: the issuer's keys, as JSON.
[[nodiscard]] Result<Identity> check_id_token(std::string_view token, std::string_view jwks,
                                              const IdExpected& expected);

// What is sent at first for a PKCE verifier (RFC 7636, S256).
[[nodiscard]] std::string pkce_challenge(std::string_view verifier);

}  // namespace baton::access
