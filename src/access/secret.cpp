#include "access/secret.hpp"

#include <array>
#include <cstdint>

namespace baton::access {

std::string make_secret(Random& random, std::string_view prefix) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return std::string(prefix) +
           base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Digest secret_hash(std::string_view secret) { return sha256(secret); }

std::string base64url(std::string_view bytes) {
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held = held << 8U | static_cast<std::uint8_t>(byte);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += kDigits[held >> bits & 63U];
        }
        held &= (1U << bits) - 1;
    }
    if (bits > 0) text += kDigits[held << (6 - bits) & 63U];
    return text;
}

}  // namespace baton::access
