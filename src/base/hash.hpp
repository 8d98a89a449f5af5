// The hashes of the program: SHA-256 for what is recorded and checked, a keyed short hash for
// look-ups whose keys come from outside. Both are pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace baton {

using Digest = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4) of the pieces put one after another.
[[nodiscard]] Digest sha256(std::string_view bytes);
[[nodiscard]] Digest sha256(std::span<const std::string_view> pieces);

[[nodiscard]] inline std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
// The first 8 bytes, big-endian: enough to tell apart, not to prove.
[[nodiscard]] std::uint64_t prefix64(const Digest& digest);

}  // namespace baton
