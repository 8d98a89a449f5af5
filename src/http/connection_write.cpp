// Connection: what goes out. A write is tried at once, and waits for the socket only where that did
// not take all of it.
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <charconv>
#include <utility>

#include "http/connection.hpp"

namespace baton::http {
namespace {

// Up to here a body is copied behind its head rather than sent as a second piece.
constexpr std::size_t kCopiedBody = 4096;
constexpr std::size_t kKeptBuffer = std::size_t{64} << 10U;

bool has_no_body(int status) { return status == 204 || status == 304; }

void append_hexadecimal(std::string& out, std::size_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    out.append(digits.data(), end);
}

}  // namespace

void Connection::take_inbox() {
    mail_came_ = false;
    if (phase_ == Phase::Closed) {
        drop_inbox();
        return;
    }
    Inbox inbox;
    {
        const std::scoped_lock lock(inbox_mutex_);
        inbox = std::exchange(inbox_, Inbox{});
    }
    if (inbox.answer) answer_ = std::move(inbox.answer);
    if (inbox.stream) starting_ = std::move(inbox.stream);
    if (inbox.read) begin_read(*std::move(inbox.read));
}

void Connection::drop_inbox() {
    Inbox inbox;
    {
        const std::scoped_lock lock(inbox_mutex_);
        inbox = std::exchange(inbox_, Inbox{});
    }
    if (inbox.stream) inbox.stream->stream->end();
    if (inbox.read) {
        inbox.read->callback(fail(HttpError::ConnectionLost, "the client went away"));
    }
}

void Connection::write_answer(Response response) {
    if (loop_->is_stopping() || body_state_ != BodyState::Whole) keep_alive_ = false;
    const bool no_body = has_no_body(response.status);
    append_head(out_, response,
                {.date = loop_->date(),
                 .framing = no_body ? Framing::NoBody : Framing::Length,
                 .length = response.body.size(),
                 .http_1_0 = is_http_1_0_,
                 .keep_alive = keep_alive_});
    if (!no_body && !is_head_) {
        if (response.body.size() <= kCopiedBody) {
            out_ += response.body;
        } else {
            out_body_ = std::move(response.body);
        }
    }
    answered_ = true;
    flush();
}

void Connection::begin_stream() {
    StreamStart start = *std::exchange(starting_, std::nullopt);
    stream_ = std::move(start.stream);
    stream_kind_ = start.kind;
    if (loop_->is_stopping()) {
        keep_alive_ = false;
        if (stream_kind_ == StreamKind::Endless) stream_->end_after_sending();
    }
    stream_framing_ = is_http_1_0_ ? Framing::UntilClose : Framing::Chunked;
    if (is_http_1_0_) keep_alive_ = false;
    const bool no_body = has_no_body(start.head.status);
    append_head(out_, start.head,
                {.date = loop_->date(),
                 .framing = no_body ? Framing::NoBody : stream_framing_,
                 .length = 0,
                 .http_1_0 = is_http_1_0_,
                 .keep_alive = keep_alive_});
    if (no_body || is_head_) {
        answered_ = true;
        std::exchange(stream_, nullptr)->end();
    } else {
        frame(stream_->take());
    }
    if (phase_ == Phase::Busy) flush();
}

// The next bytes of a stream into what is sent next; ends the connection where they were cut off.
void Connection::frame(OutgoingStream::Taken taken) {
    if (taken.cut_off) {
        close();
        return;
    }
    const bool chunked = stream_framing_ == Framing::Chunked;
    if (chunked && !taken.bytes.empty()) {
        append_hexadecimal(out_, taken.bytes.size());
        out_ += "\r\n";
        taken.bytes += "\r\n";
    }
    if (chunked && taken.is_last) taken.bytes += "0\r\n\r\n";
    if (taken.bytes.size() <= kCopiedBody) {
        out_ += taken.bytes;
    } else {
        out_body_ = std::move(taken.bytes);
    }
    stream_taken_ = true;
    answered_ = taken.is_last;
}

bool Connection::step_stream() {
    if (is_sending()) {
        if (stream_->is_cut_off()) close();
        return false;
    }
    if (std::exchange(stream_taken_, false)) {
        stream_->sent();
        return true;
    }
    if (answered_) return false;
    OutgoingStream::Taken taken = stream_->take();
    if (taken.bytes.empty() && !taken.is_last && !taken.cut_off) return false;
    frame(std::move(taken));
    if (phase_ == Phase::Busy) flush();
    return true;
}

void Connection::send_continue() {
    continue_due_ = false;
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    flush();
}

void Connection::flush() {
    boost::system::error_code code;
    std::size_t count = 0;
    if (out_body_.empty()) {
        count = socket_.write_some(boost::asio::buffer(out_), code);
    } else {
        const std::array pieces{boost::asio::buffer(std::as_const(out_)),
                                boost::asio::buffer(std::as_const(out_body_))};
        count = socket_.write_some(pieces, code);
    }
    if (code && code != boost::asio::error::would_block) {
        close();
        return;
    }
    out_at_ = count;
    if (count == out_.size() + out_body_.size()) {
        clear_out();
    } else {
        write_rest();
    }
}

void Connection::write_rest() {
    const std::size_t in_first = std::min(out_at_, out_.size());
    const std::array pieces{boost::asio::buffer(std::as_const(out_)) + in_first,
                            boost::asio::buffer(std::as_const(out_body_)) + (out_at_ - in_first)};
    write_deadline_ = loop_->deadline(limits().write_time);
    socket_.async_write_some(pieces, [self = shared_from_this()](
                                         const boost::system::error_code& code, std::size_t count) {
        self->on_written(bool{code}, count);
    });
}

void Connection::on_written(bool failed, std::size_t count) {
    write_deadline_ = 0;
    if (phase_ == Phase::Closed) return;
    if (failed) {
        close();
        return;
    }
    out_at_ += count;
    if (out_at_ < out_.size() + out_body_.size()) {
        write_rest();
        return;
    }
    clear_out();
    advance();
}

void Connection::clear_out() {
    out_.clear();
    if (out_.capacity() > kKeptBuffer) out_.shrink_to_fit();
    if (!out_body_.empty()) out_body_ = {};
    out_at_ = 0;
}

}  // namespace baton::http
