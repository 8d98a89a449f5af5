// Who sends: the voluntary application server identification (RFC 8292). A push service takes
// messages for a browser only from the key that it subscribed to. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "deliver/push/p256.hpp"

namespace baton::deliver {

// The server's own key pair. It follows from the store's salt (`Instance::salt`), so that every
// node has it, a restart, a backup and a move to another house keep it, and it is as secret as the
// store.
[[nodiscard]] KeyPair vapid_key(const Digest& salt);

// "https://push.acme.test:8443" of an endpoint; nothing where it is no https URL that can be
// called.
[[nodiscard]] std::optional<std::string> origin_of(std::string_view endpoint);

struct Vapid {
    const KeyPair& key;
    std::string_view origin;   // of the push service
    std::string_view contact;  // an e-mail address
    Instant now;
};
// What stands in the header field Authorization; holds for 12 hours.
[[nodiscard]] std::string vapid_authorization(const Vapid& vapid);

}  // namespace baton::deliver
