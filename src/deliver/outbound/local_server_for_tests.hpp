// A server for tests on 127.0.0.1 and a free port: each connection is handed to a script, on a
// thread of its own. It ends when it is destroyed, whatever its scripts wait for.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace baton::deliver::testing {

// One accepted connection, as a script sees it. Reads and writes block until the other side or the
// server ends.
class Line {
  public:
    explicit Line(int socket) : socket_(socket) {}

    // What comes up to and with `end`; empty when the line ends first.
    std::string read_until(std::string_view end) {
        while (true) {
            if (const std::size_t at = buffer_.find(end); at != std::string::npos) {
                return take(at + end.size());
            }
            if (!fill()) return {};
        }
    }
    std::string read_bytes(std::size_t size) {
        while (buffer_.size() < size && fill()) {
        }
        return take(std::min(size, buffer_.size()));
    }
    // A whole HTTP request: head and the body that its Content-Length announces.
    std::string read_request() {
        std::string head = read_until("\r\n\r\n");
        const std::string_view name = "Content-Length: ";
        const std::size_t at = head.find(name);
        if (at == std::string::npos) return head;
        return head + read_bytes(std::stoul(head.substr(at + name.size())));
    }
    bool write(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void wait_for_the_end() {
        while (fill()) buffer_.clear();
    }

  private:
    bool fill() {
        std::array<char, 4096> chunk;
        const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
        if (got <= 0) return false;
        buffer_.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    }
    std::string take(std::size_t size) {
        std::string out = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return out;
    }

    int socket_;
    std::string buffer_;
};

class LocalServer {
  public:
    using Script = std::function<void(Line&)>;

    explicit LocalServer(Script script) : script_(std::move(script)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 64), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }
    ~LocalServer() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
        }
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        for (std::thread& thread : threads_) thread.join();
        for (const int socket : sockets_) ::close(socket);
        ::close(listener_);
    }
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;

    [[nodiscard]] std::string at(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    [[nodiscard]] int port() const { return port_; }
    void wait_for_connections(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return accepted_ >= count; });
    }
    std::size_t connections() {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }

  private:
    void accept_all() {
        while (true) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            const std::lock_guard lock(mutex_);
            if (socket < 0 || stopping_) {
                if (socket >= 0) ::close(socket);
                return;
            }
            ++accepted_;
            changed_.notify_all();
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] {
                Line line(socket);
                script_(line);
                ::shutdown(socket, SHUT_RDWR);
            });
        }
    }

    Script script_;
    int listener_ = -1;
    int port_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::size_t accepted_ = 0;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace baton::deliver::testing
