// The one writer of a workspace. Requests come from any thread; whatever has arrived is decided in
// order, appended at once and answered after the commit: group commit, so that the price of a
// commit is shared by all who came while the last one was under way.
//
// One batch is under way at a time. It is decided on the thread that brings the first request, or
// on the store's thread that finished the batch before. If its append fails the desk is taken back
// to what the store holds, and either decided again (somebody else wrote in between) or refused.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/batch.hpp"
#include "dispatch/clock.hpp"
#include "dispatch/policy_shelf.hpp"
#include "dispatch/request.hpp"
#include "dispatch/warm.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

// What was committed, for whoever follows: the stream, the courier.
struct Committed {
    std::string workspace;
    std::vector<event::Event> events;
    std::shared_ptr<const workspace::Policy> policy;  // after them; shared with the desk
};

// What readers on other threads may see of the workspace.
struct Live {
    std::uint64_t version = 0;
    std::shared_ptr<const workspace::Policy> policy;  // null before the first document
};

struct WriterStats {
    std::uint64_t batches = 0;
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    std::uint64_t conflicts = 0;
    std::uint64_t failures = 0;
    std::uint64_t queued = 0;         // now
    std::uint64_t decide_micros = 0;  // sum over batches
    std::uint64_t open_leads = 0;     // now, as the next
    std::uint64_t waiting_leads = 0;
    std::uint64_t seq = 0;
};

struct WriterLimits {
    std::size_t queued = 16'384;           // past it requests are refused with 503
    std::size_t batch = 512;               // requests in one append …
    std::size_t batch_bytes = 16U << 20U;  // … and about how much their leads may say
    // Past so many events a batch is full. One more command may bring a few thousand with it that
    // have fallen due; an append holds no more than store::kMaxEventsPerAppend.
    std::size_t batch_events = 10'000;
    std::uint64_t snapshot_every = 20'000;  // events
};

class Writer {
  public:
    struct Options {
        std::string workspace;
        store::Store& store;
        const Clock& clock;
        PolicyShelf& policies;
        WriterLimits limits = {};
        // After each commit, before its requests are answered. Must be quick.
        std::function<void(const Committed&)> on_commit;
        // What it gives stands while the requests of a commit are answered.
        std::function<std::shared_ptr<void>()> while_answering;
        // The next deadline has changed. never(): none.
        std::function<void(Instant)> on_deadline;
    };

    Writer(Options options, WarmDesk warmed);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Any thread. The reply may come before this returns.
    void submit(Request request);
    // Another node may have written: reads on as soon as nothing is under way, tells the followers,
    // and carries out what is due. Any thread; may do all that before it returns.
    void hear();
    // What is published now. Any thread.
    [[nodiscard]] std::shared_ptr<const Live> live() const;
    [[nodiscard]] WriterStats stats() const;
    [[nodiscard]] Instant next_deadline() const { return {next_deadline_.load()}; }
    [[nodiscard]] const std::string& workspace() const { return options_.workspace; }

    // Takes no more requests, waits until all before are answered, and writes a snapshot. Not from
    // the store's thread.
    void close();

  private:
    void work();
    [[nodiscard]] std::vector<Slot> take_batch();
    // True when the batch is on its way to the store.
    bool start(std::vector<Slot> slots);
    void finish(store::AppendOutcome outcome);
    void failed_append(const store::Failed& failed);
    [[nodiscard]] Result<bool> is_in_log(const store::Head& event) const;
    void committed(const store::Head& head);
    void taken_back(const std::string& message, int retry_after_seconds);
    void decide_again();
    // Brings the desk to the end of the log and tells the followers what others wrote.
    [[nodiscard]] Result<void> read_on();
    void answer_all(std::vector<Slot> slots);
    void put_back(std::vector<Slot> slots);
    void publish_live();
    void publish_deadline();
    void consider_snapshot();
    void note_sizes();

    Options options_;
    desk::Desk desk_;  // of whoever works; so are head_ and batch_
    store::Head head_;
    store::Head head_to_be_;  // once the append under way is written
    std::unique_ptr<Batch> batch_;
    std::uint64_t snapshot_at_ = 0;
    // Whether the last one could not be written: the next comes sooner. Shared with the store,
    // which may say so when the writer is gone.
    std::shared_ptr<std::atomic<bool>> snapshot_failed_ =
        std::make_shared<std::atomic<bool>>(false);
    bool is_broken_ = false;  // the desk could not be brought back to what the store holds

    std::atomic<bool> has_heard_ = false;

    mutable std::mutex mutex_;  // guards the next five
    std::condition_variable idle_;
    std::deque<Slot> queue_;
    bool is_working_ = false;
    bool is_closed_ = false;
    bool inside_append_ = false;
    std::optional<store::AppendOutcome> early_outcome_;

    mutable std::mutex live_mutex_;  // guards live_
    std::shared_ptr<const Live> live_;

    std::atomic<std::int64_t> next_deadline_{Instant::never().micros};
    std::atomic<std::uint64_t> batches_{0}, requests_{0}, events_{0}, conflicts_{0}, failures_{0},
        decide_micros_{0}, open_leads_{0}, waiting_leads_{0}, seq_{0};
};

}  // namespace baton::dispatch
