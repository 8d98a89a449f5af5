#include "http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "http/problem.hpp"

namespace baton::http {
namespace {

constexpr std::size_t kBulkFrom = 8192;                         // bytes of a body
constexpr std::size_t kMostReserved = std::size_t{256} << 10U;  // what a client merely announces

}  // namespace

Connection::Connection(std::shared_ptr<Loop> loop, Peer peer)
    : loop_(std::move(loop)), peer_(std::move(peer)), socket_(loop_->context()) {}

void Connection::start(OwnedSocket socket, bool refused) {
    boost::system::error_code code;
    socket_.assign(boost::asio::generic::stream_protocol(peer_.family, 0), socket.get(), code);
    refused_ = refused;
    if (code) {
        close();
        return;
    }
    static_cast<void>(socket.release());
    socket_.non_blocking(true, code);
    next_request();
    if (refused) {
        Response busy = problem_response(503,
                                         "the server has all the connections it takes; "
                                         "try again in a moment");
        refuse(std::move(busy).with("Retry-After", "1"));
    }
    advance();
}

void Connection::tell_loop() {
    if (!loop_->mail(mail_node, shared_from_this())) drop_inbox();
}

void Connection::answer(Response response) {
    if (loop_->is_current()) {
        if (phase_ == Phase::Busy) answer_ = std::move(response);
        advance();
        return;
    }
    {
        const std::scoped_lock lock(inbox_mutex_);
        inbox_.answer = std::move(response);
    }
    tell_loop();
}

std::shared_ptr<StreamTarget> Connection::start_stream(Response head, StreamKind kind) {
    const auto wake = [self = weak_from_this()] {
        const auto connection = self.lock();
        if (!connection) return;
        if (connection->loop_->is_current()) {
            connection->advance();
        } else {
            connection->tell_loop();
        }
    };
    std::string first = std::move(head.body);
    head.body.clear();
    auto stream = std::make_shared<OutgoingStream>(limits().stream_buffer, std::move(first), wake);
    {
        const std::scoped_lock lock(inbox_mutex_);
        inbox_.stream = StreamStart{std::move(head), kind, stream};
    }
    if (loop_->is_current()) {
        on_mail();
    } else {
        tell_loop();
    }
    return stream;
}

void Connection::on_mail() {
    mail_came_ = true;
    advance();
}

void Connection::advance() {
    if (advancing_) {
        again_ = true;
        return;
    }
    advancing_ = true;
    do {
        again_ = false;
        while (step()) {
        }
    } while (again_);
    advancing_ = false;
    arm_read();
}

// One step; true when another may follow.
bool Connection::step() {
    if (mail_came_) take_inbox();
    switch (phase_) {
        case Phase::Head:
            return step_head();
        case Phase::Body:
            return step_body();
        case Phase::Busy:
            return step_busy();
        case Phase::Linger:
        case Phase::Closed:
            return false;
    }
    return false;
}

void Connection::next_request() {
    phase_ = Phase::Head;
    parser_.begin(request_, limits().header);
    head_timed_ = false;
    in_bulk_ = false;
    continue_due_ = false;
    in_.shrink();
    read_deadline_ = loop_->deadline(loop_->is_stopping() ? limits().parting : limits().idle);
}

bool Connection::step_head() {
    if (in_.empty()) return false;
    const auto [consumed, parsed] = parser_.put(in_.view());
    in_.consume(consumed);
    switch (parsed) {
        case ParseStep::NeedMore:
            if (parser_.has_started() && !head_timed_) {
                head_timed_ = true;
                read_deadline_ = loop_->deadline(limits().header_time);
            }
            return false;
        case ParseStep::HeadDone:
            return begin_exchange(false);
        case ParseStep::Complete:
            return begin_exchange(true);
        case ParseStep::Failed:
            refuse(parser_.failure().status, parser_.failure().detail);
            return true;
    }
    return false;
}

// The head is read; `whole` where no body follows.
bool Connection::begin_exchange(bool whole) {
    exchange_ = loop_->next_request_id();
    request_.id = exchange_;
    request_.peer_address = peer_.address;
    request_.over_unix_socket = peer_.family == AF_UNIX;
    keep_alive_ = request_.keep_alive;
    is_head_ = request_.method == Method::Head;
    is_http_1_0_ = parser_.is_http_1_0();
    body_state_ = whole ? BodyState::Whole : BodyState::Streamed;
    answered_ = false;
    read_deadline_ = 0;

    BodyPlan plan = loop_->common().handler->plan(request_);
    const std::size_t limit = plan.limit.value_or(limits().body);
    parser_.limit_body(limit);
    const auto length = whole ? std::optional<std::uint64_t>(0) : parser_.content_length();
    if (length && *length > limit) {
        refuse(413, RequestParser::too_large(limit));
        return true;
    }
    if (plan.refusal) {
        phase_ = Phase::Busy;
        answer_ = *std::move(plan.refusal);
        return true;
    }
    continue_due_ = !whole && parser_.expects_continue() && !is_http_1_0_;
    in_bulk_ = !length || *length > kBulkFrom;
    if (plan.stream) {
        if (!whole) parser_.redirect_body(piece_);
        phase_ = Phase::Busy;
        loop_->common().handler->handle_stream(std::move(request_),
                                               BodyReader(shared_from_this(), exchange_),
                                               Reply(shared_from_this()));
        return true;
    }
    if (whole) {
        call_handler();
        return true;
    }
    phase_ = Phase::Body;
    if (length) request_.body.reserve(std::min(static_cast<std::size_t>(*length), kMostReserved));
    read_deadline_ = loop_->deadline(limits().body_time);
    return true;
}

bool Connection::step_body() {
    if (continue_due_ && in_.empty()) send_continue();
    if (in_.empty()) return false;
    continue_due_ = false;
    const auto [consumed, parsed] = parser_.put(in_.view());
    in_.consume(consumed);
    switch (parsed) {
        case ParseStep::HeadDone:
        case ParseStep::NeedMore:
            if (!is_input_full()) return false;
            refuse(400, "a line between the chunks of the body is too long");
            return true;
        case ParseStep::Complete:
            call_handler();
            return true;
        case ParseStep::Failed:
            refuse(parser_.failure().status, parser_.failure().detail);
            return true;
    }
    return false;
}

void Connection::call_handler() {
    phase_ = Phase::Busy;
    body_state_ = BodyState::Whole;
    read_deadline_ = 0;
    loop_->common().handler->handle(std::move(request_), Reply(shared_from_this()));
}

bool Connection::step_busy() {
    bool moved = false;
    if (!is_sending() && answer_) {
        write_answer(*std::exchange(answer_, std::nullopt));
        moved = true;
    } else if (!is_sending() && starting_) {
        begin_stream();
        moved = true;
    }
    if (phase_ == Phase::Busy && stream_) moved = step_stream() || moved;
    if (phase_ == Phase::Busy && wanted_) moved = step_streamed_body() || moved;
    if (phase_ == Phase::Busy && answered_ && !is_sending() && !stream_taken_) {
        return finish_exchange();
    }
    return moved;
}

bool Connection::finish_exchange() {
    stream_.reset();
    if (wanted_) {
        deliver_piece(fail(HttpError::ExchangeOver, "the request was answered already"));
    }
    piece_.clear();
    if (body_state_ != BodyState::Whole) {
        end(true);
    } else if (!keep_alive_ || loop_->is_stopping()) {
        end(!in_.empty());
    } else {
        next_request();
    }
    return true;
}

void Connection::refuse(int status, std::string detail) {
    refuse(problem_response(status, std::move(detail)));
}

// Answers a request that the handler does not get to see, and ends the connection.
void Connection::refuse(Response response) {
    phase_ = Phase::Busy;
    is_head_ = request_.method == Method::Head;
    is_http_1_0_ = parser_.is_http_1_0();
    body_state_ = BodyState::Failed;
    keep_alive_ = false;
    answered_ = false;
    continue_due_ = false;
    read_deadline_ = 0;
    if (request_.id == 0) request_.id = loop_->next_request_id();  // its head was not read whole
    loop_->common().handler->on_refused(request_, response);
    answer_ = std::move(response);
}

// Ends the connection from this side. Where the client may still be sending, closing at once would
// make its system throw the answer away, so that is read (and thrown away) for a while.
void Connection::end(bool unread_input) {
    if (!unread_input) {
        close();
        return;
    }
    boost::system::error_code code;
    socket_.shutdown(Socket::shutdown_send, code);
    phase_ = Phase::Linger;
    thrown_away_ = in_.size();
    in_.consume(in_.size());
    read_deadline_ = loop_->deadline(limits().linger);
}

void Connection::close() {
    if (phase_ == Phase::Closed) return;
    phase_ = Phase::Closed;
    const auto self = shared_from_this();  // the loop's may be the last but this
    boost::system::error_code code;
    socket_.close(code);
    answer_.reset();
    if (starting_) starting_->stream->end();
    starting_.reset();
    if (stream_) std::exchange(stream_, nullptr)->end();
    if (wanted_) deliver_piece(fail(HttpError::ConnectionLost, "the client went away"));
    loop_->remove(*this);
}

void Connection::on_stopping() {
    if (phase_ == Phase::Busy && stream_ && stream_kind_ == StreamKind::Endless) {
        stream_->end_after_sending();
    }
    if (phase_ == Phase::Head && !parser_.has_started()) {
        read_deadline_ = loop_->deadline(limits().parting);
    }
    advance();
}

void Connection::on_tick(std::uint64_t now) {
    if (write_deadline_ != 0 && now >= write_deadline_) {
        close();
    } else if (read_deadline_ != 0 && now >= read_deadline_) {
        read_timed_out();
    }
}

void Connection::read_timed_out() {
    read_deadline_ = 0;
    switch (phase_) {
        case Phase::Head:
            if (!parser_.has_started()) {
                close();
                return;
            }
            refuse(408, "the request's head did not arrive in time");
            break;
        case Phase::Body:
            refuse(408, "the request's body did not arrive in time");
            break;
        case Phase::Busy:
            if (wanted_)
                fail_body(HttpError::TimedOut, "the request's body did not arrive in time");
            break;
        case Phase::Linger:
            close();
            return;
        case Phase::Closed:
            return;
    }
    advance();
}

}  // namespace baton::http
