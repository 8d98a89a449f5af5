// For the tests of this folder: a server on a free port whose handler is made of functions, and a
// client that sends raw bytes. Everything waits on a condition; a hang ends after ten seconds.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"

namespace baton::http {

inline constexpr int kPatienceSeconds = 10;

struct TestHandler final : Handler {
    std::function<BodyPlan(RequestHead&)> on_plan = [](RequestHead&) { return BodyPlan{}; };
    std::function<void(Request&&, Reply)> on_request = [](Request&& request, Reply reply) {
        reply(Response::text(200, std::string(method_name(request.method)) + " " + request.path +
                                      " " + request.body));
    };
    std::function<void(Request&&, BodyReader, Reply)> on_stream;
    std::function<void(const RequestHead&, Response&)> on_refusal;

    BodyPlan plan(RequestHead& head) override { return on_plan(head); }
    void handle(Request&& request, Reply reply) override {
        on_request(std::move(request), std::move(reply));
    }
    void handle_stream(Request&& request, BodyReader body, Reply reply) override {
        on_stream(std::move(request), std::move(body), std::move(reply));
    }
    void on_refused(const RequestHead& head, Response& answer) override {
        if (on_refusal) on_refusal(head, answer);
    }
};

// 1994-11-06T08:49:37Z, the moment of RFC 9110's example.
inline Instant test_clock() { return Instant::from_seconds(784111777); }

inline std::unique_ptr<Server> serve(Handler& handler, Limits limits = {}, unsigned threads = 1) {
    auto server = Server::start({.listen = {{.host = "127.0.0.1"}},
                                 .threads = threads,
                                 .limits = limits,
                                 .clock = test_clock},
                                handler);
    EXPECT_TRUE(server.has_value()) << server.error().message;
    return *std::move(server);
}

struct RawResponse {
    int status = 0;
    std::string head;
    std::string body;
    bool whole = false;  // the framing said so; else the connection ended before

    [[nodiscard]] std::string header(std::string_view name) const {
        for (const std::string_view line : split(head, '\n')) {
            const std::size_t colon = line.find(':');
            if (colon != std::string_view::npos &&
                equals_ignoring_ascii_case(line.substr(0, colon), name)) {
                return std::string(trim(line.substr(colon + 1)));
            }
        }
        return {};
    }
};

class RawClient {
  public:
    explicit RawClient(const Server& server, int receive_buffer = 0) {
        socket_ = OwnedSocket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (receive_buffer > 0) {
            ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                         sizeof receive_buffer);
        }
        const timeval patience{kPatienceSeconds, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(server.port());
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ =
            ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
    }

    [[nodiscard]] bool connected() const { return connected_; }

    // False when the other side no longer takes bytes.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // Sends what the system takes until it takes no more for `quiet_ms`; how much that was.
    std::size_t send_until_blocked(std::string_view piece, std::size_t most, int quiet_ms = 200) {
        std::size_t sent = 0;
        while (sent < most) {
            const ssize_t count =
                ::send(socket_.get(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count > 0) {
                sent += static_cast<std::size_t>(count);
                continue;
            }
            pollfd room{socket_.get(), POLLOUT, 0};
            if (::poll(&room, 1, quiet_ms) == 0) break;
        }
        return sent;
    }

    void end_sending() { ::shutdown(socket_.get(), SHUT_WR); }
    void close() { socket_ = OwnedSocket(); }

    // Receives until `mark` is there; all that was received so far and not taken by receive().
    std::string receive_until(std::string_view mark) {
        while (received_.find(mark) == std::string::npos && more()) {
        }
        return received_;
    }
    std::string receive_to_end() {
        while (more()) {
        }
        return std::exchange(received_, {});
    }
    // True when the server ended the connection (and nothing is left to take).
    bool at_end() { return received_.empty() && !more() && ended_; }

    RawResponse receive(bool without_body = false) {
        RawResponse response;
        receive_until("\r\n\r\n");
        const std::size_t end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return response;
        response.head = received_.substr(0, end + 2);
        received_.erase(0, end + 4);
        response.status = static_cast<int>(parse_integer(response.head.substr(9, 3)).value_or(0));
        if (without_body || response.status == 204 || response.status / 100 == 1) {
            response.whole = true;
        } else if (response.header("transfer-encoding") == "chunked") {
            receive_chunks(response);
        } else if (const auto length = parse_integer(response.header("content-length"))) {
            const auto wanted = static_cast<std::size_t>(*length);
            while (received_.size() < wanted && more()) {
            }
            response.whole = received_.size() >= wanted;
            response.body = received_.substr(0, wanted);
            received_.erase(0, wanted);
        } else {
            response.body = receive_to_end();
            response.whole = ended_;
        }
        return response;
    }

  private:
    void receive_chunks(RawResponse& response) {
        for (;;) {
            receive_until("\r\n");
            const std::size_t end = received_.find("\r\n");
            if (end == std::string::npos) return;
            const std::size_t size = std::stoul(received_.substr(0, end), nullptr, 16);
            while (received_.size() < end + 2 + size + 2 && more()) {
            }
            if (received_.size() < end + 2 + size + 2) return;
            response.body += received_.substr(end + 2, size);
            received_.erase(0, end + 2 + size + 2);
            if (size == 0) {
                response.whole = true;
                return;
            }
        }
    }

    bool more() {
        char bytes[65536];
        const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
        if (count > 0) received_.append(bytes, static_cast<std::size_t>(count));
        if (count == 0) ended_ = true;
        return count > 0;
    }

    OwnedSocket socket_;
    std::string received_;
    bool connected_ = false;
    bool ended_ = false;
};

inline std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

inline std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

// What a future holds, or a failed test after a while.
template <class T>
bool ready(const std::future<T>& future) {
    return future.wait_for(std::chrono::seconds(kPatienceSeconds)) == std::future_status::ready;
}

}  // namespace baton::http
