#include "core/team/accounts.hpp"

#include <algorithm>
#include <utility>

#include "core/team/name_memory.hpp"

namespace baton::team {

AccountBook::AccountBook(std::vector<Account> accounts, std::vector<std::string> column_names)
    : accounts_(std::move(accounts)), column_names_(std::move(column_names)) {
    const auto count = static_cast<std::uint32_t>(accounts_.size());
    by_id_.reserve(count);
    by_domain_.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        by_id_.add(hash_text(accounts_[i].id), i);
        for (const std::string& domain : accounts_[i].domains) {
            by_domain_.add(hash_text(domain), i);
        }
    }
    by_id_.build();
    by_domain_.build();
    by_name_.build(count, [this](std::uint32_t i) { return std::string_view(accounts_[i].name); });
}

std::optional<AccountMatch> AccountBook::match(std::string_view domain, std::string_view company,
                                               NameMemory* names) const {
    if (!domain.empty()) {
        std::optional<AccountMatch> found;
        by_domain_.find(hash_text(domain), [&](std::uint32_t i) {
            if (found ||
                std::ranges::find(accounts_[i].domains, domain) == accounts_[i].domains.end())
                return;
            found = AccountMatch{AccountId{i}};
        });
        if (found) return found;
    }
    const auto by_name = names == nullptr ? lookup(company) : names->lookup(*this, company);
    if (!by_name) return std::nullopt;
    return AccountMatch{by_name->account, AccountBy::Name, by_name->confidence, by_name->reason};
}

std::optional<NameMatch> AccountBook::lookup(std::string_view company) const {
    if (company.empty() || accounts_.empty()) return std::nullopt;
    return by_name_.lookup(company,
                           [this](std::uint32_t i) { return std::string_view(accounts_[i].name); });
}

std::optional<AccountId> AccountBook::find(std::string_view id) const {
    std::optional<AccountId> found;
    by_id_.find(hash_text(id), [&](std::uint32_t i) {
        if (!found && accounts_[i].id == id) found = AccountId{i};
    });
    return found;
}

std::size_t AccountBook::index_bytes() const {
    return by_domain_.bytes() + by_id_.bytes() + by_name_.bytes();
}

}  // namespace baton::team
