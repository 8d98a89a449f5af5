#include "access/secret.hpp"

#include <array>
#include <cstdint>

#include "base/base64_url.hpp"

namespace baton::access {

std::string make_secret(Random& random, std::string_view prefix) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return std::string(prefix) +
           to_base64_url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Digest secret_hash(std::string_view secret) { return sha256(secret); }

}  // namespace baton::access
