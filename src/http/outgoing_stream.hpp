// OutgoingStream: what stands between the holder of a Stream, on any thread, and the connection
// that sends its bytes, on its loop. Bounded by `limit`. One mutex, which the two of them alone
// share; no callback is called while it is held.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/reply.hpp"

namespace baton::http {

class OutgoingStream final : public StreamTarget {
  public:
    // `wake` tells the connection that there is something to take(); it is called on the writers'
    // threads and outlives the connection without harm.
    OutgoingStream(std::size_t limit, std::string first_bytes, std::function<void()> wake);

    bool write(std::string bytes) override;
    void close() override;
    void abort() override;
    [[nodiscard]] bool is_open() const override;
    [[nodiscard]] std::size_t buffered() const override;
    void on_closed(std::move_only_function<void()> callback) override;
    void when_drained(std::move_only_function<void(bool open)> callback) override;

    // The connection's side.
    struct Taken {
        std::string bytes;
        bool is_last = false;  // close() was called and these are the last bytes
        bool cut_off = false;  // aborted, or the client is too slow: end the connection at once
    };
    [[nodiscard]] Taken take();
    // As in Taken, for while earlier bytes are still being sent.
    [[nodiscard]] bool is_cut_off() const;
    // What was taken is sent.
    void sent();
    // The connection is gone, or has no use for more.
    void end();
    // The server stops: what waits is still to be sent, then the end. Tells the holder as end()
    // does.
    void end_after_sending();

  private:
    [[nodiscard]] bool is_over() const { return closed_ || ended_; }
    void end_and_tell(bool keep_pending);

    const std::size_t limit_;
    const std::function<void()> wake_;

    mutable std::mutex mutex_;  // guards all below
    std::string pending_;
    std::size_t in_flight_ = 0;  // bytes taken and not yet sent
    bool closed_ = false;        // by the holder, or to be treated so
    bool cut_off_ = false;
    bool ended_ = false;  // by the connection
    std::move_only_function<void()> closed_callback_;
    std::move_only_function<void(bool)> drained_callback_;
};

}  // namespace baton::http
