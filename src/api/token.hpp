// API tokens: what one looks like, what is stored of it, and what it allows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace baton::api {

// What a call needs. `*` and `admin` allow everything.
enum class Scope : std::uint8_t { LeadsWrite, LeadsRead, Desk, Workspace, Metrics, Admin };

struct ScopeWord {
    std::string_view word;
    std::string_view meaning;
};
// Every word that a token's scopes may hold, for help texts.
inline constexpr std::array<ScopeWord, 7> kScopeWords{{
    {"leads:write", "send leads"},
    {"leads:read", "read leads, people, deliveries and events, and try decisions out"},
    {"desk", "act on leads, change availability and figures, retry deliveries"},
    {"workspace", "read, check, publish and roll back the document"},
    {"metrics", "read /metrics"},
    {"admin", "everything, tokens included"},
    {"*", "everything"},
}};
[[nodiscard]] std::string_view to_word(Scope scope);

// "leads:write leads:read": words parted by single spaces, each known, none twice, at least one.
// The text as it is stored, or what is wrong with it.
[[nodiscard]] Result<std::string> parse_scopes(std::string_view text);
[[nodiscard]] bool allows(std::string_view stored_scopes, Scope scope);

// What a token begins with (access/secret.hpp makes the rest).
inline constexpr std::string_view kTokenPrefix = "bt_";

// A token's name: 1 to 100 characters of letters, digits, '.', '_' and '-'.
[[nodiscard]] bool is_token_name(std::string_view name);

}  // namespace baton::api
