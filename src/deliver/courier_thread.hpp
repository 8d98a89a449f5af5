// The thread that drives a courier: steps it when it is woken or when its time has come, at a lower
// priority than intake.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/instant.hpp"
#include "deliver/courier.hpp"

namespace baton::deliver {

class CourierThread {
  public:
    // The store, the client and the interpreter outlive it.
    CourierThread(CourierConfig config, store::Store& store, Outbound& outbound,
                  Interpreter& interpreter, Duration patience = kPatience);
    // Lets what is under way come to its end for at most `patience`, then stops. What is left is
    // sent again by whoever leases it next.
    ~CourierThread();
    CourierThread(const CourierThread&) = delete;
    CourierThread& operator=(const CourierThread&) = delete;

    // Any thread; never blocks for long.
    void notify(std::string_view workspace) { courier_->notify(workspace); }
    [[nodiscard]] Counters counters() const { return courier_->counters(); }

    static constexpr Duration kPatience = Duration::seconds(3);

  private:
    void run();
    void wake();

    std::function<Instant()> clock_;
    const Duration patience_;
    std::mutex mutex_;  // guards the two below
    bool is_woken_ = false;
    bool is_stopping_ = false;
    std::condition_variable changed_;
    std::unique_ptr<Courier> courier_;
    std::thread thread_;
};

}  // namespace baton::deliver
