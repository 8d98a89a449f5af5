// Connection: one client's socket from accept to close, serving its requests one after another.
// Lives on one loop; what other threads say to it (answers, reads of a body) waits in its inbox
// until the loop takes it. All steps are driven by advance(), which never nests. Inside the
// transport only.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/body_reader.hpp"
#include "http/error.hpp"
#include "http/input_buffer.hpp"
#include "http/loop.hpp"
#include "http/mailbox.hpp"
#include "http/outgoing_stream.hpp"
#include "http/reply.hpp"
#include "http/request_parser.hpp"
#include "http/response_writer.hpp"
#include "http/socket.hpp"

namespace baton::http {

class Connection final : public ReplyTarget,
                         public BodySource,
                         public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<Loop> loop, Peer peer);

    // Any thread.
    void answer(Response response) override;
    std::shared_ptr<StreamTarget> start_stream(Response head, StreamKind kind) override;
    void read_body(std::uint64_t exchange, BodyCallback callback) override;

    // The loop's thread.
    void start(OwnedSocket socket, bool refuse);
    void on_mail();
    void on_tick(std::uint64_t now);
    void on_stopping();
    void close();
    // Ends what waits in the inbox of a connection that is closed. Any thread, where the loop
    // ended.
    void drop_inbox();
    [[nodiscard]] bool was_refused() const { return refused_; }

    Mailbox<Connection>::Node mail_node;
    std::size_t place = 0;  // in the loop's list

  private:
    using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                    boost::asio::io_context::executor_type>;
    enum class Phase : std::uint8_t {
        Head,    // between requests, or reading a head
        Body,    // reading a body that the handler gets whole
        Busy,    // the handler has the request; ends when it is answered
        Linger,  // answered and ended; what the client still sends is thrown away
        Closed,
    };
    enum class BodyState : std::uint8_t { Whole, Streamed, Failed };
    struct StreamStart {
        Response head;
        StreamKind kind = StreamKind::Finite;
        std::shared_ptr<OutgoingStream> stream;  // shared with its holder
    };
    struct BodyRead {
        std::uint64_t exchange = 0;
        BodyCallback callback;
    };
    // What came from other threads.
    struct Inbox {
        std::optional<Response> answer;
        std::optional<StreamStart> stream;
        std::optional<BodyRead> read;
    };

    // connection.cpp: the phases.
    void advance();
    bool step();
    bool step_head();
    bool begin_exchange(bool whole);
    bool step_body();
    void call_handler();
    bool step_busy();
    bool finish_exchange();
    void refuse(int status, std::string detail);
    void refuse(Response response);
    void end(bool unread_input);
    void read_timed_out();
    void next_request();
    void tell_loop();
    [[nodiscard]] const Limits& limits() const { return loop_->common().limits; }

    // connection_body.cpp: a body that is streamed in.
    bool step_streamed_body();
    void deliver_piece(BodyPiece piece);
    void begin_read(BodyRead read);
    void fail_body(HttpError code, std::string message);

    // connection_write.cpp: what goes out.
    void take_inbox();
    void write_answer(Response response);
    void begin_stream();
    bool step_stream();
    void frame(OutgoingStream::Taken taken);
    void send_continue();
    void flush();
    void write_rest();
    void on_written(bool failed, std::size_t count);
    void clear_out();
    [[nodiscard]] bool is_sending() const { return !out_.empty() || !out_body_.empty(); }

    // connection_read.cpp: what comes in.
    void arm_read();
    [[nodiscard]] bool wants_input() const;
    [[nodiscard]] bool is_input_full() const;
    void on_read(bool failed, bool at_end, std::size_t count);

    const std::shared_ptr<Loop> loop_;  // outlives the socket; see loop.hpp
    const Peer peer_;
    Socket socket_;

    InputBuffer in_;
    RequestParser parser_;
    Request request_;
    bool read_pending_ = false;
    std::size_t thrown_away_ = 0;
    std::uint64_t read_deadline_ = 0;   // in ticks; 0: none
    std::uint64_t write_deadline_ = 0;  // in ticks; 0: none

    Phase phase_ = Phase::Head;
    bool advancing_ = false;
    bool again_ = false;
    bool mail_came_ = false;
    bool refused_ = false;

    // Of the request that is served.
    std::uint64_t exchange_ = 0;
    BodyState body_state_ = BodyState::Whole;
    bool keep_alive_ = true;
    bool is_head_ = false;
    bool is_http_1_0_ = false;
    bool head_timed_ = false;
    bool continue_due_ = false;
    bool in_bulk_ = false;  // a large body: read in large pieces
    std::string piece_;     // of a streamed body, parsed and not yet asked for
    BodyCallback wanted_;
    Error body_error_;

    // Of its answer.
    std::optional<Response> answer_;  // to be written
    std::optional<StreamStart> starting_;
    std::shared_ptr<OutgoingStream> stream_;  // shared with its holder
    StreamKind stream_kind_ = StreamKind::Finite;
    Framing stream_framing_ = Framing::Chunked;
    bool stream_taken_ = false;  // bytes of it are in out_
    bool answered_ = false;      // all of the answer is in out_, or sent
    std::string out_;            // sent first
    std::string out_body_;       // then this: bodies too large to be copied behind their head
    std::size_t out_at_ = 0;     // sent so far, over both

    std::mutex inbox_mutex_;  // guards inbox_
    Inbox inbox_;
};

}  // namespace baton::http
