#include "core/workspace/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace baton::workspace {
namespace {

class Reader {
  public:
    Reader(Report& report, std::string_view text, std::string_view file)
        : report_(report), rest_(text), file_(file) {
        const std::string_view head = text.substr(0, text.find('\n'));
        separator_ = std::ranges::count(head, ';') > std::ranges::count(head, ',') ? ';' : ',';
    }

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

    // The cells of the next line; a line without any text has one empty cell.
    std::vector<Cell> row() {
        std::vector<Cell> cells;
        for (;;) {
            cells.push_back(cell());
            if (rest_.starts_with(separator_)) {
                take(1);
                continue;
            }
            if (rest_.starts_with('\r')) take(1);
            if (rest_.starts_with('\n')) take(1);
            return cells;
        }
    }

  private:
    Cell cell() {
        Cell cell{{}, {std::string(file_), line_, column_}};
        if (rest_.starts_with('"')) {
            read_quoted(cell);
        }
        // What follows a closing quote before the separator is kept, as people's files have it.
        const std::size_t end =
            std::min(rest_.find_first_of(separator_ == ',' ? ",\r\n" : ";\r\n"), rest_.size());
        cell.text += trim(take(end));
        return cell;
    }

    void read_quoted(Cell& cell) {
        take(1);
        for (;;) {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) {
                report_.error(cell.place, "a quote is opened here and never closed");
                take(rest_.size());
                return;
            }
            cell.text += take(quote);
            take(1);
            if (!rest_.starts_with('"')) return;
            cell.text += take(1);
        }
    }

    std::string_view take(std::size_t size) {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        const std::size_t last = taken.rfind('\n');
        if (last == std::string_view::npos) {
            column_ += static_cast<int>(utf8_length(taken));
        } else {
            line_ += static_cast<int>(std::ranges::count(taken, '\n'));
            column_ = 1 + static_cast<int>(utf8_length(taken.substr(last + 1)));
        }
        return taken;
    }

    Report& report_;
    std::string_view rest_;
    std::string_view file_;
    char separator_ = ',';
    int line_ = 1;
    int column_ = 1;
};

bool is_empty_line(const std::vector<Cell>& cells) {
    return std::ranges::all_of(cells, [](const Cell& cell) { return cell.text.empty(); });
}

}  // namespace

CsvTable read_csv(Report& report, std::string_view text, std::string_view file) {
    CsvTable table;
    const Place start{std::string(file), 1, 1};
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (text.size() > kMaxCsvBytes) {
        report.error(start, fmt::format("the file has {} bytes; at most {} are read", text.size(),
                                        kMaxCsvBytes));
        return table;
    }
    if (!is_utf8(text)) {
        report.error(start, "the file is not UTF-8; save it as UTF-8");
        return table;
    }
    Reader reader(report, text, file);
    while (!reader.is_at_end()) {
        std::vector<Cell> cells = reader.row();
        if (is_empty_line(cells)) continue;
        if (table.header.empty()) {
            table.header = std::move(cells);
        } else if (cells.size() == table.header.size()) {
            table.rows.push_back(std::move(cells));
        } else {
            report.error(cells.front().place,
                         fmt::format("this row has {} cells and the head line {}", cells.size(),
                                     table.header.size()),
                         "a text that holds a separator stands in quotes");
        }
    }
    if (table.header.empty()) report.error(start, "the file is empty; it needs a head line");
    return table;
}

}  // namespace baton::workspace
