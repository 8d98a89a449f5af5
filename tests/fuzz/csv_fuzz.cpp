// Any bytes as CSV and as JSON lines: read in one piece and in pieces of any size they mean the
// same, row by row; rows are as wide as the header and UTF-8.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "capture/csv.hpp"
#include "capture/json.hpp"
#include "capture/raw_for_tests.hpp"
#include "core/workspace/csv_table.hpp"
#include "require.hpp"

namespace {

using namespace baton;
using fuzz::require;

// Feeds `text` in pieces of `step` bytes until the reader has had enough.
template <class Reader>
std::string fed(Reader& reader, std::string_view text, std::size_t step) {
    for (std::size_t i = 0; i < text.size(); i += step) {
        if (const auto done = reader.feed(text.substr(i, step)); !done) return done.error().message;
    }
    const auto done = reader.finish();
    return done ? std::string() : done.error().message;
}

std::string rows_of(std::string_view text, std::size_t step) {
    std::string seen;
    std::size_t last_line = 0;
    const capture::CsvReader* known = nullptr;
    capture::CsvReader reader([&](std::size_t line, Result<capture::CsvReader::Cells> cells) {
        require(line > last_line);
        last_line = line;
        seen += std::to_string(line) + ": ";
        if (!cells) {
            require(!cells.error().message.empty());
            seen += cells.error().message;
        } else {
            require(cells->size() == known->names().size());
            for (const std::string_view cell : *cells) {
                require(is_utf8(cell));
                seen.append("[").append(cell).append("]");
            }
        }
        seen += '\n';
    });
    known = &reader;
    seen += fed(reader, text, step);
    return seen;
}

std::string leads_of(std::string_view text, std::size_t step) {
    std::string seen;
    capture::CsvLeads leads([&](std::size_t line, const Result<lead::RawLead>& lead) {
        seen += std::to_string(line) + (lead ? capture::shown(*lead) : lead.error().message) + '\n';
    });
    seen += fed(leads, text, step);
    return seen;
}

std::string lines_of(std::string_view text, std::size_t step) {
    std::string seen;
    capture::JsonLines lines([&](std::size_t line, const Result<lead::RawLead>& lead) {
        seen += std::to_string(line) + (lead ? capture::shown(*lead) : lead.error().message) + '\n';
    });
    for (std::size_t i = 0; i < text.size(); i += step) lines.feed(text.substr(i, step));
    lines.finish();
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t step = std::size_t{data[0]} % 37 + 1;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    require(rows_of(text, std::max<std::size_t>(text.size(), 1)) == rows_of(text, step));
    require(leads_of(text, std::max<std::size_t>(text.size(), 1)) == leads_of(text, step));
    require(lines_of(text, std::max<std::size_t>(text.size(), 1)) == lines_of(text, step));

    // The small reader, of files that a document names.
    workspace::Report report;
    const workspace::CsvTable table = workspace::read_csv(report, text, "a.csv");
    for (const auto& row : table.rows) require(row.size() == table.header.size());
    return 0;
}
