#include "core/route/owners.hpp"

#include <variant>

namespace baton::route {
namespace {

using workspace::Target;

std::optional<Target> by_name(std::optional<PersonId> person) {
    if (!person) return std::nullopt;
    return workspace::ToPerson{*person, nullptr};
}

}  // namespace

std::optional<Target> owner_of(const Question& question, const Findings& findings,
                               workspace::OwnerOf of) {
    switch (of) {
        case workspace::OwnerOf::Account: {
            const auto& book = question.policy.accounts;
            const auto account = book.find(findings.account);
            return by_name(account ? book.account(*account).owner : std::nullopt);
        }
        case workspace::OwnerOf::Lead:
            return by_name(question.owner);
        case workspace::OwnerOf::Territory: {
            const auto* territory = question.policy.find_territory(findings.territory);
            if (territory == nullptr || !territory->owner) return std::nullopt;
            const bool owns = std::holds_alternative<workspace::ToPool>(*territory->owner) ||
                              std::holds_alternative<workspace::ToPerson>(*territory->owner);
            return owns ? territory->owner : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace baton::route
