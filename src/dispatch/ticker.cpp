#include "dispatch/ticker.hpp"

#include <algorithm>
#include <chrono>

namespace baton::dispatch {
namespace {

// The clock may be set while we sleep: look again at least so often.
constexpr Duration kLongestSleep = Duration::seconds(1);

}  // namespace

void Ticker::start() {
    thread_ = std::thread([this] { run(); });
}

Ticker::~Ticker() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        is_woken_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Ticker::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
    }
    changed_.notify_all();
}

void Ticker::run() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        is_woken_ = false;
        lock.unlock();
        const Instant next = step_();
        const Instant now = clock_.now();
        const Duration wait = std::max(Duration{}, std::min(next, now + kLongestSleep) - now);
        lock.lock();
        changed_.wait_for(lock, std::chrono::microseconds(wait.micros),
                          [this] { return is_woken_; });
    }
}

}  // namespace baton::dispatch
