#include "dispatch/ticker.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace baton::dispatch {
namespace {

// The clock may be set while we sleep: look again at least so often.
constexpr Duration kLongestSleep = Duration::seconds(1);
constexpr Duration kAfterFailure = Duration::seconds(1);

}  // namespace

Ticker::Ticker(const Clock& clock, Fire fire) : clock_(clock), fire_(std::move(fire)) {
    thread_ = std::thread([this] { run(); });
}

Ticker::~Ticker() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Ticker::set(const std::string& workspace, Instant deadline) {
    {
        const std::lock_guard lock(mutex_);
        Entry& entry = entries_[workspace];
        if (entry.deadline == deadline) return;
        const bool sooner = deadline < entry.deadline;
        entry.deadline = deadline;
        if (!sooner) return;
    }
    changed_.notify_all();
}

void Ticker::run() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        const Instant now = clock_.now();
        Instant next = now + kLongestSleep;
        std::vector<std::string> due;
        for (auto& [workspace, entry] : entries_) {
            if (entry.under_way) continue;
            const Instant at = std::max(entry.deadline, entry.not_before);
            if (at <= now) {
                entry.under_way = true;
                due.push_back(workspace);
            } else {
                next = std::min(next, at);
            }
        }
        if (!due.empty()) {
            lock.unlock();
            for (const std::string& workspace : due) {
                fire_(workspace, [this, workspace](bool written) {
                    {
                        const std::lock_guard guard(mutex_);
                        Entry& entry = entries_[workspace];
                        entry.under_way = false;
                        entry.not_before = written ? Instant{} : clock_.now() + kAfterFailure;
                    }
                    changed_.notify_all();
                });
            }
            lock.lock();
            continue;
        }
        changed_.wait_for(lock, std::chrono::microseconds((next - now).micros));
    }
}

}  // namespace baton::dispatch
