// Loop: one thread, one io_context, and the connections that live on it. Inside the transport only:
// this header knows Asio. A connection holds its loop alive, since a Reply may be kept for longer
// than the server.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/instant.hpp"
#include "http/handler.hpp"
#include "http/limits.hpp"
#include "http/mailbox.hpp"
#include "http/socket.hpp"

namespace baton::http {

class Connection;

// What all loops of a server have in common. `handler` is not called after the loops are joined.
struct Common {
    Limits limits;
    std::function<Instant()> clock;
    Handler* handler = nullptr;  // borrowed from the server's owner
    std::atomic<std::uint64_t> open_connections = 0;
    std::atomic<std::uint64_t> being_refused = 0;
    std::atomic<std::uint64_t> accepted = 0;
    std::atomic<std::uint64_t> refused = 0;

    std::mutex mutex;  // guards `empty_loops`
    std::condition_variable changed;
    unsigned empty_loops = 0;  // of those that were told to stop
};

class Loop : public std::enable_shared_from_this<Loop> {
  public:
    Loop(std::shared_ptr<Common> common, unsigned index);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // From the server's thread, in this order.
    void start();
    void
    stop_gently();  // no new requests; Common::empty_loops counts it once it has no connections
    void stop_now();
    void join();

    // Any thread.
    [[nodiscard]] bool is_current() const;
    void adopt(OwnedSocket socket, Peer peer, bool refuse);
    void post(std::move_only_function<void()> task);
    [[nodiscard]] const Common& common() const { return *common_; }
    [[nodiscard]] std::uint64_t requests() const {
        return requests_.load(std::memory_order_relaxed);
    }
    // False when the loop has ended and will never look.
    bool mail(Mailbox<Connection>::Node& node, std::shared_ptr<Connection> connection);
    // Has the loop read its mail.
    void wake();

    // This loop's thread only.
    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    [[nodiscard]] std::string_view date() const { return date_; }
    [[nodiscard]] bool is_stopping() const { return stopping_; }
    [[nodiscard]] std::uint64_t next_request_id();
    // The tick at which something is late that may take `time` from now on.
    [[nodiscard]] std::uint64_t deadline(Duration time) const;
    void remove(Connection& connection);

  private:
    void run();
    void read_mail();
    void begin_connection(OwnedSocket socket, Peer peer, bool refuse);
    void arm_tick();
    void tick();
    void renew_date();
    void tell_if_empty();

    const std::shared_ptr<Common> common_;  // shared with the server and the other loops
    const unsigned index_;
    const Duration tick_length_;
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer timer_;
    Mailbox<Connection> mailbox_;
    std::vector<std::shared_ptr<Connection>> connections_;  // each knows its place
    std::uint64_t now_ = 0;                                 // in ticks
    std::string date_;
    std::int64_t date_second_ = -1;
    bool ticking_ = false;
    bool stopping_ = false;
    bool told_empty_ = false;
    bool ended_ = false;
    std::atomic<std::uint64_t> requests_ = 0;  // written by this loop only
    std::thread thread_;
};

}  // namespace baton::http
