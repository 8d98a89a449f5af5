#include "core/lead/identity.hpp"

#include <array>

#include "base/hash.hpp"

namespace baton::lead {

IdentityHash identity_hash(std::string_view email, std::string_view salt) {
    // The length of the salt parts it from the address, whatever either holds.
    const std::string size = std::to_string(salt.size()) + ':';
    const std::array<std::string_view, 4> pieces{"baton.identity.email:", size, salt, email};
    return {prefix64(sha256(pieces))};
}

std::optional<IdentityHash> identity_hash(const Lead& lead, std::string_view salt) {
    const std::string_view email = lead.text(field::kEmail);
    if (email.empty()) return std::nullopt;
    return identity_hash(email, salt);
}

}  // namespace baton::lead
