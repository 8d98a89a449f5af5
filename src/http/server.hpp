// Server: HTTP/1.1 over TCP and Unix sockets. One event loop a thread; a connection lives on one
// loop from accept to close, and all of its callbacks come from there. One listener a address hands
// the connections round, rather than one a thread with SO_REUSEPORT: the loops are evenly loaded,
// and a second server on the same port is refused instead of silently taking half of the traffic.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/address.hpp"
#include "http/handler.hpp"
#include "http/limits.hpp"

namespace baton::http {

struct ServerOptions {
    std::vector<Address> listen = {};  // at least one; a Unix socket is made with mode 0600
    unsigned threads = 1;              // 1 to 256
    Limits limits = {};
    // What the Date field says. Called on the loops' threads, a few times a second at most.
    std::function<Instant()> clock = {};
};

struct ServerStats {
    std::uint64_t open_connections = 0;
    std::uint64_t accepted = 0;  // since the start
    std::uint64_t refused = 0;   // for want of room
    std::uint64_t requests = 0;  // heads read whole, and what was refused before
};

class Server {
  public:
    // Listens, starts the threads and returns. `handler` must outlive stop(). Errors: BadAddress,
    // CannotListen. A stale Unix socket that nobody listens on is replaced.
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerOptions options,
                                                               Handler& handler);
    ~Server();  // stop() without grace, where it was not stopped
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Of the first TCP address; 0 where there is none.
    [[nodiscard]] std::uint16_t port() const;
    // Where it really listens, in the order of the options.
    [[nodiscard]] const std::vector<Address>& addresses() const;
    [[nodiscard]] ServerStats stats() const;

    // Stops accepting, closes what stays idle, ends endless streams and lets running requests
    // finish, at most `grace`; then cuts off the rest and joins the threads. True when nothing had
    // to be cut off. Blocks; not from a handler. A Reply used later does no harm. A second call
    // does nothing.
    bool stop(Duration grace);

  private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace baton::http
