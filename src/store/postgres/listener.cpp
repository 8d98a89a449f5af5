#include "store/postgres/listener.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "store/postgres/session.hpp"

namespace baton::store::postgres {
namespace {

constexpr Patience kLook{60'000};
constexpr Patience kFirstRest{100};
constexpr Patience kMostRest{2'000};

}  // namespace

Listener::Listener(Target target, std::function<int()> own)
    : target_(std::move(target)), own_(std::move(own)), wake_(eventfd(0, EFD_CLOEXEC)) {}

Listener::~Listener() {
    follow({});
    const std::uint64_t one = 1;
    (void)!write(wake_, &one, sizeof one);
    if (thread_.joinable()) thread_.join();
    ::close(wake_);
}

void Listener::follow(Follower follower) {
    const std::lock_guard lock(mutex_);
    follower_ = std::move(follower);
    if (follower_ && !thread_.joinable()) thread_ = std::thread([this] { work(); });
}

bool Listener::is_over() const {
    pollfd wake{.fd = wake_, .events = POLLIN, .revents = 0};
    return poll(&wake, 1, 0) > 0;
}

void Listener::rest(Patience patience) const {
    pollfd wake{.fd = wake_, .events = POLLIN, .revents = 0};
    (void)poll(&wake, 1, static_cast<int>(patience.count()));
}

void Listener::tell(std::string_view workspace) {
    const std::lock_guard lock(mutex_);
    if (follower_) follower_(workspace);
}

void Listener::work() {
    Patience pause = kFirstRest;
    while (!is_over()) {
        auto db = open_session(target_, Role::Read);
        if (db && (*db)->script("LISTEN " + target_.schema, "listening")) {
            pause = kFirstRest;
            tell({});  // what was said before is not heard any more
            listen(**db);
        }
        rest(pause);
        pause = std::min(pause * 2, kMostRest);
    }
}

void Listener::listen(Connection& db) {
    while (!is_over()) {
        // A workspace that was written in often is told of once.
        std::set<std::string> workspaces;
        for (Connection::Notice& notice : db.wait_for_notices(wake_, kLook)) {
            if (notice.process != own_()) workspaces.insert(std::move(notice.payload));
        }
        if (db.is_lost()) return;
        for (const std::string& workspace : workspaces) tell(workspace);
    }
}

}  // namespace baton::store::postgres
