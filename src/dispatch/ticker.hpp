// The thread that drives an alarm: sleeps until the next deadline of any workspace and then has it
// carried out.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/instant.hpp"
#include "dispatch/alarm.hpp"
#include "dispatch/clock.hpp"

namespace baton::dispatch {

class Ticker {
  public:
    Ticker(const Clock& clock, Alarm::Fire fire);
    ~Ticker();
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

    // The workspace's next deadline is this from now on; never(): it has none. Any thread.
    void set(const std::string& workspace, Instant deadline) { alarm_.set(workspace, deadline); }

  private:
    void run();
    void wake();

    const Clock& clock_;
    Alarm alarm_;
    std::mutex mutex_;  // guards the two below
    bool is_woken_ = false;
    bool is_stopping_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

}  // namespace baton::dispatch
