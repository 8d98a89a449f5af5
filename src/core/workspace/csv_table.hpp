// A small CSV file (RFC 4180) as a table whose cells know where they stand. For files that a
// document names; large imports of leads have a reader of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/finding.hpp"
#include "core/workspace/report.hpp"

namespace baton::workspace {

struct Cell {
    std::string text;
    Place place;
};

struct CsvTable {
    std::vector<Cell> header;
    std::vector<std::vector<Cell>> rows;  // each as long as the header
};

inline constexpr std::size_t kMaxCsvBytes = 50 * 1024 * 1024;

// Comma or, where the head line has more of them, semicolon. Rows that do not fit the header and
// what else is wrong are told and left out. Empty lines are skipped.
[[nodiscard]] CsvTable read_csv(Report& report, std::string_view text, std::string_view file);

}  // namespace baton::workspace
