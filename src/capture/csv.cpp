#include "capture/csv.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/form.hpp"
#include "capture/limits.hpp"

namespace baton::capture {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string at_line(std::size_t line, std::string_view message) {
    return "line " + std::to_string(line) + ": " + std::string(message);
}

bool is_ascii(std::string_view text) {
    for (; text.size() >= 8; text.remove_prefix(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), 8);
        if ((word & 0x8080808080808080ULL) != 0) return false;
    }
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Each cell by itself: what a delimiter keeps apart is no character. `ends` are of the cells.
bool are_texts(std::string_view row, const std::vector<std::size_t>& ends) {
    if (is_ascii(row)) return true;
    std::size_t from = 0;
    for (const std::size_t end : ends) {
        if (!is_utf8(row.substr(from, end - from))) return false;
        from = end;
    }
    return true;
}

// Where the first line ends, quotes regarded; npos when it does not yet.
std::size_t first_line_end(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (!quoted && (text[i] == '\n' || text[i] == '\r')) return i;
    }
    return std::string_view::npos;
}

char commonest_separator(std::string_view line) {
    constexpr std::array kSeparators{',', ';', '\t'};
    std::array<std::size_t, kSeparators.size()> counts{};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') quoted = !quoted;
        const auto* known = std::ranges::find(kSeparators, c);
        if (!quoted && known != kSeparators.end()) {
            ++counts[static_cast<std::size_t>(known - kSeparators.begin())];
        }
    }
    return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

}  // namespace

Result<void> CsvReader::feed(std::string_view bytes) {
    if (!fatal_) return fatal_;
    if (separator_ == '\0') return feed_header(bytes);
    read(bytes);
    return fatal_;
}

// Holds back what comes until the header's line is there, for it tells the separator.
Result<void> CsvReader::feed_header(std::string_view bytes) {
    held_ += bytes;
    // A mark stands at the very beginning, not behind blank lines that were passed over.
    if (line_ == 1 && !has_mark_ &&
        (held_.starts_with("\xFF\xFE") || held_.starts_with("\xFE\xFF"))) {
        return fatal_ = fail(CaptureError::BadUtf8, "the file is UTF-16: save it as UTF-8");
    }
    if (!choose_separator()) {
        if (held_.size() <= kMaxCsvRowBytes) return {};
        separator_ = commonest_separator(held_);
    }
    read(std::exchange(held_, {}));
    return fatal_;
}

// Passes over a byte order mark, blank lines and `sep=;`. False when more bytes are needed first.
bool CsvReader::choose_separator() {
    if (line_ == 1 && !has_mark_ && held_.starts_with(kMark)) {
        held_.erase(0, kMark.size());
        has_mark_ = true;
    }
    for (;;) {
        const std::size_t end = first_line_end(held_);
        // A CR at the very end may be half a CRLF.
        if (end == std::string::npos || (held_[end] == '\r' && end + 1 == held_.size()))
            return false;
        const std::string_view line = std::string_view(held_).substr(0, end);
        const bool hint = line.size() == 5 && equals_ignoring_ascii_case(line.substr(0, 4), "sep=");
        if (!hint && !trim(line).empty()) {
            separator_ = commonest_separator(line);
            return true;
        }
        if (hint) separator_ = line.back();
        held_.erase(0, end + (std::string_view(held_).substr(end).starts_with("\r\n") ? 2 : 1));
        row_line_ = ++line_;
        if (hint) return true;
    }
}

Result<void> CsvReader::finish() {
    if (!fatal_) return fatal_;
    if (separator_ == '\0') {
        if (!choose_separator()) separator_ = commonest_separator(held_);
        read(std::exchange(held_, {}));
        if (!fatal_) return fatal_;
    }
    if (at_ == At::Quoted) {
        return fatal_ = fail(CaptureError::UnclosedQuote,
                             at_line(quote_line_, "the quote that opens here is never closed"));
    }
    if (at_ != At::CellStart || !ends_.empty() || !text_.empty()) end_row();
    if (!fatal_) return fatal_;
    if (names_.empty()) {
        return fatal_ = fail(CaptureError::BadCsvHeader,
                             "there is no header: the first line names the columns");
    }
    return {};
}

void CsvReader::read(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size() && fatal_) i = step(bytes, i);
}

// One step of the machine: a run of bytes of one kind. Gives where to go on.
std::size_t CsvReader::step(std::string_view bytes, std::size_t i) {
    const char c = bytes[i];
    if (after_return_) {
        after_return_ = false;
        if (c == '\n') return i + 1;
    }
    switch (at_) {
        case At::CellStart:
            if (c == '"') {
                at_ = At::Quoted;
                any_quote_ = true;
                quote_line_ = line_;
                return i + 1;
            }
            at_ = At::Plain;
            return i;
        case At::Plain:
            return step_plain(bytes, i);
        case At::Quoted:
            return step_quoted(bytes, i);
        case At::AfterQuote:
            if (c == '"') {
                append("\"");
                at_ = at_ == At::Overlong ? at_ : At::Quoted;
                return i + 1;
            }
            if (c != separator_ && c != '\n' && c != '\r' && c != ' ' && wrong_.code == 0) {
                bad_row(
                    static_cast<int>(CaptureError::BadCsvRow),
                    "text follows the closing quote in column " + std::to_string(ends_.size() + 1));
            }
            if (c == ' ') return i + 1;
            at_ = At::Plain;
            return i;
        case At::Overlong: {
            // The rest of the line is read past; a quote left open must not swallow the file.
            while (i < bytes.size() && bytes[i] != '\n' && bytes[i] != '\r') ++i;
            return i < bytes.size() ? end_line(bytes, i) : i;
        }
    }
    return i + 1;
}

