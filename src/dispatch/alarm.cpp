#include "dispatch/alarm.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace baton::dispatch {
namespace {

constexpr Duration kAfterFailure = Duration::seconds(1);

}  // namespace

Alarm::Alarm(const Clock& clock, Fire fire, std::function<void()> wake)
    : clock_(clock), fire_(std::move(fire)), wake_(std::move(wake)) {}

void Alarm::set(const std::string& workspace, Instant deadline) {
    {
        const std::lock_guard lock(mutex_);
        Entry& entry = entries_[workspace];
        if (entry.deadline == deadline) return;
        const bool sooner = deadline < entry.deadline;
        entry.deadline = deadline;
        if (!sooner) return;
    }
    wake_();
}

Instant Alarm::step() {
    const Instant now = clock_.now();
    Instant next = Instant::never();
    std::vector<std::string> due;
    {
        const std::lock_guard lock(mutex_);
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
    }
    for (const std::string& workspace : due) {
        fire_(workspace, [this, workspace](bool written) {
            {
                const std::lock_guard lock(mutex_);
                Entry& entry = entries_[workspace];
                entry.under_way = false;
                entry.not_before = written ? Instant{} : clock_.now() + kAfterFailure;
            }
            wake_();
        });
    }
    return due.empty() ? next : now;
}

}  // namespace baton::dispatch
