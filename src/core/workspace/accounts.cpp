// `accounts`: whom the company knows already, from the document or from a CSV file that it names.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "core/lead/host.hpp"
#include "core/workspace/csv_table.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 4> kOwnKeys{"id", "name", "domains", "owner"};
constexpr std::size_t kMaxColumns = 200;

bool is_own(std::string_view key) { return std::ranges::find(kOwnKeys, key) != kOwnKeys.end(); }

class AccountsLoader {
  public:
    explicit AccountsLoader(Loading& loading) : loading_(loading) {}

    void load() {
        const Node* section = loading_.section("accounts");
        if (section == nullptr) return;
        if (section->kind == Node::Kind::Map) {
            load_file(*section);
        } else {
            loading_.each_item("accounts", [&](const Node& node, std::size_t number) {
                read_entry(node, number);
            });
        }
        for (team::Account& account : accounts_) account.columns.resize(column_names_.size());
        loading_.policy.accounts =
            team::AccountBook(std::move(accounts_), std::move(column_names_));
    }

  private:
    // ---- From the document
    void read_entry(const Node& node, std::size_t number) {
        const Fields fields(loading_.report, node, fmt::format("account {}", number), kOwnKeys,
                            Fields::Further::Allowed);
        if (!fields.is_map()) return;
        const Node* id = fields.require("id");
        const auto text = id == nullptr ? std::nullopt : fields.text("id");
        if (!text || !take_id(*text, id->place)) return;
        team::Account account;
        account.id = *text;
        const std::string of = "account " + quoted(account.id);
        account.name = fields.text("name").value_or("");
        for (const TextAt& domain : fields.texts("domains")) {
            add_domain(account, domain.text, domain.node->place);
        }
        if (const Node* owner = fields.find("owner")) account.owner = loading_.person(*owner, of);
        for (const auto& [key, value] : node.entries) {
            if (is_own(key.scalar)) continue;
            const auto column = read_column(value);
            if (!column) {
                fields.refuse(key.scalar, value, "text, a number, true, false or a list of texts");
            } else if (const auto place = column_at(key.scalar, key.place)) {
                account.columns.resize(std::max(account.columns.size(), *place + 1));
                account.columns[*place] = *column;
            }
        }
        finish(std::move(account), node.place);
    }

    // ---- From a file
    void load_file(const Node& section) {
        constexpr std::array<std::string_view, 1> kKeys{"file"};
        const Fields fields(loading_.report, section, "\"accounts\"", kKeys);
        if (fields.require("file") == nullptr) return;
        const auto path = fields.text("file");
        if (!path) return;
        const Place& place = fields.find("file")->place;
        if (!loading_.context.read_file) {
            loading_.report.error(place, "a document that comes over HTTP cannot name files",
                                  "list the accounts in the document itself, or serve it from "
                                  "its file: baton serve --workspace FILE");
            return;
        }
        auto bytes = loading_.context.read_file(*path);
        if (!bytes) {
            loading_.report.error(
                place, fmt::format("{} cannot be read: {}", quoted(*path), bytes.error().message));
            return;
        }
        read_table(read_csv(loading_.report, *bytes, *path), *path);
        loading_.files.emplace_back(*path, std::move(*bytes));
    }

    void read_table(const CsvTable& table, const std::string& path) {
        if (table.header.empty()) return;
        std::map<std::string, std::size_t, std::less<>> places;
        for (std::size_t i = 0; i < table.header.size(); ++i) {
            const Cell& cell = table.header[i];
            if (cell.text.empty()) {
                loading_.report.error(cell.place, "this column has no name");
            } else if (!places.try_emplace(cell.text, i).second) {
                loading_.report.error(cell.place,
                                      fmt::format("the column {} stands twice", quoted(cell.text)));
            }
        }
        if (!places.contains("id")) {
            loading_.report.error({path, 1, 1}, "the head line needs a column \"id\"",
                                  "the columns are id, name, domains, owner and your own");
            return;
        }
        std::vector<std::size_t> own_columns;
        for (std::size_t i = 0; i < table.header.size(); ++i) {
            if (!is_own(table.header[i].text)) own_columns.push_back(i);
        }
        for (const auto& row : table.rows) read_row(row, places, own_columns, table);
        unite_columns();
    }

