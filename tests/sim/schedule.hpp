// The world's time and what happens when: a queue of tasks, run one after another on one thread.
// Time stands still while a task runs and jumps to the next one's. Equal times: first come, first
// served, so a seed always tells the same story.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/instant.hpp"

namespace baton::sim {

using Task = std::move_only_function<void()>;

class Schedule {
  public:
    explicit Schedule(Instant start) : now_(start) {}

    [[nodiscard]] Instant now() const { return now_; }
    void at(Instant when, Task task) {
        tasks_.emplace(std::pair(std::max(when, now_), ++made_), std::move(task));
    }
    void after(Duration delay, Task task) { at(now_ + delay, std::move(task)); }

    // Runs everything up to `until`, and stands there.
    void run_to(Instant until) {
        while (!tasks_.empty() && tasks_.begin()->first.first <= until) {
            auto next = tasks_.extract(tasks_.begin());
            now_ = next.key().first;
            ++ran_;
            next.mapped()();
        }
        now_ = std::max(now_, until);
    }
    [[nodiscard]] std::uint64_t ran() const { return ran_; }

  private:
    Instant now_;
    std::uint64_t made_ = 0;
    std::uint64_t ran_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Task> tasks_;
};

}  // namespace baton::sim
