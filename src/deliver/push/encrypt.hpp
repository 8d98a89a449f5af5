// What only one browser can read: content coding aes128gcm (RFC 8188), keyed as RFC 8291 says. One
// record always, as push services take no more than 4096 bytes. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "deliver/push/p256.hpp"

namespace baton::deliver {

inline constexpr std::size_t kSaltBytes = 16;
// Of a text: 4096 less the head of the record, a mark and the seal.
inline constexpr std::size_t kMaxPushText = 4096 - (kSaltBytes + 4 + 1 + 65) - 1 - 16;

// A browser's own, of its subscription.
struct BrowserKeys {
    std::string point;  // its public key, as p256.hpp has them
    std::string auth;   // 16 bytes that it shares with whom it subscribed to
};
// From "p256dh" and "auth" as browsers write them; nothing where they are none.
[[nodiscard]] std::optional<BrowserKeys> read_browser_keys(std::string_view p256dh,
                                                           std::string_view auth);

// RFC 8188 alone: `key_id` of up to 255 bytes, `salt` of 16, a text that fits into one record of
// 4096 bytes.
[[nodiscard]] std::string encode_aes128gcm(std::string_view key, std::string_view salt,
                                           std::string_view key_id, std::string_view text);

// The body of a push message. Needs `sender` to be used for this message alone, `salt` too, keys
// that read_browser_keys gave, and a text of at most kMaxPushText bytes.
[[nodiscard]] std::string encrypt_push(const BrowserKeys& to, const KeyPair& sender,
                                       std::string_view salt, std::string_view text);

}  // namespace baton::deliver