    void read_row(const std::vector<Cell>& row,
                  const std::map<std::string, std::size_t, std::less<>>& places,
                  const std::vector<std::size_t>& own_columns, const CsvTable& table) {
        const auto cell = [&](std::string_view name) -> const Cell* {
            const auto it = places.find(name);
            return it == places.end() || row[it->second].text.empty() ? nullptr : &row[it->second];
        };
        const Cell* id = cell("id");
        if (id == nullptr) {
            loading_.report.error(row[places.find("id")->second].place,
                                  "this account has no \"id\"");
            return;
        }
        if (!take_id(id->text, id->place)) return;
        team::Account account;
        account.id = id->text;
        if (const Cell* name = cell("name")) account.name = name->text;
        if (const Cell* domains = cell("domains")) {
            std::string list = domains->text;
            for (char& c : list) {
                if (c == ';' || c == ',' || c == '|') c = ' ';
            }
            for (const std::string_view domain : split(list, ' ')) {
                if (!domain.empty()) add_domain(account, domain, domains->place);
            }
        }
        if (const Cell* owner = cell("owner")) {
            Node node;
            node.kind = Node::Kind::Scalar;
            node.scalar = owner->text;
            node.place = owner->place;
            account.owner = loading_.person(node, "account " + quoted(account.id));
        }
        for (const std::size_t i : own_columns) {
            const auto place = column_at(table.header[i].text, table.header[i].place);
            if (!place) continue;
            account.columns.resize(std::max(account.columns.size(), *place + 1));
            if (!row[i].text.empty()) account.columns[*place] = row[i].text;
        }
        finish(std::move(account), id->place);
    }

    // Cells are text; a column of nothing but numbers, or of true and false, is read as such.
    void unite_columns() {
        for (std::size_t i = 0; i < column_names_.size(); ++i) {
            bool numbers = true;
            bool booleans = true;
            for (const team::Account& account : accounts_) {
                const std::string* text = i < account.columns.size()
                                              ? std::get_if<std::string>(&account.columns[i])
                                              : nullptr;
                if (text == nullptr) continue;
                numbers = numbers && parse_number(*text).has_value();
                booleans = booleans && (*text == "true" || *text == "false");
            }
            if (!numbers && !booleans) continue;
            for (team::Account& account : accounts_) {
                if (i >= account.columns.size()) continue;
                team::Column& column = account.columns[i];
                const std::string* text = std::get_if<std::string>(&column);
                if (text == nullptr) continue;
                if (numbers) {
                    column = *parse_number(*text);
                } else {
                    column = *text == "true";
                }
            }
        }
    }

    // ---- Both
    bool take_id(const std::string& id, const Place& place) {
        const auto [first, is_new] = ids_.try_emplace(id, place);
        if (is_new) return true;
        loading_.report.error(place, fmt::format("account {} is given twice; the first stands at "
                                                 "line {}",
                                                 quoted(id), first->second.line));
        return false;
    }

    void add_domain(team::Account& account, std::string_view text, const Place& place) {
        const auto host = lead::read_host(text);
        const auto domain =
            host ? loading_.context.suffixes.registrable(*host) : std::optional<std::string_view>();
        if (!domain) {
            loading_.report.error(
                place,
                fmt::format("account {} has {}, which is no domain that a company can have",
                            quoted(account.id), quoted(text)),
                "write it as globex.com");
            return;
        }
        std::string name(*domain);
        if (std::ranges::find(account.domains, name) != account.domains.end()) return;
        const auto [first, is_new] = domains_.try_emplace(name, account.id);
        if (!is_new) {
            loading_.report.warn(place,
                                 fmt::format("account {} has the domain {} of account {}, "
                                             "which stands before it and gets its leads",
                                             quoted(account.id), name, quoted(first->second)));
        }
        account.domains.push_back(std::move(name));
    }

    std::optional<std::size_t> column_at(const std::string& name, const Place& place) {
        const auto known = columns_.find(name);
        if (known != columns_.end()) return known->second;
        if (columns_.size() == kMaxColumns) {
            loading_.report.error(place,
                                  fmt::format("accounts have more than {} columns", kMaxColumns));
            return std::nullopt;
        }
        columns_.emplace(name, column_names_.size());
        column_names_.push_back(name);
        return column_names_.size() - 1;
    }

    void finish(team::Account account, const Place& place) {
        if (account.name.empty() && account.domains.empty()) {
            loading_.report.warn(place,
                                 fmt::format("account {} has neither a name nor a domain, so "
                                             "no lead can match it",
                                             quoted(account.id)));
        }
        accounts_.push_back(std::move(account));
    }

    Loading& loading_;
    std::vector<team::Account> accounts_;
    std::vector<std::string> column_names_;
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::map<std::string, Place, std::less<>> ids_;
    std::map<std::string, std::string, std::less<>> domains_;  // the account that has it first
};

}  // namespace

void load_accounts(Loading& loading) { AccountsLoader(loading).load(); }

}  // namespace baton::workspace
