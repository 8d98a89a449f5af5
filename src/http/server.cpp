#include "http/server.hpp"

#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "base/check.hpp"
#include "http/error.hpp"
#include "http/loop.hpp"
#include "http/socket.hpp"

namespace baton::http {
namespace {

constexpr unsigned kMaxThreads = 256;
// Connections past the limit that are told so at once; further ones are closed without a word.
constexpr std::uint64_t kMaxBeingRefused = 64;
constexpr int kAcceptsInARow = 64;
constexpr std::chrono::milliseconds kOutOfResourcesPause{100};

// Accepts on one address and hands the connections round. Lives on the first loop.
class Acceptor {
  public:
    Acceptor(Listening listening, std::shared_ptr<Common> common,
             const std::vector<std::shared_ptr<Loop>>& loops)
        : listening_(std::move(listening)),
          common_(std::move(common)),
          loops_(loops),
          waiter_(loops.front()->context()),
          timer_(loops.front()->context()) {}

    void start() {
        boost::system::error_code code;
        waiter_.assign(::dup(listening_.socket.get()), code);
        BATON_CHECK(!code);
        wait();
    }

    void close() {
        closed_ = true;
        boost::system::error_code code;
        waiter_.close(code);
        timer_.cancel();
        listening_.socket = OwnedSocket();
        if (listening_.address.is_unix()) ::unlink(listening_.address.unix_path.c_str());
    }

  private:
    void wait() {
        waiter_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](const boost::system::error_code& code) {
                               if (!code && !closed_) accept();
                           });
    }

    void accept() {
        for (int i = 0; i < kAcceptsInARow; ++i) {
            Accepted accepted = accept_from(listening_.socket);
            switch (accepted.step) {
                case AcceptStep::Accepted:
                    hand_over(std::move(accepted));
                    break;
                case AcceptStep::NothingWaits:
                    wait();
                    return;
                case AcceptStep::OutOfResources:
                    pause();
                    return;
            }
        }
        wait();
    }

    void hand_over(Accepted accepted) {
        const bool refuse = common_->open_connections.load() >= common_->limits.connections;
        if (refuse) {
            common_->refused.fetch_add(1);
            if (common_->being_refused.load() >= kMaxBeingRefused) return;
            common_->being_refused.fetch_add(1);
        } else {
            common_->accepted.fetch_add(1);
            common_->open_connections.fetch_add(1);
        }
        next_ = (next_ + 1) % loops_.size();
        loops_[next_]->adopt(std::move(accepted.socket), std::move(accepted.peer), refuse);
    }

    void pause() {
        timer_.expires_after(kOutOfResourcesPause);
        timer_.async_wait([this](const boost::system::error_code& code) {
            if (!code && !closed_) accept();
        });
    }

    Listening listening_;
    std::shared_ptr<Common> common_;                   // shared with the loops
    const std::vector<std::shared_ptr<Loop>>& loops_;  // the server's
    boost::asio::posix::stream_descriptor waiter_;
    boost::asio::steady_timer timer_;
    std::size_t next_ = 0;
    bool closed_ = false;
};

}  // namespace

class Server::Impl {
  public:
    Impl(ServerOptions options, Handler& handler) : common_(std::make_shared<Common>()) {
        common_->limits = options.limits;
        common_->clock = std::move(options.clock);
        common_->handler = &handler;
        for (unsigned i = 0; i < options.threads; ++i) {
            loops_.push_back(std::make_shared<Loop>(common_, i));
        }
    }

    void start(std::vector<Listening> listening) {
        for (Listening& one : listening) {
            addresses_.push_back(one.address);
            acceptors_.push_back(std::make_unique<Acceptor>(std::move(one), common_, loops_));
        }
        for (const auto& loop : loops_) loop->start();
        loops_.front()->post([this] {
            for (const auto& acceptor : acceptors_) acceptor->start();
        });
    }

    bool stop(Duration grace) {
        if (std::exchange(stopped_, true)) return true;
        // On the acceptors' loop, so that what they handed over comes before the loops' stop.
        loops_.front()->post([this] {
            for (const auto& acceptor : acceptors_) acceptor->close();
            for (const auto& loop : loops_) loop->stop_gently();
        });
        bool all_ended = false;
        {
            std::unique_lock lock(common_->mutex);
            all_ended =
                common_->changed.wait_for(lock, std::chrono::microseconds(grace.micros),
                                          [this] { return common_->empty_loops == loops_.size(); });
        }
        for (const auto& loop : loops_) loop->stop_now();
        for (const auto& loop : loops_) loop->join();
        return all_ended;
    }

    [[nodiscard]] const std::vector<Address>& addresses() const { return addresses_; }

    [[nodiscard]] ServerStats stats() const {
        ServerStats stats;
        stats.open_connections = common_->open_connections.load();
        stats.accepted = common_->accepted.load();
        stats.refused = common_->refused.load();
        for (const auto& loop : loops_) stats.requests += loop->requests();
        return stats;
    }

  private:
    std::shared_ptr<Common> common_;            // shared with the loops
    std::vector<std::shared_ptr<Loop>> loops_;  // shared with their connections
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    std::vector<Address> addresses_;
    bool stopped_ = false;
};

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler& handler) {
    BATON_CHECK(options.clock != nullptr);
    if (options.listen.empty()) return fail(HttpError::BadAddress, "no address to listen on");
    if (options.threads < 1 || options.threads > kMaxThreads) {
        return fail(HttpError::BadAddress, "a server has 1 to 256 threads");
    }
    std::vector<Listening> listening;
    for (const Address& address : options.listen) {
        auto one = listen_on(address);
        if (!one) {
            for (const Listening& made : listening) {
                if (made.address.is_unix()) ::unlink(made.address.unix_path.c_str());
            }
            return std::unexpected(one.error());
        }
        listening.push_back(*std::move(one));
    }
    auto impl = std::make_unique<Impl>(std::move(options), handler);
    impl->start(std::move(listening));
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { stop(Duration{0}); }

std::uint16_t Server::port() const {
    for (const Address& address : impl_->addresses()) {
        if (!address.is_unix()) return address.port;
    }
    return 0;
}

const std::vector<Address>& Server::addresses() const { return impl_->addresses(); }

ServerStats Server::stats() const { return impl_->stats(); }

bool Server::stop(Duration grace) { return impl_->stop(grace); }

}  // namespace baton::http
