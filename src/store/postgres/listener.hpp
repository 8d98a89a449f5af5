// Listener: hears by LISTEN/NOTIFY that another node has written, on a connection and a thread of
// its own. A hint, never needed for correctness: whoever hears nothing learns it from a conflict.
#pragma once

#include <functional>
#include <mutex>
#include <thread>

#include "store/postgres/connection.hpp"
#include "store/store.hpp"

namespace baton::store::postgres {

class Listener {
  public:
    // `own` says which of the server's processes this node writes through: what that says is known.
    Listener(Target target, std::function<int()> own);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // As Store::follow() says.
    void follow(Follower follower);

  private:
    void work();
    // Listens until the connection is lost or the end has come.
    void listen(Connection& db);
    void tell(std::string_view workspace);
    // Waits for so long; at once when the end has come.
    void rest(Patience patience) const;
    [[nodiscard]] bool is_over() const;

    const Target target_;
    const std::function<int()> own_;
    int wake_ = -1;     // can be read once the end has come
    std::mutex mutex_;  // guards follower_, and is held while it is called
    Follower follower_;
    std::thread thread_;  // begun by the first follow()
};

}  // namespace baton::store::postgres
