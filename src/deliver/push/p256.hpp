// The curve P-256, as web push uses it: key pairs, the secret that two of them share (ECDH), and
// signatures (ES256). Keys are bytes: a secret of 32, a point of 65 that is not compressed. Pure;
// any thread; some 50 µs each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::deliver {

struct KeyPair {
    std::string secret;  // 32 bytes, big-endian
    std::string point;   // 65 bytes, the first 4
};

// The pair that follows from the seed, of any length: the same each time. As hard to guess as it.
[[nodiscard]] KeyPair derive_pair(std::string_view seed);
// Nothing unless there are 32 bytes for a number below the curve's order, and not zero.
[[nodiscard]] std::optional<KeyPair> pair_of(std::string_view secret);
[[nodiscard]] bool is_point(std::string_view bytes);
// 32 bytes; nothing where the point is none of the curve.
[[nodiscard]] std::optional<std::string> agree(const KeyPair& own, std::string_view point);
// 64 bytes, R and S, as JWS has them (RFC 7518, 3.4); another one each time.
[[nodiscard]] std::string sign_es256(const KeyPair& pair, std::string_view text);

}  // namespace baton::deliver
