// Background: a few threads for what takes longer than the server's threads may be held up: scans
// of many rows, documents that are compiled. Bounded; jobs run in the order they came. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace baton::api {

class Background {
  public:
    using Job = std::move_only_function<void()>;

    Background(std::size_t threads, std::size_t most_waiting);
    ~Background();  // as stop()
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    // False, and the job is left as it was, when too many wait already or it was stopped.
    [[nodiscard]] bool run(Job& job);
    // Finishes what runs, drops what waits.
    void stop();

  private:
    void work();

    const std::size_t most_waiting_;
    std::mutex mutex_;  // guards the next three
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool is_stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace baton::api
