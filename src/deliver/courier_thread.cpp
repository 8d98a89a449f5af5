#include "deliver/courier_thread.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace baton::deliver {
namespace {

// Intake and decisions go first on a busy machine.
constexpr int kNiceness = 12;
// The clock may jump; a wait is never longer than this.
constexpr std::int64_t kLongestWaitMicros = 5'000'000;

}  // namespace

CourierThread::CourierThread(CourierConfig config, store::Store& store, Outbound& outbound,
                             Interpreter& interpreter, Duration patience)
    : clock_(config.clock),
      patience_(patience),
      courier_(std::make_unique<Courier>(std::move(config), store, outbound, interpreter,
                                         [this] { wake(); })) {
    thread_ = std::thread([this] { run(); });
}

CourierThread::~CourierThread() {
    courier_->stop_leasing();
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        is_woken_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void CourierThread::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
    }
    changed_.notify_one();
}

void CourierThread::run() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);  // signals are the main thread's
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
    std::optional<std::chrono::steady_clock::time_point> ends_at;
    while (true) {
        const Instant next = courier_->step();
        std::unique_lock lock(mutex_);
        if (is_stopping_) {
            const auto now = std::chrono::steady_clock::now();
            if (!ends_at) ends_at = now + std::chrono::microseconds(patience_.micros);
            if (courier_->is_idle() || now >= *ends_at) return;
        }
        const std::int64_t wait = std::clamp<std::int64_t>(
            next == Instant::never() ? kLongestWaitMicros : (next - clock_()).micros, 0,
            is_stopping_ ? 100'000 : kLongestWaitMicros);
        changed_.wait_for(lock, std::chrono::microseconds(wait), [this] { return is_woken_; });
        is_woken_ = false;
    }
}

}  // namespace baton::deliver
