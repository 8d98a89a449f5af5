#include "access/secret.hpp"

#include <sodium.h>

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
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kVariant);
    text.pop_back();  // what ends a C string
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace baton::access
