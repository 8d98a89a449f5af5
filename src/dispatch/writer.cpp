#include "dispatch/writer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/desk/snapshot.hpp"

namespace baton::dispatch {

Writer::Writer(Options options, WarmDesk warmed)
    : options_(std::move(options)),
      desk_(std::move(warmed.desk)),
      head_(warmed.head),
      snapshot_at_(warmed.snapshot_seq) {
    publish_live();
    note_sizes();
    next_deadline_ = desk_.next_deadline().micros;
}

Writer::~Writer() { close(); }

void Writer::submit(Request request) {
    bool is_taken = false;
    bool closed = false;
    {
        const std::lock_guard lock(mutex_);
        closed = is_closed_;
        if (!closed && queue_.size() < options_.limits.queued) {
            queue_.push_back({std::move(request), std::nullopt});
            if (is_working_) return;
            is_working_ = true;
            is_taken = true;
        }
    }
    if (is_taken) return work();
    // Moved from only where it was taken. NOLINTNEXTLINE(bugprone-use-after-move)
    request.reply(Unavailable{closed ? "the server is stopping"
                                     : "too many requests are waiting; try again shortly"});
}

std::vector<Slot> Writer::take_batch() {
    std::vector<Slot> slots;
    std::size_t bytes = 0;
    const std::lock_guard lock(mutex_);
    slots.reserve(std::min(queue_.size(), options_.limits.batch));
    while (!queue_.empty() && slots.size() < options_.limits.batch &&
           bytes < options_.limits.batch_bytes) {
        if (const auto* intake = std::get_if<Intake>(&queue_.front().request.what)) {
            bytes += intake->body.size() + intake->search_text.size();
        }
        slots.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    if (slots.empty()) {
        is_working_ = false;
        idle_.notify_all();
    }
    return slots;
}

void Writer::put_back(std::vector<Slot> slots) {
    const std::lock_guard lock(mutex_);
    for (auto it = slots.rbegin(); it != slots.rend(); ++it) {
        it->answer.reset();
        queue_.push_front(std::move(*it));
    }
}

// Runs batches until there is nothing to do, or one is on its way: then whoever finishes it goes
// on.
void Writer::work() {
    for (;;) {
        std::vector<Slot> slots = take_batch();
        if (slots.empty()) return;
        if (!start(std::move(slots))) continue;
        std::optional<store::AppendOutcome> outcome;
        {
            const std::lock_guard lock(mutex_);
            inside_append_ = false;
            outcome = std::exchange(early_outcome_, std::nullopt);
        }
        if (!outcome) return;
        finish(std::move(*outcome));
    }
}

bool Writer::start(std::vector<Slot> slots) {
    const auto began = std::chrono::steady_clock::now();
    batch_ = std::make_unique<Batch>(options_.workspace, options_.store, std::move(slots));
    if (has_heard_.exchange(false) || is_broken_) {
        if (const auto again = read_on(); !again) {
            is_broken_ = true;
            taken_back("the store cannot be read: " + again.error().message, 5);
            return false;
        }
        is_broken_ = false;
    }
    const Instant now = options_.clock.now();
    const bool merges = desk_.state().policy() != nullptr &&
                        desk_.state().policy()->duplicates == workspace::Duplicates::Merge;
    if (const auto gathered = batch_->gather(now, merges); !gathered) {
        put_back(batch_->take_deferred());
        taken_back("the store cannot be read: " + gathered.error().message, 1);
        return false;
    }
    put_back(batch_->take_deferred());
    desk_.begin();
    batch_->decide(desk_, now, options_.limits.batch_events);
    put_back(batch_->take_deferred());
    if (const std::optional<Error> failed = batch_->failed_read()) {
        desk_.rollback();
        taken_back("the store cannot be read: " + failed->message, 1);
        return false;
    }
    if (!batch_->has_events()) {
        desk_.commit();
        publish_deadline();
        answer_all(std::move(batch_->slots()));
        return false;
    }
    auto append = batch_->make_append(desk_, head_);
    if (!append) {
        desk_.rollback();
        taken_back("the store cannot be read: " + append.error().message, 1);
        return false;
    }
    decide_micros_ +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::steady_clock::now() - began)
                                       .count());
    head_to_be_ = {append->events.back().seq, append->events.back().hash};
    {
        const std::lock_guard lock(mutex_);
        inside_append_ = true;
    }
    options_.store.append(std::move(*append), [this](store::AppendOutcome outcome) {
        {
            const std::lock_guard lock(mutex_);
            if (inside_append_) {
                early_outcome_ = std::move(outcome);
                return;
            }
        }
        finish(std::move(outcome));
        work();
    });
    return true;
}

void Writer::finish(store::AppendOutcome outcome) {
    if (const auto* appended = std::get_if<store::Appended>(&outcome)) {
        committed(appended->head);
        return;
    }
    if (std::holds_alternative<store::Conflict>(outcome) ||
        std::holds_alternative<store::KeyTaken>(outcome)) {
        decide_again();
        return;
    }
    failed_append(std::get<store::Failed>(outcome));
}

