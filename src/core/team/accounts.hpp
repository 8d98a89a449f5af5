// Named accounts and the look-up of a lead's account: by domain first, else by company name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/team/hashed_index.hpp"
#include "core/team/ids.hpp"
#include "core/team/name_index.hpp"
#include "core/team/name_match.hpp"

namespace baton::team {

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
    double confidence = 1;                     // of 1; a domain leaves no doubt
    NameReason reason = NameReason::SameName;  // by Name alone
};

class NameMemory;

// Immutable after build; look-ups from any thread. Of several accounts with one domain, or with
// names that are as sure, the first in file order counts. Some microseconds an account to build.
class AccountBook {
  public:
    AccountBook() = default;
    AccountBook(std::vector<Account> accounts, std::vector<std::string> column_names);

    // By domain, else by name. `domain` is a registrable domain or empty; `company` a company name
    // as written, in UTF-8, or empty; what `names` remembers is not looked up again.
    [[nodiscard]] std::optional<AccountMatch> match(std::string_view domain,
                                                    std::string_view company,
                                                    NameMemory* names = nullptr) const;
    // By name alone; see NameIndex::lookup.
    [[nodiscard]] std::optional<NameMatch> lookup(std::string_view company) const;
    [[nodiscard]] const Account& account(AccountId id) const { return accounts_[id.index()]; }
    [[nodiscard]] std::optional<AccountId> find(std::string_view id) const;
    [[nodiscard]] const std::vector<std::string>& column_names() const { return column_names_; }
    [[nodiscard]] std::size_t size() const { return accounts_.size(); }
    // Of the indices; the accounts themselves not counted.
    [[nodiscard]] std::size_t index_bytes() const;

  private:
    std::vector<Account> accounts_;
    std::vector<std::string> column_names_;
    HashedIndex by_domain_;
    HashedIndex by_id_;
    NameIndex by_name_;
};

}  // namespace baton::team
