#include "access/role.hpp"

namespace baton::access {
namespace {

constexpr std::array<std::string_view, kRoles> kWords{"admin", "operations", "manager", "rep"};

}  // namespace

std::string_view to_word(Role role) { return kWords[static_cast<std::size_t>(role)]; }

std::optional<Role> role_from(std::string_view word) {
    for (std::size_t i = 0; i < kRoles; ++i) {
        if (kWords[i] == word) return static_cast<Role>(i);
    }
    return std::nullopt;
}

std::string_view role_words() { return "admin, operations, manager, rep"; }

}  // namespace baton::access
