// The thread that drives a step(): sleeps until it is due again, or woken.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/instant.hpp"
#include "dispatch/clock.hpp"

namespace baton::dispatch {

class Ticker {
  public:
    // `step` gives when it is to be called again at the latest.
    Ticker(const Clock& clock, std::function<Instant()> step)
        : clock_(clock), step_(std::move(step)) {}
    ~Ticker();
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

    void start();
    // Steps at once. Any thread; does not block.
    void wake();

  private:
    void run();

    const Clock& clock_;
    const std::function<Instant()> step_;
    std::mutex mutex_;  // guards the two below
    bool is_woken_ = false;
    bool is_stopping_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

}  // namespace baton::dispatch
