#include "store/postgres/writer.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "store/error.hpp"
#include "store/postgres/session.hpp"

namespace baton::store::postgres {
namespace {

// One transaction takes so much at most; the rest of the queue comes in the next. Not more bytes
// than the buffers on the way hold, so that a node which stops in the middle (SIGSTOP) has sent its
// COMMIT and keeps no row from the others.
constexpr std::size_t kMaxGroupWrites = 512;
constexpr std::size_t kMaxGroupBytes = std::size_t{2} << 20;

constexpr Patience kPatience{30'000};
// While appends follow one another, the one who lets them go first begins after so many.
constexpr std::uint64_t kCommitsLet = 3;
// About as long as so many take. One that waits for a row of its own is not waited for.
constexpr Patience kLetCommit{40};
constexpr std::chrono::milliseconds kFirstBackoff{50};
constexpr std::chrono::milliseconds kMostBackoff{2'000};
// How long a node tries to find out what became of a transaction whose reply was lost.
constexpr std::chrono::seconds kSettling{6};
constexpr int kMostRepeats = 5;

constexpr Sql kAskTime{"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8",
                       "asking what the time is"};
constexpr Sql kTakeWorkspaces{
    "SELECT name FROM workspace WHERE name = ANY ($1) ORDER BY name FOR NO KEY UPDATE",
    "waiting for a workspace"};

// Jobs of the first group in the queue: one that is nobody's stands alone.
template <class Queue>
std::size_t first_group(const Queue& queue, Writer::Takes takes) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < queue.size() && count < kMaxGroupWrites &&
           (count == 0 || bytes + queue[count]->bytes() <= kMaxGroupBytes)) {
        const bool is_nobodys =
            takes == Writer::Takes::Workspaces && queue[count]->workspace().empty();
        if (is_nobodys && count > 0) break;
        bytes += queue[count]->bytes();
        ++count;
        if (is_nobodys) break;
    }
    return count;
}

}  // namespace

Writer::Writer(Target target, std::unique_ptr<Connection> db, Limits limits, Takes takes,
               ClockCheck* clock_check, std::function<void(Connection&)> parting, Writer* first)
    : target_(std::move(target)),
      limits_(limits),
      takes_(takes),
      clock_check_(clock_check),
      parting_(std::move(parting)),
      first_(first),
      db_(std::move(db)),
      process_(db_->process()),
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
        job->fail({std::move(*refusal)});
    } else if (std::this_thread::get_id() != thread_.get_id()) {
        arrived_.notify_one();
    }
}

void Writer::work() {
    bool is_last = false;
    std::uint64_t let = 0;
    while (!is_last) {
        wait_for_jobs();
        if (first_ != nullptr) let = first_->let_commit(let + kCommitsLet);
        Jobs jobs = take_round(is_last);
        if (!jobs.empty()) run_group(jobs);
    }
    if (db_ && !db_->is_lost()) parting_(*db_);
}

void Writer::wait_for_jobs() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !queue_.empty() || is_closing_; });
}

std::uint64_t Writer::let_commit(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    count = std::max(count, ended_ + (is_under_way_ ? 1 : 0));
    committed_.wait_for(lock, kLetCommit,
                        [&] { return ended_ >= count || (!is_under_way_ && queue_.empty()); });
    return ended_;
}

void Writer::set_under_way(bool is_under_way) {
    {
        const std::lock_guard lock(mutex_);
        is_under_way_ = is_under_way;
        ended_ += is_under_way ? 0 : 1;
    }
    if (!is_under_way) committed_.notify_all();
}

