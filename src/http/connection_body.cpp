// Connection: a request's body that is handed on piece by piece.
#include <utility>

#include "http/connection.hpp"

namespace baton::http {

void Connection::read_body(std::uint64_t exchange, BodyCallback callback) {
    if (loop_->is_current()) {
        begin_read({exchange, std::move(callback)});
        advance();
        return;
    }
    {
        const std::scoped_lock lock(inbox_mutex_);
        if (!inbox_.read) {
            inbox_.read = BodyRead{exchange, std::move(callback)};
            callback = nullptr;
        }
    }
    if (callback) {
        callback(fail(HttpError::ReadUnderWay, "the read before is still under way"));
        return;
    }
    tell_loop();
}

void Connection::begin_read(BodyRead read) {
    if (phase_ == Phase::Closed) {
        read.callback(fail(HttpError::ConnectionLost, "the client went away"));
    } else if (read.exchange != exchange_ || phase_ != Phase::Busy) {
        read.callback(fail(HttpError::ExchangeOver, "the request was answered already"));
    } else if (wanted_) {
        read.callback(fail(HttpError::ReadUnderWay, "the read before is still under way"));
    } else {
        wanted_ = std::move(read.callback);
    }
}

// Needs wanted_.
bool Connection::step_streamed_body() {
    if (!piece_.empty()) {
        deliver_piece(std::optional(std::exchange(piece_, {})));
        return true;
    }
    if (body_state_ == BodyState::Whole) {
        deliver_piece(std::nullopt);
        return true;
    }
    if (body_state_ == BodyState::Failed) {
        deliver_piece(std::unexpected(body_error_));
        return true;
    }
    if (read_deadline_ == 0) read_deadline_ = loop_->deadline(limits().body_time);
    if (in_.empty()) {
        if (continue_due_ && !is_sending() && !stream_) send_continue();
        return false;
    }
    continue_due_ = false;
    const auto [consumed, parsed] = parser_.put(in_.view());
    in_.consume(consumed);
    switch (parsed) {
        case ParseStep::HeadDone:
        case ParseStep::NeedMore:
            if (is_input_full()) {
                fail_body(HttpError::BadMessage,
                          "a line between the chunks of the body is too long");
                return true;
            }
            return consumed > 0;
        case ParseStep::Complete:
            body_state_ = BodyState::Whole;
            return true;
        case ParseStep::Failed:
            fail_body(
                parser_.failure().status == 413 ? HttpError::BodyTooLarge : HttpError::BadMessage,
                parser_.failure().detail);
            return true;
    }
    return false;
}

void Connection::deliver_piece(BodyPiece piece) {
    read_deadline_ = 0;
    std::exchange(wanted_, nullptr)(std::move(piece));
}

void Connection::fail_body(HttpError code, std::string message) {
    body_state_ = BodyState::Failed;
    body_error_ = Error{static_cast<int>(code), std::move(message)};
}

}  // namespace baton::http
