// Inbox: what other threads have for the courier. Completions of the store and of the outbound
// client only put a task here; the courier's own thread runs them in its next step.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace baton::deliver {

using Task = std::move_only_function<void()>;

class Inbox {
  public:
    // `wake` is called after each post, from the posting thread and never after close(); it must
    // not block or post.
    explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void post(Task task) {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        tasks_.push_back(std::move(task));
        wake_();
    }
    [[nodiscard]] std::vector<Task> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(tasks_, {});
    }
    // From here on posts are dropped: the courier goes.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        tasks_.clear();
    }

  private:
    const std::function<void()> wake_;
    std::mutex mutex_;  // guards the two below
    std::vector<Task> tasks_;
    bool closed_ = false;
};

// Shared, since a store or a client may answer after the courier has ended.
using SharedInbox = std::shared_ptr<Inbox>;

}  // namespace baton::deliver
