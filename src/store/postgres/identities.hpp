// A lead's identities as they are stored in its row: 8 bytes each, the greatest first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store::postgres {

[[nodiscard]] inline std::string pack_identities(const std::vector<std::uint64_t>& identities) {
    std::string bytes;
    bytes.reserve(identities.size() * 8);
    for (const std::uint64_t identity : identities) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<char>((identity >> shift) & 0xff));
        }
    }
    return bytes;
}

[[nodiscard]] inline std::vector<std::uint64_t> unpack_identities(std::string_view bytes) {
    std::vector<std::uint64_t> identities(bytes.size() / 8);
    for (std::size_t i = 0; i < identities.size(); ++i) {
        for (const char byte : bytes.substr(i * 8, 8)) {
            identities[i] = identities[i] << 8U | static_cast<unsigned char>(byte);
        }
    }
    return identities;
}

}  // namespace baton::store::postgres