void Writer::failed_append(const store::Failed& failed) {
    if (failed.uncertain) {
        // The reply was lost: the log itself says whether it was written.
        const Result<bool> written = is_in_log(head_to_be_);
        if (written && *written) {
            committed(head_to_be_);
            return;
        }
        is_broken_ = true;  // somebody may have written: read on before anything is decided
        desk_.rollback();
        taken_back(written ? failed.error.message
                           : "the store was lost while it wrote, and it is not known whether this "
                             "was stored; repeat it with the same Idempotency-Key",
                   1);
        return;
    }
    desk_.rollback();
    const bool full = failed.is_full();
    taken_back(full ? "the disk is full; nothing was stored" : failed.error.message, full ? 5 : 1);
}

// Others may have written upon it since.
Result<bool> Writer::is_in_log(const store::Head& event) const {
    const auto head = options_.store.head(options_.workspace);
    if (!head) return std::unexpected(head.error());
    if (head->seq <= event.seq) return *head == event;
    const auto rows = options_.store.read(options_.workspace, event.seq, 1);
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty() && rows->front().seq == event.seq && rows->front().hash == event.hash;
}

void Writer::committed(const store::Head& head) {
    desk_.commit();
    const bool published = live()->version != desk_.state().version();
    head_ = head;
    ++batches_;
    events_ += batch_->events().size();
    if (published) publish_live();
    note_sizes();
    publish_deadline();
    if (options_.on_commit) {
        options_.on_commit(
            {options_.workspace, std::move(batch_->events()), desk_.state().policy()});
    }
    answer_all(std::move(batch_->slots()));
    consider_snapshot();
}

void Writer::decide_again() {
    ++conflicts_;
    desk_.rollback();
    if (const auto again = read_on(); !again) {
        is_broken_ = true;
        taken_back("the store cannot be read: " + again.error().message, 5);
        return;
    }
    put_back(std::move(batch_->slots()));
}

Result<void> Writer::read_on() {
    std::vector<event::Event> others;
    auto read = catch_up(options_.workspace, options_.store, desk_, head_, kLastEvent,
                         [&](event::Event&& event) { others.push_back(std::move(event)); });
    publish_live();
    note_sizes();
    if (!others.empty() && options_.on_commit) {
        options_.on_commit({options_.workspace, std::move(others), desk_.state().policy()});
    }
    return read;
}

void Writer::hear() {
    if (has_heard_.exchange(true)) return;  // a request is on its way that reads on
    Request look;
    look.what = Tick{};
    look.reply = [](const Answer&) {};
    submit(std::move(look));
}

void Writer::taken_back(const std::string& message, int retry_after_seconds) {
    ++failures_;
    for (Slot& slot : batch_->slots()) slot.answer = Unavailable{message, retry_after_seconds};
    publish_deadline();
    answer_all(std::move(batch_->slots()));
}

void Writer::answer_all(std::vector<Slot> slots) {
    requests_ += slots.size();
    const auto held = options_.while_answering ? options_.while_answering() : nullptr;
    for (Slot& slot : slots) slot.request.reply(std::move(*slot.answer));
}

void Writer::publish_live() {
    auto live = std::make_shared<const Live>(desk_.state().version(), desk_.state().policy());
    if (live->policy) options_.policies.add(live->version, live->policy);
    const std::lock_guard lock(live_mutex_);
    live_ = std::move(live);
}

std::shared_ptr<const Live> Writer::live() const {
    const std::lock_guard lock(live_mutex_);
    return live_;
}

void Writer::publish_deadline() {
    const Instant next = desk_.next_deadline();
    next_deadline_ = next.micros;
    if (options_.on_deadline) options_.on_deadline(next);
}

void Writer::note_sizes() {
    open_leads_ = desk_.state().leads().size();
    waiting_leads_ = desk_.state().waiting().size();
    seq_ = desk_.state().seq();
}

void Writer::consider_snapshot() {
    // A snapshot costs as much as there are open leads: the more of them, the rarer; but never so
    // rare that a past decision would be further behind one than the store promises, even where one
    // cannot be written and the next comes a little later.
    constexpr std::uint64_t kRarest = store::kSnapshotReach / 5 * 4;
    const std::uint64_t wanted = options_.limits.snapshot_every + open_leads_;
    const std::uint64_t pause = std::min(wanted, kRarest);
    const std::uint64_t due = snapshot_at_ + (*snapshot_failed_ ? pause / 8 : pause);
    if (head_.seq < due) return;
    snapshot_at_ = head_.seq;
    options_.store.put_snapshot(
        options_.workspace, {head_, desk::encode_snapshot(desk_.state())},
        [failed = snapshot_failed_](Result<void> done) { *failed = !done.has_value(); });
}

WriterStats Writer::stats() const {
    WriterStats stats{batches_, requests_,      events_,     conflicts_,     failures_,
                      0,        decide_micros_, open_leads_, waiting_leads_, seq_};
    const std::lock_guard lock(mutex_);
    stats.queued = queue_.size();
    return stats;
}

void Writer::close() {
    std::unique_lock lock(mutex_);
    if (std::exchange(is_closed_, true)) return;
    idle_.wait(lock, [&] { return !is_working_; });
    lock.unlock();
    if (head_.seq == 0 || snapshot_at_ == head_.seq) return;
    std::mutex done_mutex;
    std::condition_variable done;
    bool is_done = false;
    options_.store.put_snapshot(options_.workspace, {head_, desk::encode_snapshot(desk_.state())},
                                [&](Result<void>) {
                                    const std::lock_guard guard(done_mutex);
                                    is_done = true;
                                    done.notify_all();
                                });
    std::unique_lock waiting(done_mutex);
    done.wait(waiting, [&] { return is_done; });
}

}  // namespace baton::dispatch
