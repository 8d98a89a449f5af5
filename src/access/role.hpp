// Roles, and how far a call reaches for each. A role is an account's in one workspace.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::access {

enum class Role : std::uint8_t {
    Admin,       // everything, access included
    Operations,  // rules, people, deliveries; all leads
    Manager,     // the leads and the people of the own team
    Rep,         // the own leads
};
inline constexpr std::size_t kRoles = 4;

[[nodiscard]] std::string_view to_word(Role role);
[[nodiscard]] std::optional<Role> role_from(std::string_view word);
// "admin, operations, manager, rep"
[[nodiscard]] std::string_view role_words();

// Of a call: which rows it may see or touch.
enum class Reach : std::uint8_t {
    None,  // the call is refused
    Own,   // what is the caller's
    Team,  // … and of those whom they manage, at any depth
    All,
};

// One entry of the table of call × role.
struct Reaches {
    Reach admin = Reach::None;
    Reach operations = Reach::None;
    Reach manager = Reach::None;
    Reach rep = Reach::None;

    [[nodiscard]] constexpr Reach of(Role role) const {
        switch (role) {
            case Role::Admin:
                return admin;
            case Role::Operations:
                return operations;
            case Role::Manager:
                return manager;
            case Role::Rep:
                return rep;
        }
        return Reach::None;
    }
    [[nodiscard]] constexpr bool names_anybody() const { return admin != Reach::None; }
};

}  // namespace baton::access
