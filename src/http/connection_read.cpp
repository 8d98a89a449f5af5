// Connection: what comes in from the socket.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "http/connection.hpp"

namespace baton::http {

bool Connection::wants_input() const {
    switch (phase_) {
        case Phase::Head:
        case Phase::Body:
        case Phase::Linger:
            return true;
        case Phase::Busy:
            if (wanted_) return body_state_ == BodyState::Streamed;
            // Of an endless answer the client's end shows only here.
            return stream_ && stream_kind_ == StreamKind::Endless &&
                   body_state_ == BodyState::Whole && !is_input_full();
        case Phase::Closed:
            return false;
    }
    return false;
}

bool Connection::is_input_full() const { return in_.size() >= limits().header; }

void Connection::arm_read() {
    if (read_pending_ || !wants_input()) return;
    const bool bulk = phase_ == Phase::Linger || (in_bulk_ && phase_ != Phase::Head);
    const std::size_t header = limits().header;
    const auto room =
        bulk ? in_.bulk_room(std::max(header, limits().read_chunk)) : in_.room(header);
    read_pending_ = true;
    socket_.async_read_some(
        boost::asio::buffer(room.data(), room.size()),
        [self = shared_from_this()](const boost::system::error_code& code, std::size_t count) {
            self->on_read(bool{code}, code == boost::asio::error::eof, count);
        });
}

void Connection::on_read(bool failed, bool at_end, std::size_t count) {
    read_pending_ = false;
    in_.commit(count);
    if (phase_ == Phase::Closed) return;
    if (!failed && phase_ == Phase::Linger) {
        thrown_away_ += count;
        in_.consume(in_.size());
        if (thrown_away_ > limits().linger_bytes) {
            close();
        } else {
            arm_read();
        }
        return;
    }
    if (!failed) {
        advance();
        return;
    }
    // A client that ended only its sending side in the middle of a body still gets an answer.
    if (phase_ == Phase::Busy && at_end && body_state_ == BodyState::Streamed) {
        fail_body(HttpError::ConnectionLost, "the body ended before its announced end");
        advance();
        return;
    }
    close();
}

}  // namespace baton::http
