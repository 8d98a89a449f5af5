// Alarm: which workspace falls due when. A state machine without a thread: step() has whatever is
// due carried out and says when to come back; Ticker drives it. A tick that could not be written is
// tried again a second later.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/instant.hpp"
#include "dispatch/clock.hpp"

namespace baton::dispatch {

class Alarm {
  public:
    // Carries out what is due in a workspace and calls back with whether that could be written.
    using Fire = std::function<void(const std::string& workspace, std::function<void(bool)> done)>;

    // `wake` is called, from any thread, when step() has something to do sooner than it said; it
    // must not block. Borrows the clock; outlives every `done` that it has given.
    Alarm(const Clock& clock, Fire fire, std::function<void()> wake);
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    // The workspace's next deadline is this from now on; never(): it has none. Any thread.
    void set(const std::string& workspace, Instant deadline);

    // Fires what is due by the clock. Gives when to be called again at the latest, unless the clock
    // is set: then at once. never(): when woken. One thread.
    [[nodiscard]] Instant step();

  private:
    struct Entry {
        Instant deadline = Instant::never();
        Instant not_before{};  // after a failure
        bool under_way = false;
    };

    const Clock& clock_;
    const Fire fire_;
    const std::function<void()> wake_;
    std::mutex mutex_;  // guards the next
    std::map<std::string, Entry> entries_;
};

}  // namespace baton::dispatch
