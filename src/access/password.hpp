// Passwords: argon2id by libsodium, 64 MiB and two passes a hash (about 60 ms of one core), which
// is why none of this belongs on a thread that answers requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace baton::access {

enum class PasswordError : int { NoMemory = 1 };

inline constexpr std::size_t kMinPassword = 10;   // characters
inline constexpr std::size_t kMaxPassword = 256;  // bytes

// What is wrong with it as a new password; nothing: it will do.
[[nodiscard]] std::optional<std::string> password_complaint(std::string_view password);

// The hash with its parameters and salt, as argon2's own text. NoMemory. Any thread, slow.
[[nodiscard]] Result<std::string> hash_password(std::string_view password);
// Takes as long for an empty or foreign `hash`, which no password fits. Any thread, slow.
[[nodiscard]] bool password_fits(std::string_view password, const std::string& hash);

}  // namespace baton::access
