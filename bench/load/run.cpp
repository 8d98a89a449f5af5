#include "load/run.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "base/text.hpp"
#include "http/socket.hpp"
#include "load/request_template.hpp"

namespace baton::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kPatience = 30;  // seconds without a single answer

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

double own_cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

// User and system time of another process, from /proc; 0 where it cannot be read.
double cpu_seconds_of(int pid) {
    if (pid == 0) return 0;
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream rest(line.substr(name_end + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

int connect_to(const http::Address& server) {
    if (server.is_unix()) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::memcpy(name.sun_path, server.unix_path.data(), server.unix_path.size());
        http::OwnedSocket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto* address = reinterpret_cast<const sockaddr*>(&name);
        return ::connect(socket.get(), address, sizeof name) == 0 ? socket.release() : -1;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(server.port);
    if (::getaddrinfo(server.host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freed(found, &::freeaddrinfo);
    http::OwnedSocket socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return ::connect(socket.get(), found->ai_addr, found->ai_addrlen) == 0 ? socket.release() : -1;
}

// The length of the answer that begins in `bytes`; 0 where its head is not whole.
std::size_t answer_length(std::string_view bytes) {
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return 0;
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const std::size_t field = bytes.substr(0, head_end + 2).find(kLength);
    std::size_t length = 0;
    if (field != std::string_view::npos) {
        for (std::size_t at = field + kLength.size(); bytes[at] >= '0' && bytes[at] <= '9'; ++at) {
            length = length * 10 + static_cast<std::size_t>(bytes[at] - '0');
        }
    }
    return head_end + 4 + length;
}

struct Line {
    http::OwnedSocket socket;
    RequestTemplate request;
    Clock::time_point sent_at;
    std::string answer;
};

class Run {
  public:
    explicit Run(const LoadOptions& options)
        : options_(options),
          // Numbers of different runs differ, so that keys and addresses are fresh each time.
          number_(static_cast<std::uint64_t>(
              std::chrono::system_clock::now().time_since_epoch().count() / 1000)) {}

    Result<LoadReport> measure() {
        poll_ = http::OwnedSocket(::epoll_create1(EPOLL_CLOEXEC));
        for (unsigned i = 0; i < options_.connections; ++i) {
            lines_.push_back(std::make_unique<Line>(Line{{}, RequestTemplate(options_), {}, {}}));
            if (!open(*lines_.back())) {
                return fail(LoadError::CannotConnect,
                            "cannot connect to " + options_.server.to_string());
            }
        }
        if (auto warm = serve(options_.warm_up, 0); !warm) return std::unexpected(warm.error());
        latencies_.clear();
        report_ = {};
        const double server_before = cpu_seconds_of(options_.server_pid);
        const double own_before = own_cpu_seconds();
        const auto began = Clock::now();
        if (auto served = serve(options_.seconds, options_.requests); !served) {
            return std::unexpected(served.error());
        }
        report_.seconds = seconds_between(began, Clock::now());
        const auto count = static_cast<double>(std::max<std::uint64_t>(report_.requests, 1));
        report_.client_cpu_us = (own_cpu_seconds() - own_before) / count * 1e6;
        report_.server_cpu_us = (cpu_seconds_of(options_.server_pid) - server_before) / count * 1e6;
        sum_up();
        return report_;
    }

  private:
    bool open(Line& line) {
        line.socket = http::OwnedSocket(connect_to(options_.server));
        line.answer.clear();
        if (line.socket.get() < 0) return false;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &line;
        ::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, line.socket.get(), &event);
        return post(line);
    }

    // A request fits the socket's buffer: the one before it was answered.
    bool post(Line& line) {
        const std::string_view bytes = line.request.with(++number_);
        line.sent_at = Clock::now();
        return ::send(line.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }

    // Until the time is over or so many more requests are answered (where not 0).
    Result<void> serve(double seconds, std::uint64_t requests) {
        const auto began = Clock::now();
        auto last_answer = began;
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready = ::epoll_wait(poll_.get(), events.data(), events.size(), 100);
            const auto now = Clock::now();
            if (ready > 0) last_answer = now;
            if (seconds_between(last_answer, now) > kPatience) {
                return fail(LoadError::Lost, "the server does not answer");
            }
            for (int i = 0; i < ready; ++i) {
                Line& line = *static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr);
                if (!receive(line) && !open(line)) {
                    return fail(LoadError::Lost, "the server closed a connection for good");
                }
            }
            if (requests == 0 ? seconds_between(began, now) >= seconds
                              : report_.requests >= requests) {
                return {};
            }
        }
    }

    // False where the connection is lost.
    bool receive(Line& line) {
        std::array<char, 16384> buffer{};
        const ssize_t count = ::recv(line.socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (count <= 0) {
            ++report_.errors;
            return false;
        }
        std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
        if (!line.answer.empty()) bytes = line.answer.append(bytes);
        const std::size_t length = answer_length(bytes);
        if (length == 0 || bytes.size() < length) {
            if (line.answer.empty()) line.answer = bytes;
            return true;
        }
        note(line, bytes);
        line.answer.clear();
        return post(line);
    }

    void note(const Line& line, std::string_view answer) {
        ++report_.requests;
        latencies_.push_back(static_cast<float>(seconds_between(line.sent_at, Clock::now()) * 1e3));
        const auto status = parse_integer(answer.substr(9, 3)).value_or(0);
        if (status != options_.expected_status) {
            ++report_.errors;
            if (report_.first_bad_status == 0) report_.first_bad_status = static_cast<int>(status);
        }
    }

    void sum_up() {
        if (latencies_.empty()) return;
        std::sort(latencies_.begin(), latencies_.end());
        const auto at = [this](double part) {
            const auto last = static_cast<double>(latencies_.size() - 1);
            return static_cast<double>(latencies_[static_cast<std::size_t>(part * last)]);
        };
        report_.p50_ms = at(0.5);
        report_.p99_ms = at(0.99);
        report_.max_ms = at(1);
    }

    const LoadOptions& options_;
    std::uint64_t number_;
    http::OwnedSocket poll_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::vector<float> latencies_;  // milliseconds
    LoadReport report_;
};

}  // namespace

Result<LoadReport> run_load(const LoadOptions& options) { return Run(options).measure(); }

}  // namespace baton::bench
