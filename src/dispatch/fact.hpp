// What an event says of a lead's row: a salted hash, by which it vouches for what the lead said
// without holding it.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace baton::dispatch {

// 32 hex digits: half of SHA-256 over the salt and the row's body.
[[nodiscard]] inline std::string fact_hash(const Digest& salt, std::string_view body) {
    constexpr std::size_t kBytes = 16;
    const std::string_view pieces[]{bytes_of(salt), body};
    const Digest digest = sha256(pieces);
    return to_hex(bytes_of(digest).substr(0, kBytes));
}

}  // namespace baton::dispatch
