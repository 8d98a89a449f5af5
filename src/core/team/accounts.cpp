#include "core/team/accounts.hpp"

#include <utility>

#include "core/lead/identity.hpp"

namespace baton::team {

AccountBook::AccountBook(std::vector<Account> accounts, std::vector<std::string> column_names)
    : accounts_(std::move(accounts)), column_names_(std::move(column_names)) {
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
        const AccountId id{static_cast<std::uint32_t>(i)};
        const Account& account = accounts_[i];
        by_id_.try_emplace(account.id, id);
        for (const std::string& domain : account.domains) by_domain_.try_emplace(domain, id);
        if (std::string key = lead::company_key(account.name); !key.empty()) {
            by_name_.try_emplace(std::move(key), id);
        }
    }
}

std::optional<AccountMatch> AccountBook::match(std::string_view domain,
                                               std::string_view company) const {
    if (!domain.empty()) {
        if (const auto it = by_domain_.find(domain); it != by_domain_.end()) {
            return AccountMatch{it->second, AccountBy::Domain};
        }
    }
    if (!company.empty() && !by_name_.empty()) {
        if (const auto it = by_name_.find(lead::company_key(company)); it != by_name_.end()) {
            return AccountMatch{it->second, AccountBy::Name};
        }
    }
    return std::nullopt;
}

std::optional<AccountId> AccountBook::find(std::string_view id) const {
    const auto it = by_id_.find(id);
    if (it == by_id_.end()) return std::nullopt;
    return it->second;
}

}  // namespace baton::team
