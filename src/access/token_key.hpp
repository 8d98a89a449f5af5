// The keys of an issuer (RFC 7517) and what they have signed (RFC 7518): RS256, PS256 and ES256.
// Algorithms without a public key, `none` and those with a shared secret, are never among them.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::access {

inline constexpr std::array<std::string_view, 3> kTokenAlgorithms{"RS256", "PS256", "ES256"};

// What a token says of its signature, and the signature. All borrowed.
struct Signed {
    std::string_view algorithm;  // one of the above
    std::string_view key;        // its id; empty: the token names none
    std::string_view input;      // what was signed
    std::string_view signature;  // for ES256 two numbers of 32 bytes each
};

enum class SignedBy : std::uint8_t {
    Issuer = 1,
    Nobody = 2,     // the key is there, and has not signed this
    Unknown = 3,    // the set has no such key
    OtherKind = 4,  // the key of this id is not for this algorithm
};
// Keys count that are for signatures, of the id where one is named, and of the algorithm's kind:
// RSA ones of at least 2,048 bits, or on P-256. A key that names its algorithm is for no other.
// What is no set of keys has none.
[[nodiscard]] SignedBy who_signed(const Signed& what, std::string_view jwks);

}  // namespace baton::access
