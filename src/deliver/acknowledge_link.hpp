// The link in a mail by which whoever has the lead takes it in hand without signing in: lead,
// person and the moment it ends, under an HMAC-SHA256 whose key is the store's own, so that every
// node knows it and a restart changes nothing. Whoever has the link is taken for the person. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace baton::deliver {

inline constexpr Duration kLinkHolds = Duration::days(7);

struct AcknowledgeLink {
    Uuid lead{};
    std::string person;  // their key
    Instant ends;        // whole seconds

    friend bool operator==(const AcknowledgeLink&, const AcknowledgeLink&) = default;
};

// What stands in the path: letters, digits, - and _. Good in its workspace alone. `salt`: the
// store's.
[[nodiscard]] std::string sign_link(const AcknowledgeLink& link, std::string_view workspace,
                                    const Digest& salt);
// Nothing unless sign_link gave it, for this workspace. Whether it has ended is the caller's to
// see. Takes the same time for every text of one length.
[[nodiscard]] std::optional<AcknowledgeLink> read_link(std::string_view text,
                                                       std::string_view workspace,
                                                       const Digest& salt);

}  // namespace baton::deliver
