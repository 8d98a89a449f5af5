#include "dispatch/ticker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::dispatch {
namespace {

// The clock may be set while we sleep: look again at least so often.
constexpr Duration kLongestSleep = Duration::seconds(1);

}  // namespace

Ticker::Ticker(const Clock& clock, Alarm::Fire fire)
    : clock_(clock), alarm_(clock, std::move(fire), [this] { wake(); }) {
    thread_ = std::thread([this] { run(); });
}

Ticker::~Ticker() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        is_woken_ = true;
    }
    changed_.notify_all();
    thread_.join();
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
        const Instant next = alarm_.step();
        const Instant now = clock_.now();
        const Duration wait = std::max(Duration{}, std::min(next, now + kLongestSleep) - now);
        lock.lock();
        changed_.wait_for(lock, std::chrono::microseconds(wait.micros),
                          [this] { return is_woken_; });
    }
}

}  // namespace baton::dispatch
