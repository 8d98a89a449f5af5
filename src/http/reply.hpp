// Reply: the handle by which a request is answered exactly once, from any thread. Stream: an answer
// that is written piece by piece. Both are owned by one holder at a time; their calls do not block.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/message.hpp"

namespace baton::http {

enum class StreamKind {
    Finite,   // has an end of its own: written to it even where the client shut its sending side,
              // and a graceful stop waits for it
    Endless,  // events: over as soon as the client's side ends or the server stops
};

// Where the bytes of a stream go: a connection, or what a test listens with. Any thread.
class StreamTarget {
  public:
    virtual ~StreamTarget() = default;
    virtual bool write(std::string bytes) = 0;
    virtual void close() = 0;
    virtual void abort() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    [[nodiscard]] virtual std::size_t buffered() const = 0;
    virtual void on_closed(std::move_only_function<void()> callback) = 0;
    virtual void when_drained(std::move_only_function<void(bool open)> callback) = 0;
};

class Stream {
  public:
    Stream() = default;  // not open
    explicit Stream(std::shared_ptr<StreamTarget> target) : target_(std::move(target)) {}
    Stream(Stream&&) noexcept = default;
    Stream& operator=(Stream&& other) noexcept;
    // Without close() before, the answer is cut off, so that the client sees that it is not whole.
    ~Stream();

    // Queues bytes. False, and the bytes are lost, when the stream is over. A client that is so
    // slow that Limits::stream_buffer bytes wait already loses the connection: writers of much wait
    // with when_drained() between their writes.
    bool write(std::string bytes);
    // The end of the answer; what was written before still goes out.
    void close();
    // False once closed by anybody.
    [[nodiscard]] bool is_open() const;
    // Bytes written but not yet taken by the system.
    [[nodiscard]] std::size_t buffered() const;
    // Called once if the stream ends otherwise than by its holder's close(), also when it had ended
    // before this call. On the connection's thread (or the caller's, when it had ended): be brief.
    void on_closed(std::move_only_function<void()> callback);
    // Called once, when at most half of Limits::stream_buffer waits (at once, perhaps, before this
    // returns) or the stream is over (`open` false). One may wait at a time.
    void when_drained(std::move_only_function<void(bool open)> callback);

  private:
    std::shared_ptr<StreamTarget> target_;  // shared with the connection, which may end first
};

// Where an answer goes: a connection, or what a test listens with. Any thread; called once.
class ReplyTarget {
  public:
    virtual ~ReplyTarget() = default;
    virtual void answer(Response response) = 0;
    virtual std::shared_ptr<StreamTarget> start_stream(Response head, StreamKind kind) = 0;
};

class Reply {
  public:
    explicit Reply(std::shared_ptr<ReplyTarget> target) : target_(std::move(target)) {}
    Reply(Reply&&) noexcept = default;
    Reply& operator=(Reply&& other) noexcept;
    ~Reply();  // unanswered: 500

    // Answers; to answer twice is a broken invariant. Where the connection is gone, nothing
    // happens.
    void operator()(Response response);
    // Answers with a head now and a body to come (`head.body` is its first piece). Chunked for
    // HTTP/1.1, until the connection's end for HTTP/1.0. To HEAD only the head goes out.
    [[nodiscard]] Stream start_stream(Response head, StreamKind kind);
    [[nodiscard]] bool is_pending() const { return target_ != nullptr; }

  private:
    std::shared_ptr<ReplyTarget> target_;  // shared with the connection; empty once answered
};

}  // namespace baton::http
