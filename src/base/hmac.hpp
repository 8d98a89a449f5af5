// Signatures by a shared secret: HMAC (RFC 2104), base64 (RFC 4648), and a comparison that tells
// nothing by the time it takes. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace baton {

enum class HmacHash : std::uint8_t { Sha1, Sha256 };

// The bytes (20 or 32) of the HMAC of the pieces put one after another. Any key, also an empty one.
[[nodiscard]] std::string hmac(HmacHash hash, std::string_view key,
                               std::span<const std::string_view> pieces);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);

// Standard alphabet, padded.
[[nodiscard]] std::string to_base64(std::string_view bytes);
// Nothing for what is not base64 with its padding.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

// The time depends on the lengths alone.
[[nodiscard]] bool equals_in_constant_time(std::string_view a, std::string_view b);

}  // namespace baton
