// The sockets of the system, without a framework: listening ones and those they accept.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "http/address.hpp"

namespace baton::http {

// A file descriptor that is closed with its holder; -1 for none.
class OwnedSocket {
  public:
    OwnedSocket() = default;
    explicit OwnedSocket(int descriptor) : descriptor_(descriptor) {}
    OwnedSocket(OwnedSocket&& other) noexcept : descriptor_(other.release()) {}
    OwnedSocket& operator=(OwnedSocket&& other) noexcept;
    ~OwnedSocket();

    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] int release() { return std::exchange(descriptor_, -1); }

  private:
    int descriptor_ = -1;
};

// Who is on the other side of an accepted socket.
struct Peer {
    std::string address;  // "203.0.113.7", "2001:db8::1"; "unix"
    int family = 0;       // AF_INET, AF_INET6 or AF_UNIX
};

struct Listening {
    OwnedSocket socket;  // does not block
    Address address;     // with the port it really has
};

// Binds and listens. A host name is looked up (this may take the resolver's time); its first
// address is taken. A Unix socket is made with mode 0600; a stale one is replaced. Errors:
// CannotListen.
[[nodiscard]] Result<Listening> listen_on(const Address& address);

enum class AcceptStep { Accepted, NothingWaits, OutOfResources };
struct Accepted {
    AcceptStep step;
    OwnedSocket socket;  // does not block
    Peer peer;
};
[[nodiscard]] Accepted accept_from(const OwnedSocket& listening);

}  // namespace baton::http