Writer::Jobs Writer::take_round(bool& is_last) {
    const std::lock_guard lock(mutex_);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(first_group(queue_, takes_));
    Jobs jobs(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
    for (const auto& job : jobs) queued_bytes_ -= job->bytes();
    is_last = is_closing_ && queue_.empty();
    return jobs;
}

Transaction Writer::transact(Group group) {
    std::vector<std::string_view> names;
    for (const auto& job : group) names.push_back(job->workspace());
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    const bool takes_workspaces = takes_ == Takes::Workspaces && group.size() > 1;
    Parameters workspaces;
    workspaces.add_array(names);
    std::vector<Call> calls;
    if (takes_workspaces) calls.push_back({&kTakeWorkspaces, &workspaces});
    for (const auto& job : group) calls.push_back(job->call());
    set_under_way(true);
    Transaction transaction = db_->transact(calls, kPatience);
    set_under_way(false);
    if (!transaction.error && takes_workspaces) transaction.rows.erase(transaction.rows.begin());
    return transaction;
}

void Writer::run_group(Group group) {
    const auto begun = Clock::now();
    Transaction transaction;
    if (auto prepared = prepare(); prepared) {
        transaction = transact(group);
    } else {
        transaction.error = std::move(prepared).error();
    }
    commit_micros_ += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count());
    const bool is_refused =
        transaction.error && !transaction.is_uncertain && db_ && !db_->is_lost();
    if (is_refused && group.size() > 1) {
        for (auto& job : group) run_alone(job);
        return;
    }
    if (is_refused && transaction.is_passing) {
        run_alone(group.front());
        return;
    }
    answer(group, transaction);
}

void Writer::run_alone(std::unique_ptr<Job>& job) {
    Transaction transaction;
    for (int repeats = 0; repeats < kMostRepeats; ++repeats) {
        transaction = {};
        if (auto prepared = prepare(); !prepared) {
            transaction.error = std::move(prepared).error();
            break;
        }
        transaction = transact({&job, 1});
        if (!transaction.error || !transaction.is_passing) break;
    }
    answer({&job, 1}, transaction);
}

void Writer::answer(Group group, Transaction& transaction) {
    writes_ += group.size();
    if (!transaction.error) {
        ++commits_;
        for (std::size_t i = 0; i < group.size(); ++i) group[i]->finish(transaction.rows[i]);
        return;
    }
    if (!is(*transaction.error, StoreError::Invalid)) ++failed_commits_;
    if (transaction.is_uncertain) settle_lost();
    const WriteFailure failure{*transaction.error, transaction.is_uncertain};
    for (const auto& job : group) job->fail(failure);
}

Result<void> Writer::connect() {
    if (db_ && db_->still_stands()) return {};
    db_.reset();
    if (Clock::now() < retry_at_) return std::unexpected(*unreachable_);
    auto opened = open_session(target_, Role::Write);
    if (!opened) {
        backoff_ = std::clamp(backoff_ * 2, kFirstBackoff, kMostBackoff);
        retry_at_ = Clock::now() + backoff_;
        unreachable_ = opened.error();
        return std::unexpected(std::move(opened).error());
    }
    backoff_ = {};
    db_ = std::move(*opened);
    process_ = db_->process();
    return {};
}

Result<void> Writer::prepare() {
    auto connected = connect();
    if (!connected || clock_check_ == nullptr) return connected;
    const auto asked = Clock::now();
    if (!clock_check_->should_ask(asked)) return {};
    auto rows = db_->query(kAskTime);
    if (!rows) return std::unexpected(std::move(rows).error());
    Instant theirs;
    if (rows->next()) rows->read(theirs);
    clock_check_->note(theirs, asked, Clock::now());
    std::string complaint = clock_check_->complaint(Clock::now());
    if (complaint.empty()) return {};
    return fail(StoreError::Io, std::move(complaint));
}

void Writer::settle_lost() {
    const int process = process_;
    const auto end = Clock::now() + kSettling;
    for (;;) {
        if (connect() && end_process(*db_, process, target_.name)) return;
        const auto again = std::max(retry_at_, Clock::now() + kFirstBackoff);
        if (again >= end) return;
        std::this_thread::sleep_until(again);
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
    return stats;
}

}  // namespace baton::store::postgres
