#include "deliver/outbound/curl_outbound.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/check.hpp"
#include "deliver/outbound/curl_transfer.hpp"

namespace baton::deliver {
namespace {

// Intake and decisions go first on a busy machine; a message may wait these milliseconds.
constexpr int kNiceness = 12;
constexpr int kIdleMilliseconds = 60'000;  // a wake-up ends the wait at once

struct MultiCloser {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

void initialise_curl() {
    static std::once_flag once;
    std::call_once(once, [] { BATON_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

// A signal is for the main thread; SIGPIPE from a cut TLS line is for nobody.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

class CurlOutbound::Loop {
  public:
    explicit Loop(OutboundConfig config) : config_(std::move(config)) {
        initialise_curl();
        multi_.reset(curl_multi_init());
        BATON_CHECK(multi_ != nullptr);
        thread_ = std::thread([this] { run(); });
    }

    ~Loop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        curl_multi_wakeup(multi_.get());
        thread_.join();
    }

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void submit(Call call, OutcomeDone done) {
        auto transfer = std::make_unique<Transfer>(std::move(call), std::move(done));
        if (const auto lane = transfer->check(); !lane) {
            transfer->refuse(lane.error().message, OutcomeKind::Permanent);
            return;
        }
        bool full = false;
        bool stopping = false;
        {
            const std::lock_guard lock(mutex_);
            stopping = stopping_;
            full = waiting_ >= config_.limits.queued;
            if (!stopping && !full) {
                ++waiting_;
                submitted_.push_back(std::move(transfer));
            }
        }
        // Moved only where it is neither. NOLINTBEGIN(bugprone-use-after-move)
        if (stopping) {
            transfer->stop();
        } else if (full) {
            transfer->refuse("too many messages wait to be sent", OutcomeKind::Retry);
        } else {
            curl_multi_wakeup(multi_.get());
        }
        // NOLINTEND(bugprone-use-after-move)
    }

  private:
    struct Lane {
        std::size_t in_flight = 0;
        std::deque<std::unique_ptr<Transfer>> waiting;
    };

    void run() {
        block_signals();
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
        while (take_submitted()) {
            start_what_fits();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            if (finish_done()) continue;  // there is room again
            curl_multi_poll(multi_.get(), nullptr, 0, kIdleMilliseconds, nullptr);
        }
        stop_all();
    }

    // False when the loop is to end.
    bool take_submitted() {
        std::deque<std::unique_ptr<Transfer>> fresh;
        {
            const std::lock_guard lock(mutex_);
            fresh.swap(submitted_);
            for (auto& transfer : fresh) {
                const std::string& lane = transfer->lane();
                lanes_[lane].waiting.push_back(std::move(transfer));
            }
            return !stopping_;
        }
    }

    // One of each lane in turn, beginning after the lane that was served last.
    void start_what_fits() {
        bool progress = true;
        while (progress && active_.size() < config_.limits.in_flight) {
            progress = false;
            auto lane = lanes_.upper_bound(last_served_);
            for (std::size_t i = 0; i < lanes_.size(); ++i, ++lane) {
                if (lane == lanes_.end()) lane = lanes_.begin();
                if (active_.size() >= config_.limits.in_flight) break;
                if (lane->second.waiting.empty() ||
                    lane->second.in_flight >= config_.limits.per_host) {
                    continue;
                }
                last_served_ = lane->first;
                start(lane->second);
                progress = true;
            }
        }
    }

    void start(Lane& lane) {
        std::unique_ptr<Transfer> transfer = std::move(lane.waiting.front());
        lane.waiting.pop_front();
        {
            const std::lock_guard lock(mutex_);
            --waiting_;
        }
        CURL* easy = transfer->prepare(config_);
        if (easy == nullptr || curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) {
            transfer->refuse("there is no memory for another call", OutcomeKind::Retry);
            return;
        }
        ++lane.in_flight;
        active_.emplace(easy, std::move(transfer));
    }

    bool finish_done() {
        bool any = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL* easy = message->easy_handle;
            const CURLcode code = message->data.result;  // gone once the handle is removed
            curl_multi_remove_handle(multi_.get(), easy);
            const auto found = active_.find(easy);
            BATON_CHECK(found != active_.end());
            const std::unique_ptr<Transfer> transfer = std::move(found->second);
            active_.erase(found);
            const auto lane = lanes_.find(transfer->lane());
            if (--lane->second.in_flight == 0 && lane->second.waiting.empty()) lanes_.erase(lane);
            transfer->finish(code);
            any = true;
        }
        return any;
    }

    void stop_all() {
        for (auto& [easy, transfer] : active_) {
            curl_multi_remove_handle(multi_.get(), easy);
            transfer->stop();
        }
        active_.clear();
        for (auto& [name, lane] : lanes_) {
            for (auto& transfer : lane.waiting) transfer->stop();
        }
        lanes_.clear();
    }

    const OutboundConfig config_;
    std::unique_ptr<CURLM, MultiCloser> multi_;

    std::mutex mutex_;  // guards the three below
    std::deque<std::unique_ptr<Transfer>> submitted_;
    std::size_t waiting_ = 0;  // submitted and not yet started
    bool stopping_ = false;

    // The thread's own.
    std::map<std::string, Lane> lanes_;
    std::unordered_map<CURL*, std::unique_ptr<Transfer>> active_;
    std::string last_served_;

    std::thread thread_;  // last: starts when all else stands
};

CurlOutbound::CurlOutbound(OutboundConfig config)
    : loop_(std::make_unique<Loop>(std::move(config))) {}
CurlOutbound::~CurlOutbound() = default;

void CurlOutbound::submit(Call call, OutcomeDone done) {
    loop_->submit(std::move(call), std::move(done));
}

}  // namespace baton::deliver
