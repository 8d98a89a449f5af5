// CSV (RFC 4180, and what spreadsheets make of it) as its bytes come in. Memory is bounded by one
// row.
//
// - The first line names the columns; a column without a name is `column_N`. Names are trimmed; one
//   given twice is an error. A byte order mark is passed over, and so is a first line `sep=;`.
// - The separator is whichever of , ; tab stands oftenest in the header, the first of them when
// none.
// - Lines end in LF, CRLF or CR. Quoted cells may hold separators, line ends and doubled quotes.
//   A quote inside an unquoted cell is a quote. Empty lines, and rows of empty cells alone, are
//   passed over.
// - A bad row is that row's error alone and names its line; the next rows go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

class CsvReader {
  public:
    using Cells = std::span<const std::string_view>;
    // `line` is where the row begins, from 1. The cells are as many as names() and live until the
    // call returns. Errors: BadCsvRow (ragged, or text after a closing quote), BadUtf8, TooLarge.
    using OnRow = std::function<void(std::size_t line, Result<Cells>)>;

    explicit CsvReader(OnRow on_row) : on_row_(std::move(on_row)) {}

    // Calls back for each row that ends in `bytes`. BadCsvHeader, BadUtf8 or TooLarge when the
    // header cannot be read; then, and ever after, nothing more is.
    Result<void> feed(std::string_view bytes);
    // The last row, when no line end follows it. UnclosedQuote when a quoted cell does not end;
    // BadCsvHeader when there was not even a header.
    Result<void> finish();

    // The columns, once the header has been read.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  private:
    enum class At : std::uint8_t { CellStart = 1, Plain, Quoted, AfterQuote, Overlong };

    Result<void> feed_header(std::string_view bytes);
    bool choose_separator();
    void read(std::string_view bytes);
    std::size_t step(std::string_view bytes, std::size_t i);
    void append(std::string_view bytes);
    std::size_t step_plain(std::string_view bytes, std::size_t i);
    std::size_t step_quoted(std::string_view bytes, std::size_t i);
    void end_cell();
    std::size_t end_line(std::string_view bytes, std::size_t i);
    void end_row();
    void take_row();
    Result<void> take_header();
    void bad_row(int code, std::string_view message);
    [[nodiscard]] bool is_blank_row() const;

    OnRow on_row_;
    std::vector<std::string> names_;
    std::string held_;  // the first line, until its separator is known
    char separator_ = '\0';
    Result<void> fatal_;

    At at_ = At::CellStart;
    std::string text_;               // the cells of the row under way, one after another
    std::vector<std::size_t> ends_;  // where each cell ends in text_
    bool has_mark_ = false;          // a byte order mark stood at the beginning; there is only one
    std::vector<std::string_view> cells_;
    Error wrong_;                 // of the row under way; code 0 for none
    bool any_quote_ = false;      // the row under way has a quoted cell
    bool after_return_ = false;   // a CR ended the last line: an LF next belongs to it
    std::size_t line_ = 1;        // the line under way
    std::size_t row_line_ = 1;    // the line where the row under way began
    std::size_t quote_line_ = 1;  // the line where the open quote stands
};

// Rows as raw leads, by the header's names: names like `signals.x` become the map `signals`; empty
// cells are left out.
class CsvLeads {
  public:
    using OnLead = std::function<void(std::size_t line, Result<lead::RawLead>)>;

    explicit CsvLeads(OnLead on_lead);
    CsvLeads(const CsvLeads&) = delete;
    CsvLeads& operator=(const CsvLeads&) = delete;

    Result<void> feed(std::string_view bytes) { return reader_.feed(bytes); }
    Result<void> finish() { return reader_.finish(); }

  private:
    void take(std::size_t line, Result<CsvReader::Cells> cells);

    OnLead on_lead_;
    CsvReader reader_;
};

}  // namespace baton::capture
