// Table: what a report answers, and its two forms. JSON and CSV are written from the same cells, so
// they say the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::insight {

using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool>;

struct Table {
    std::vector<std::string_view> columns;  // constants
    std::vector<std::vector<Cell>> rows;
    std::vector<Cell> total;  // as a row, the key empty; nothing where no sum says anything
    std::uint64_t more = 0;   // rows that are left out: there are too many
};

// Null and nothing.
[[nodiscard]] Cell cell(const std::optional<double>& value);
[[nodiscard]] Cell cell(std::string_view text);  // null where it is empty

// The rows as a list of objects by column.
void append_json(std::string& out, const Table& table);
// One row as an object.
void append_json(std::string& out, const Table& table, const std::vector<Cell>& row);
// The rows with a line of names before them (RFC 4180). A text that a spreadsheet would take for a
// formula has an apostrophe put before it.
[[nodiscard]] std::string to_csv(const Table& table);

}  // namespace baton::insight
