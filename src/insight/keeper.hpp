// Keeper: brings the facts of a workspace to the end of its log, slice by slice, each slice one
// transaction with the place that it leads to. So a restart goes on where it was, a crash loses at
// most what is then read again, and a store that was restored to an earlier state is noticed by the
// hash of the event that the facts stood at: they are made anew. Any thread.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/result.hpp"
#include "dispatch/directory.hpp"
#include "insight/fact_file.hpp"
#include "store/store.hpp"

namespace baton::insight {

class Keeper {
  public:
    // Borrows both.
    Keeper(store::Store& store, FactFile& file) : store_(store), file_(file) {}

    struct Kept {
        std::uint64_t seq = 0;   // the facts go up to here
        std::uint64_t head = 0;  // and the log
        bool is_done = false;    // nothing more can be read now
    };
    // One slice: at most kEventsAtOnce events. Errors: those of store and file, Broken. Some
    // milliseconds; a node that has not read a published document yet stops before it.
    [[nodiscard]] Result<Kept> keep_up(const dispatch::Room& room);

  private:
    [[nodiscard]] Result<store::Head> begin(const std::string& workspace);

    store::Store& store_;
    FactFile& file_;
    std::mutex mutex_;  // one slice at a time
};

}  // namespace baton::insight
