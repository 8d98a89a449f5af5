// Sleeps until the next deadline of any workspace and then has it carried out. A tick that the
// store refuses is tried again a second later.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/instant.hpp"
#include "dispatch/clock.hpp"

namespace baton::dispatch {

class Ticker {
  public:
    // Carries out what is due in a workspace and calls back with whether that could be written.
    using Fire = std::function<void(const std::string& workspace, std::function<void(bool)> done)>;

    Ticker(const Clock& clock, Fire fire);
    ~Ticker();
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

    // The workspace's next deadline is this from now on; never(): it has none. Any thread.
    void set(const std::string& workspace, Instant deadline);

  private:
    struct Entry {
        Instant deadline = Instant::never();
        Instant not_before{};  // after a failure
        bool under_way = false;
    };
    void run();

    const Clock& clock_;
    Fire fire_;
    std::mutex mutex_;  // guards the three below
    std::condition_variable changed_;
    std::map<std::string, Entry> entries_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace baton::dispatch