std::size_t CsvReader::step_plain(std::string_view bytes, std::size_t i) {
    const std::size_t from = i;
    while (i < bytes.size() && bytes[i] != separator_ && bytes[i] != '\n' && bytes[i] != '\r') ++i;
    append(bytes.substr(from, i - from));
    if (at_ == At::Overlong || i == bytes.size()) return i;
    if (bytes[i] != separator_) return end_line(bytes, i);
    end_cell();
    return i + 1;
}

std::size_t CsvReader::step_quoted(std::string_view bytes, std::size_t i) {
    const std::size_t end = std::min(bytes.find('"', i), bytes.size());
    const std::string_view run = bytes.substr(i, end - i);
    const std::size_t room = kMaxCsvRowBytes - std::min(text_.size(), kMaxCsvRowBytes);
    if (run.size() > room) {
        // Only as far as the limit: what follows is read as lines again.
        line_ += static_cast<std::size_t>(std::ranges::count(run.substr(0, room), '\n'));
        append(run);
        return i + room;
    }
    line_ += static_cast<std::size_t>(std::ranges::count(run, '\n'));
    append(run);
    if (end == bytes.size()) return end;
    at_ = At::AfterQuote;
    return end + 1;
}

void CsvReader::append(std::string_view bytes) {
    if (text_.size() + bytes.size() > kMaxCsvRowBytes) {
        const std::string_view hint =
            at_ == At::Quoted || at_ == At::AfterQuote ? "; is a quote left open?" : "";
        bad_row(static_cast<int>(CaptureError::TooLarge), "the row is longer than " +
                                                              std::to_string(kMaxCsvRowBytes) +
                                                              " bytes" + std::string(hint));
        at_ = At::Overlong;
        text_.clear();
        return;
    }
    text_ += bytes;
}

void CsvReader::end_cell() {
    ends_.push_back(text_.size());
    at_ = At::CellStart;
    if (ends_.size() <= kMaxCsvColumns) return;
    bad_row(static_cast<int>(CaptureError::TooLarge),
            "the row has more than " + std::to_string(kMaxCsvColumns) + " columns");
    at_ = At::Overlong;
}

std::size_t CsvReader::end_line(std::string_view bytes, std::size_t i) {
    after_return_ = bytes[i] == '\r';
    end_row();
    ++line_;
    row_line_ = line_;
    return i + 1;
}

void CsvReader::end_row() {
    if (at_ != At::Overlong) ends_.push_back(text_.size());
    at_ = At::CellStart;
    take_row();
    text_.clear();
    ends_.clear();
    any_quote_ = false;
    wrong_ = {};
}

void CsvReader::bad_row(int code, std::string_view message) {
    wrong_ = {.code = code, .message = at_line(row_line_, message)};
}

bool CsvReader::is_blank_row() const {
    return !any_quote_ && wrong_.code == 0 && trim(text_).empty();
}

void CsvReader::take_row() {
    if (is_blank_row()) return;
    if (wrong_.code == 0 && !are_texts(text_, ends_)) {
        bad_row(static_cast<int>(CaptureError::BadUtf8), "the row is not UTF-8");
    }
    if (wrong_.code == 0 && ends_.size() > kMaxCsvColumns) {
        bad_row(static_cast<int>(CaptureError::TooLarge),
                "the row has more than " + std::to_string(kMaxCsvColumns) + " columns");
    }
    cells_.clear();
    std::size_t from = 0;
    for (const std::size_t end : ends_) {
        cells_.push_back(std::string_view(text_).substr(from, end - from));
        from = end;
    }
    if (names_.empty()) {
        fatal_ = take_header();
        return;
    }
    if (wrong_.code == 0 && cells_.size() != names_.size()) {
        bad_row(static_cast<int>(CaptureError::BadCsvRow),
                "the row has " + std::to_string(cells_.size()) + " cells, the header " +
                    std::to_string(names_.size()));
    }
    if (wrong_.code != 0) {
        on_row_(row_line_, std::unexpected(wrong_));
    } else {
        on_row_(row_line_, Cells(cells_));
    }
}

Result<void> CsvReader::take_header() {
    if (wrong_.code != 0) return std::unexpected(wrong_);
    std::vector<std::string> names;
    for (const std::string_view cell : cells_) {
        std::string name(trim(cell));
        if (name.empty()) name = "column_" + std::to_string(names.size() + 1);
        if (std::ranges::find(names, name) != names.end()) {
            return fail(CaptureError::BadCsvHeader,
                        at_line(row_line_, "the header names \"" + name + "\" twice"));
        }
        names.push_back(std::move(name));
    }
    names_ = std::move(names);
    return {};
}

CsvLeads::CsvLeads(OnLead on_lead)
    : on_lead_(std::move(on_lead)),
      reader_([this](std::size_t line, Result<CsvReader::Cells> cells) {
          take(line, std::move(cells));
      }) {}

void CsvLeads::take(std::size_t line, Result<CsvReader::Cells> cells) {
    if (!cells) {
        on_lead_(line, std::unexpected(std::move(cells.error())));
        return;
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    pairs.reserve(cells->size());
    for (std::size_t i = 0; i < cells->size(); ++i) {
        const std::string_view cell = trim((*cells)[i]);
        if (!cell.empty()) pairs.emplace_back(reader_.names()[i], cell);
    }
    on_lead_(line, gather_pairs(std::move(pairs)));
}

}  // namespace baton::capture
