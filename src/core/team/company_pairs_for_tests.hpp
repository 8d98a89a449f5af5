// A list of pairs of names of one company, with names that only look like it, where a folder of
// test data has them (pairs.csv: name_a, name_b, key, relation, source; distractors.csv: cik, name,
// ticker; fortune1000.csv: Title, Ticker). Every name_a is looked up among all name_b and the
// distractors. Two entries are one company when registers say so (by number, ticker, web domain, or
// the title of one list), never by their names.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::team {

class CompanyPairs {
  public:
    struct Query {
        std::string name;
        std::string company;
        std::uint32_t meant;  // the entry of its name_b
    };

    explicit CompanyPairs(const std::string& folder) {
        const Rows pairs = rows_of(folder + "/pairs.csv");
        for (const Row& row : pairs) {
            queries.push_back(
                {row.at("name_a"), row.at("key"), enter(row.at("name_b"), row.at("key"))});
            if (row.at("source").starts_with("fortune"))
                unite("title " + row.at("name_a"), row.at("key"));
        }
        for (const Row& row : rows_of(folder + "/distractors.csv")) {
            enter(row.at("name"), "CIK " + row.at("cik"));
            unite("CIK " + row.at("cik"), "ticker " + row.at("ticker"));
        }
        for (const Row& row : rows_of(folder + "/fortune1000.csv")) {
            unite("title " + row.at("Title"), "ticker " + row.at("Ticker"));
        }
        for (Query& query : queries) query.company = root(query.company);
    }

    [[nodiscard]] bool is_there() const { return !queries.empty(); }
    [[nodiscard]] bool is_right(const Query& query, std::uint32_t entry) {
        if (entry == query.meant) return true;
        for (const std::string& key : keys_[entry]) {
            if (root(key) == query.company) return true;
        }
        return false;
    }

    std::vector<std::string> entries;
    std::vector<Query> queries;

  private:
    using Row = std::map<std::string, std::string, std::less<>>;
    using Rows = std::vector<Row>;

    static Rows rows_of(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        std::vector<std::vector<std::string>> cells(1, {""});
        bool quoted = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '"') {
                const bool doubled = quoted && i + 1 < text.size() && text[i + 1] == '"';
                if (doubled) cells.back().back() += text[i++];
                if (!doubled) quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.back().emplace_back();
            } else if (c == '\n' && !quoted) {
                cells.push_back({""});
            } else if (c != '\r') {
                cells.back().back() += c;
            }
        }
        Rows rows;
        for (std::size_t i = 1; i < cells.size(); ++i) {
            if (cells[i].size() != cells[0].size()) continue;
            Row row;
            for (std::size_t j = 0; j < cells[i].size(); ++j) row[cells[0][j]] = cells[i][j];
            // One register's word for a key is another's: "TICKER X", "ticker X".
            if (const auto key = row.find("key");
                key != row.end() && key->second.starts_with("TICKER ")) {
                key->second.replace(0, 6, "ticker");
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    std::uint32_t enter(const std::string& name, const std::string& key) {
        const auto [at, is_new] =
            places_.try_emplace(name, static_cast<std::uint32_t>(entries.size()));
        if (is_new) {
            entries.push_back(name);
            keys_.emplace_back();
        }
        keys_[at->second].insert(key);
        return at->second;
    }
    const std::string& root(const std::string& key) {
        const auto at = above_.try_emplace(key, key).first;
        return at->second == key ? at->first : root(at->second);
    }
    void unite(const std::string& a, const std::string& b) {
        const std::string top = root(b);
        above_[root(a)] = top;
    }

    std::map<std::string, std::uint32_t> places_;
    std::vector<std::set<std::string>> keys_;  // of each entry
    std::map<std::string, std::string> above_;
};

}  // namespace baton::team
