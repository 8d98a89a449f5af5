// Named accounts and the look-up of a lead's account: by domain first, else by company name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "core/team/ids.hpp"

namespace baton::team {

using AccountId = Id<struct AccountTag>;
// What the file says beyond the known keys; a list of texts only of people and of accounts that the
// document lists.
using Column = std::variant<std::monostate, double, bool, std::string, std::vector<std::string>>;

struct Account {
    std::string id;
    std::string name;
    std::vector<std::string> domains;  // registrable, lower case
    std::optional<PersonId> owner;
    std::vector<Column> columns;  // the file's other columns, by AccountBook::column_names
};

enum class AccountBy : std::uint8_t { Domain = 1, Name = 2 };

struct AccountMatch {
    AccountId account;
    AccountBy by = AccountBy::Domain;
};

// Immutable after build; look-ups from any thread, expected O(1). Of several accounts with one
// domain or name the first in file order counts.
class AccountBook {
  public:
    AccountBook() = default;
    AccountBook(std::vector<Account> accounts, std::vector<std::string> column_names);

    // `domain` is a registrable domain or empty; `company` a company name as written or empty.
    [[nodiscard]] std::optional<AccountMatch> match(std::string_view domain,
                                                    std::string_view company) const;
    [[nodiscard]] const Account& account(AccountId id) const { return accounts_[id.index()]; }
    [[nodiscard]] std::optional<AccountId> find(std::string_view id) const;
    [[nodiscard]] const std::vector<std::string>& column_names() const { return column_names_; }
    [[nodiscard]] std::size_t size() const { return accounts_.size(); }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Index = std::unordered_map<std::string, AccountId, Hash, std::equal_to<>>;

    std::vector<Account> accounts_;
    std::vector<std::string> column_names_;
    Index by_domain_;
    Index by_name_;  // lead::company_key of the name
    Index by_id_;
};

}  // namespace baton::team
