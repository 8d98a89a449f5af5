#include "app/lead_pieces.hpp"

#include <algorithm>
#include <utility>

#include "capture/json.hpp"

namespace baton::app {
namespace {

// So much is read at once: what comes of it stays in a core's own cache.
constexpr std::size_t kPiece = std::size_t{1} << 18U;

}  // namespace

LeadPieces::LeadPieces(InputFile file, LeadFormat format, std::size_t limit)
    : file_(std::move(file)),
      format_(format),
      limit_(limit),
      csv_([this](std::size_t, Result<lead::RawLead> row) { rows_.push_back(std::move(row)); }) {}

bool LeadPieces::next(Piece& piece) {
    piece.bytes.clear();
    piece.rows.clear();
    const std::lock_guard lock(mutex_);
    if (at_end_) return false;
    piece.index = index_++;
    if (format_ == LeadFormat::JsonLines) {
        next_lines(piece);
    } else {
        next_rows(piece);
    }
    return true;
}

std::size_t LeadPieces::read_more(std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    const std::size_t got = file_.read(std::span(out).subspan(before));
    out.resize(before + got);
    bytes_read_ += got;
    at_end_ = got < kPiece || bytes_read_ > limit_;
    return before;
}

void LeadPieces::next_lines(Piece& piece) {
    piece.lines_before = lines_;
    piece.bytes.append(rest_);  // into the room that the piece has from before
    rest_.clear();
    while (!at_end_) {
        const std::size_t fresh = read_more(piece.bytes);
        const std::size_t end = std::string_view(piece.bytes).substr(fresh).rfind('\n');
        if (at_end_ || end == std::string_view::npos) continue;
        rest_.assign(piece.bytes, fresh + end + 1);
        piece.bytes.resize(fresh + end + 1);
        break;
    }
    lines_ += static_cast<std::size_t>(std::ranges::count(piece.bytes, '\n'));
}

void LeadPieces::next_rows(Piece& piece) {
    std::string bytes;
    (void)read_more(bytes);
    Result<void> fed = csv_.feed(bytes);
    if (fed && at_end_) fed = csv_.finish();
    piece.rows.swap(rows_);
    if (fed) return;
    piece.rows.emplace_back(std::unexpected(fed.error()));
    at_end_ = true;
}

void LeadPieces::each(Piece& piece,
                      const std::function<void(Result<lead::RawLead>)>& handle) const {
    if (format_ == LeadFormat::JsonLines) {
        capture::JsonLines reader(
            [&handle](std::size_t, Result<lead::RawLead> row) { handle(std::move(row)); },
            piece.lines_before);
        reader.feed(piece.bytes);
        reader.finish();
        return;
    }
    for (Result<lead::RawLead>& row : piece.rows) handle(std::move(row));
}

}  // namespace baton::app
