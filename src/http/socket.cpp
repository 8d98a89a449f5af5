#include "http/socket.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "http/error.hpp"

namespace baton::http {
namespace {

std::unexpected<Error> cannot(const Address& address, std::string_view why) {
    return fail(HttpError::CannotListen,
                "cannot listen on " + address.to_string() + ": " + std::string(why));
}

std::string errno_text(int number) { return std::generic_category().message(number); }

sockaddr_un unix_address(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    // The path was measured when the address was read; cut off here in any case.
    std::memcpy(name.sun_path, path.data(), std::min(path.size(), sizeof name.sun_path - 1));
    return name;
}

// Removes a socket file that nobody listens on; an error for anything else that is in the way.
Result<void> clear_the_way(const Address& address) {
    struct stat status {};
    if (::lstat(address.unix_path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) return cannot(address, "a file that is no socket is in the way");
    const OwnedSocket probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_un name = unix_address(address.unix_path);
    if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0) {
        return cannot(address, "another process listens there already");
    }
    if (errno != ECONNREFUSED) return cannot(address, errno_text(errno));
    if (::unlink(address.unix_path.c_str()) != 0) return cannot(address, errno_text(errno));
    return {};
}

Result<Listening> listen_on_unix(const Address& address) {
    if (auto clear = clear_the_way(address); !clear) return std::unexpected(clear.error());
    Listening out{OwnedSocket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
                  address};
    const sockaddr_un name = unix_address(address.unix_path);
    // On Linux the file gets the mode that the socket has before bind(), so there is no moment at
    // which others could connect.
    if (out.socket.get() < 0 || ::fchmod(out.socket.get(), 0600) != 0 ||
        ::bind(out.socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
        ::chmod(address.unix_path.c_str(), 0600) != 0 ||
        ::listen(out.socket.get(), SOMAXCONN) != 0) {
        return cannot(address, errno_text(errno));
    }
    return out;
}

std::uint16_t bound_port(int descriptor) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
    return name.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(name).sin6_port)
                                      : ntohs(reinterpret_cast<const sockaddr_in&>(name).sin_port);
}

Result<Listening> listen_on_tcp(const Address& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(address.port);
    const int failed = ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found);
    if (failed != 0) return cannot(address, ::gai_strerror(failed));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freed(found, &::freeaddrinfo);

    Listening out{
        OwnedSocket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
        address};
    const int descriptor = out.socket.get();
    if (descriptor < 0) return cannot(address, errno_text(errno));
    const int on = 1;
    // What is accepted inherits TCP_NODELAY: an answer is one write, and is to leave at once.
    if (::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        ::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0 ||
        ::listen(descriptor, SOMAXCONN) != 0) {
        return cannot(address, errno_text(errno));
    }
    out.address.port = bound_port(descriptor);
    return out;
}

std::string numeric(const sockaddr_storage& name) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (name.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    } else if (name.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
        if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
            ::inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text.data(), text.size());
        } else {
            ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
        }
    } else {
        return "unix";
    }
    return text.data();
}

}  // namespace

OwnedSocket& OwnedSocket::operator=(OwnedSocket&& other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = other.release();
    }
    return *this;
}

OwnedSocket::~OwnedSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Listening> listen_on(const Address& address) {
    return address.is_unix() ? listen_on_unix(address) : listen_on_tcp(address);
}

Accepted accept_from(const OwnedSocket& listening) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    for (;;) {
        OwnedSocket socket(::accept4(listening.get(), reinterpret_cast<sockaddr*>(&name), &size,
                                     SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.get() >= 0) {
            return {AcceptStep::Accepted, std::move(socket), {numeric(name), name.ss_family}};
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {AcceptStep::NothingWaits, {}, {}};
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            return {AcceptStep::OutOfResources, {}, {}};
        }
        // Anything else (ECONNABORTED, EINTR, network errors) belongs to the one connection.
        size = sizeof name;
    }
}

}  // namespace baton::http
