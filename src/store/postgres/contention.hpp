// Contention: in which workspaces this node loses to others so often that it should stand in line.
// Two conflicts in a row begin it; so many appends later one more try is made without. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace baton::store::postgres {

class Contention {
  public:
    static constexpr int kConflicts = 2;  // in a row
    static constexpr int kAppends = 64;

    // An append met a conflict. True: whoever decides again should stand in line before.
    [[nodiscard]] bool conflict(const std::string& workspace) {
        const std::lock_guard lock(mutex_);
        Place& place = places_[workspace];
        if (++place.conflicts >= kConflicts) place.appends_left = kAppends;
        return place.appends_left > 0;
    }
    // An append was written.
    void appended(const std::string& workspace) {
        const std::lock_guard lock(mutex_);
        const auto found = places_.find(workspace);
        if (found == places_.end()) return;
        found->second.conflicts = 0;
        // What is of no concern any more takes no memory.
        if (--found->second.appends_left <= 0) places_.erase(found);
    }

  private:
    struct Place {
        int conflicts = 0;     // in a row
        int appends_left = 0;  // before it is tried without the line again
    };
    std::mutex mutex_;  // guards the next
    std::map<std::string, Place> places_;
};

}  // namespace baton::store::postgres
