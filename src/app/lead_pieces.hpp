// A file of leads in pieces of whole rows, so that several threads read it side by side. Lines are
// only told apart here and read by whoever takes the piece; what is CSV can only be read in one go,
// so its rows come read.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/files.hpp"
#include "app/lead_files.hpp"
#include "base/result.hpp"
#include "capture/csv.hpp"
#include "core/lead/raw.hpp"

namespace baton::app {

class LeadPieces {
  public:
    // Errors as of read_file(); what is larger than `limit` bytes is one that comes later.
    LeadPieces(InputFile file, LeadFormat format, std::size_t limit);
    LeadPieces(const LeadPieces&) = delete;
    LeadPieces& operator=(const LeadPieces&) = delete;

    struct Piece {
        std::size_t index = 0;                    // from 0, in the order of the file
        std::size_t lines_before = 0;             // JSON lines
        std::string bytes;                        // JSON lines
        std::vector<Result<lead::RawLead>> rows;  // CSV
    };
    // The next one; false: there is none. Any thread. The piece's memory is used again.
    [[nodiscard]] bool next(Piece& piece);
    // Calls `handle` for each row of a piece, in order. Any thread.
    void each(Piece& piece, const std::function<void(Result<lead::RawLead>)>& handle) const;

    // How far it has been read. Any thread.
    [[nodiscard]] std::size_t bytes_read() const { return bytes_read_; }
    // Whether the end was reached within the limit.
    [[nodiscard]] bool is_too_large() const { return bytes_read_ > limit_; }

  private:
    std::size_t read_more(std::string& out);
    void next_lines(Piece& piece);
    void next_rows(Piece& piece);

    InputFile file_;
    LeadFormat format_;
    std::size_t limit_;
    std::atomic<std::size_t> bytes_read_{0};

    std::mutex mutex_;  // guards what follows, and the file
    bool at_end_ = false;
    std::size_t index_ = 0;
    std::size_t lines_ = 0;
    std::string rest_;  // the beginning of a line whose end has not come
    std::vector<Result<lead::RawLead>> rows_;
    capture::CsvLeads csv_;
};

}  // namespace baton::app
