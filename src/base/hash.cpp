#include "base/hash.hpp"

#include <sodium.h>

namespace baton {

Digest sha256(std::string_view bytes) {
    const std::array pieces{bytes};
    return sha256(pieces);
}

Digest sha256(std::span<const std::string_view> pieces) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const std::string_view piece : pieces) {
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                                  piece.size());
    }
    Digest digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return digest;
}

std::uint64_t prefix64(const Digest& digest) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8U | digest[static_cast<std::size_t>(i)];
    return value;
}

}  // namespace baton
