// Turnstile: where a node that keeps losing to others stands in line, on PostgreSQL's advisory
// locks, with a connection and a thread of its own. A courtesy, never needed for correctness:
// whoever does not come to stand there, or not for long, goes on without. A node holds one place at
// a time and waits for none while it does, so no two nodes wait for each other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/postgres/connection.hpp"

namespace baton::store::postgres {

class Turnstile {
  public:
    explicit Turnstile(Target target);
    ~Turnstile() { close(); }
    Turnstile(const Turnstile&) = delete;
    Turnstile& operator=(const Turnstile&) = delete;

    // Nobody stands in line any more: what waits is called. Not from within what is called.
    void close();

    // Calls `go` when it is this node's turn in the workspace, or when it does not come soon, on
    // the turnstile's thread. The turn lasts until leave(), a second at most, if `go` brings an
    // append, and no longer than `go` if it does not. False: somebody of this node stands there
    // already, or standing there was in vain lately; `go` is left as it was then.
    [[nodiscard]] bool stand_in_line(const std::string& workspace,
                                     std::move_only_function<void()>& go);
    // Something is appended in the workspace, by whose turn it is. Any thread.
    void note_append(const std::string& workspace);
    // The turn in this workspace is over, if there is one. Any thread.
    void leave(const std::string& workspace);
    // Whether this node's turn in the workspace is under way. Any thread.
    [[nodiscard]] bool is_inside(const std::string& workspace) const;

    [[nodiscard]] std::size_t turns() const;  // that came, so far

  private:
    using Clock = std::chrono::steady_clock;

    void work();
    // Holds the lock while the turn lasts.
    void serve(const std::string& workspace, std::move_only_function<void()> go);
    // A session that stands, with a short patience for locks.
    [[nodiscard]] bool connect();

    const Target target_;
    mutable std::mutex mutex_;  // guards the next eight
    std::condition_variable changed_;
    std::string workspace_;  // whose turn is wanted, or under way; empty: none
    std::move_only_function<void()> go_;
    bool is_inside_ = false;
    bool is_used_ = false;  // an append is under way in this turn
    bool is_over_ = false;
    Clock::time_point rests_until_{};
    std::size_t turns_ = 0;

    std::unique_ptr<Connection> db_;  // the thread's
    std::thread thread_;              // begun by the first who asks
};

}  // namespace baton::store::postgres
