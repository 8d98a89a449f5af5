#include "app/lead_files.hpp"

#include "capture/csv.hpp"
#include "capture/json.hpp"

namespace baton::app {

LeadFormat lead_format_of(std::string_view path) {
    return path.ends_with(".csv") || path.ends_with(".tsv") ? LeadFormat::Csv
                                                            : LeadFormat::JsonLines;
}

void for_each_lead(std::string_view bytes, LeadFormat format, const RowHandler& handle) {
    constexpr std::size_t kPiece = std::size_t{1} << 16U;
    std::size_t read = 0;
    // What is wrong names its line already.
    const auto take = [&](std::size_t, Result<lead::RawLead> row) { handle(std::move(row), read); };
    const auto next_piece = [&] {
        const std::string_view piece = bytes.substr(read, kPiece);
        read += piece.size();
        return piece;
    };
    if (format == LeadFormat::JsonLines) {
        capture::JsonLines reader(take);
        while (read < bytes.size()) reader.feed(next_piece());
        reader.finish();
        return;
    }
    capture::CsvLeads reader(take);
    Result<void> fed;
    while (fed && read < bytes.size()) fed = reader.feed(next_piece());
    if (fed) fed = reader.finish();
    if (!fed) handle(std::unexpected(fed.error()), read);
}

Result<std::vector<lead::RawLead>> read_leads(std::string_view bytes, LeadFormat format) {
    std::vector<lead::RawLead> rows;
    std::optional<Error> wrong;
    for_each_lead(bytes, format, [&](Result<lead::RawLead> row, std::size_t) {
        if (row) {
            rows.push_back(std::move(*row));
        } else if (!wrong) {
            wrong = std::move(row.error());
        }
    });
    if (wrong) return std::unexpected(*wrong);
    return rows;
}

}  // namespace baton::app
