#include "store/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

#include "store/sqlite/errors.hpp"

namespace baton::store::sqlite {
namespace {

// One transaction takes so much at most; the rest of the queue comes in the next.
constexpr std::size_t kMaxRoundWrites = 8'192;
constexpr std::size_t kMaxRoundBytes = std::size_t{32} << 20;

// From so many times the checkpoint's pages on, readers are held back for it: a log that somebody
// always reads never begins anew.
constexpr int kInsist = 20;

constexpr Sql kBegin{"BEGIN IMMEDIATE", "beginning to write"};
constexpr Sql kCommit{"COMMIT", "committing"};
constexpr Sql kRollBack{"ROLLBACK", "rolling back"};

}  // namespace

Writer::Writer(std::unique_ptr<Connection> db, ReaderPool& readers,
               std::unique_ptr<HashIndex> identities, std::unique_ptr<HashIndex> keys,
               const Digest& salt, Limits limits)
    : db_(std::move(db)),
      readers_(readers),
      identities_(std::move(identities)),
      keys_(std::move(keys)),
      limits_(limits),
      context_{.db = *db_,
               .identities = *identities_,
               .keys = *keys_,
               .salt = salt,
               .heads = {},
               .leasing = {},
               .has_erased = false},
      checkpoint_at_(limits.checkpoint_pages),
      thread_([this] { work(); }) {}

void Writer::close() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
    }
    arrived_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Writer::submit(std::unique_ptr<Job> job) {
    std::optional<Error> refusal;
    {
        const std::lock_guard lock(mutex_);
        if (is_closing_) {
            refusal = Error{static_cast<int>(StoreError::Closed), "the store is being closed"};
        } else if (queue_.size() >= limits_.queued_writes ||
                   queued_bytes_ + job->bytes() > limits_.queued_bytes) {
            refusal = Error{static_cast<int>(StoreError::Busy),
                            "more writes are waiting than the store takes; try again later"};
        } else {
            queued_bytes_ += job->bytes();
            queue_.push_back(std::move(job));
        }
    }
    if (refusal) {
        // Refused, so not moved from. NOLINTNEXTLINE(bugprone-use-after-move)
        job->finish(&*refusal);
    } else if (std::this_thread::get_id() != thread_.get_id()) {
        arrived_.notify_one();
    }
}

void Writer::work() {
    bool is_last = false;
    while (!is_last) {
        Jobs jobs = take_round(is_last);
        if (jobs.empty()) continue;
        run_round(jobs);
        jobs.clear();
        tidy();
    }
}

Writer::Jobs Writer::take_round(bool& is_last) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !queue_.empty() || is_closing_; });
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < queue_.size() && count < kMaxRoundWrites &&
           (count == 0 || bytes + queue_[count]->bytes() <= kMaxRoundBytes)) {
        bytes += queue_[count]->bytes();
        ++count;
    }
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    Jobs jobs(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
    queued_bytes_ -= bytes;
    is_last = is_closing_ && queue_.empty();
    return jobs;
}

void Writer::run_round(Jobs& jobs) {
    const auto begun = std::chrono::steady_clock::now();
    Error failure;
    const Ending ending = run_group(jobs, failure);
    const auto taken = std::chrono::steady_clock::now() - begun;
    commit_micros_ += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
    writes_ += jobs.size();
    switch (ending) {
        case Ending::Committed:
            for (const auto& job : jobs) job->finish(nullptr);
            break;
        case Ending::RolledBack:
            for (const auto& job : jobs) job->finish(&failure);
            break;
        case Ending::Isolate:
            for (auto& job : jobs) run_alone(job);
            break;
    }
}

void Writer::run_alone(std::unique_ptr<Job>& job) {
    Error failure;
    const Ending ending = run_group({&job, 1}, failure);
    job->finish(ending == Ending::Committed ? nullptr : &failure);
}

Writer::Ending Writer::run_group(std::span<const std::unique_ptr<Job>> jobs, Error& failure) {
    if (latched_) {
        failure = *latched_;
        return Ending::RolledBack;
    }
    db_->run(kBegin);
    for (const auto& job : jobs) {
        const std::int64_t before = db_->total_changes();
        const Error* refusal = db_->is_ok() ? job->run(context_) : nullptr;
        if (!db_->is_ok() && concerns_transaction(*db_->error())) break;
        const bool has_written = db_->total_changes() != before;
        if (!db_->is_ok() || (refusal != nullptr && has_written)) {
            failure = db_->is_ok() ? *refusal : *db_->error();
            roll_back();
            return Ending::Isolate;
        }
    }
    db_->run(kCommit);
    if (!db_->is_ok()) {
        failure = *db_->error();
        roll_back();
        note_failure(failure);
        return Ending::RolledBack;
    }
    context_.commit();
    ++commits_;
    return Ending::Committed;
}

void Writer::roll_back() {
    (void)db_->take_status();  // known to the caller
    // SQLite has rolled back by itself after some errors.
    if (db_->is_in_transaction()) db_->run(kRollBack);
    context_.roll_back();
    if (auto rolled_back = db_->take_status(); !rolled_back) note_failure(rolled_back.error());
}

void Writer::note_failure(const Error& failure) {
    if (!concerns_transaction(failure)) return;
    ++failed_commits_;
    if (latches(failure) && !latched_) {
        latched_ = Error{static_cast<int>(StoreError::Latched), failure.message};
        is_latched_ = true;
    }
}

void Writer::tidy() {
    if (latched_) return;
    const int pages = db_->wal_pages();
    if (pages < wal_pages_) checkpoint_at_ = limits_.checkpoint_pages;  // the log has begun anew
    wal_pages_ = pages;
    if (context_.has_erased || pages >= checkpoint_at_) checkpoint();
    for (HashIndex* index : {identities_.get(), keys_.get()}) {
        if (latched_ || !index->has_work()) continue;
        if (auto worked = index->work(*db_); !worked) note_failure(worked.error());
    }
}

void Writer::checkpoint() {
    Result<void> moved;
    if (context_.has_erased || wal_pages_ >= kInsist * limits_.checkpoint_pages) {
        readers_.while_quiet([&] { moved = db_->checkpoint(true); });
    } else {
        moved = db_->checkpoint(false);
    }
    checkpoint_at_ = wal_pages_ + limits_.checkpoint_pages;
    if (moved) {
        context_.has_erased = false;
    } else {
        note_failure(moved.error());
    }
}

StoreStats Writer::stats() const {
    StoreStats stats;
    {
        const std::lock_guard lock(mutex_);
        stats.queued_writes = queue_.size();
    }
    stats.commits = commits_;
    stats.writes = writes_;
    stats.failed_commits = failed_commits_;
    stats.commit_micros = commit_micros_;
    stats.latched = is_latched_;
    return stats;
}

}  // namespace baton::store::sqlite
