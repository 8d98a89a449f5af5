// Writer: a thread that writes. It takes whatever has arrived, of all workspaces, sends it to
// PostgreSQL as one transaction in one pipeline, and answers everybody after the commit: group
// commit, as with SQLite. Each write is one call of a statement. A node has two: what is decided
// does not wait for what is delivered. The one that writes deliveries begins when the other has
// just committed: so an append's commit finds the server's log at rest, and does not wait for
// another's fsync before its own. While appends follow one another it begins after every third: it
// writes more at a time, and intake goes first on a busy machine.
//
// Many nodes do so at once. A transaction of several decisions first takes the rows of the
// workspaces it is about, in the order of their names, so no two nodes wait for each other in a
// circle. A write that is about no one workspace has a transaction of its own, and waits for no
// row. Deliveries are written by who leases them, so those take no workspace; should two
// transactions wait for each other once, PostgreSQL ends one of them, and it runs again.
//
// When one write makes PostgreSQL refuse the transaction, all of it is rolled back and each write
// runs again by itself. When the connection is lost it is not known what became of the
// transaction; what was still under way is then ended by the next connection, before anybody is
// told, so that whoever reads thereafter reads what is certain.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/clock_check.hpp"
#include "store/postgres/connection.hpp"
#include "store/store.hpp"

namespace baton::store::postgres {

// A write: the call, and what its answer means.
template <class T>
struct Write {
    const Sql* sql = nullptr;
    Parameters parameters = {};
    std::string workspace = {};  // whose it is; empty: nobody's
    std::size_t bytes = 0;
    std::move_only_function<Result<T>(Rows&)> read = {};
};

// How a write failed. `uncertain`: it may have been written.
struct WriteFailure {
    Error error;
    bool uncertain = false;
};

class Writer {
  public:
    struct Limits {
        std::size_t queued_writes;
        std::size_t queued_bytes;
    };
    enum class Takes : std::uint8_t { Workspaces, NoWorkspace };

    // `db` is a session that may write; while `clock_check` complains, if there is one, nothing is
    // written; `parting` is run when the writer is closed. `first`, if there is one, outlives this
    // writer: what it has under way is let come to its commit.
    Writer(Target target, std::unique_ptr<Connection> db, Limits limits, Takes takes,
           ClockCheck* clock_check, std::function<void(Connection&)> parting, Writer* first);
    ~Writer() { close(); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Finishes what is queued; what comes later is Closed. Not from within a completion.
    void close();

    // `done` gets what the write's `read` made of the answer, once that is durable, or how it
    // failed; at once, on this thread, when nothing can be queued (Busy, Closed). Any thread.
    template <class T>
    void submit(Write<T> write,
                std::move_only_function<void(std::expected<T, WriteFailure>)> done) {
        submit(std::make_unique<Task<T>>(std::move(write), std::move(done)));
    }

    [[nodiscard]] StoreStats stats() const;
    // The server's process that this node writes through. For telling its own NOTIFYs.
    [[nodiscard]] int process() const { return process_; }

  private:
    class Job {
      public:
        virtual ~Job() = default;
        Job() = default;
        Job(const Job&) = delete;
        Job& operator=(const Job&) = delete;
        [[nodiscard]] virtual Call call() const = 0;
        [[nodiscard]] virtual const std::string& workspace() const = 0;
        [[nodiscard]] virtual std::size_t bytes() const = 0;
        virtual void finish(Rows& rows) = 0;
        virtual void fail(const WriteFailure& failure) = 0;
    };

    template <class T>
    class Task final : public Job {
      public:
        Task(Write<T> write, std::move_only_function<void(std::expected<T, WriteFailure>)> done)
            : write_(std::move(write)), done_(std::move(done)) {}

        [[nodiscard]] Call call() const override { return {write_.sql, &write_.parameters}; }
        [[nodiscard]] const std::string& workspace() const override { return write_.workspace; }
        [[nodiscard]] std::size_t bytes() const override { return write_.bytes; }
        void finish(Rows& rows) override {
            Result<T> result = write_.read(rows);
            if (!result) {
                done_(std::unexpected(WriteFailure{std::move(result).error()}));
            } else if constexpr (std::is_void_v<T>) {
                done_({});
            } else {
                done_(std::move(*result));
            }
        }
        void fail(const WriteFailure& failure) override { done_(std::unexpected(failure)); }

      private:
        Write<T> write_;
        std::move_only_function<void(std::expected<T, WriteFailure>)> done_;
    };

    using Jobs = std::vector<std::unique_ptr<Job>>;
    using Group = std::span<std::unique_ptr<Job>>;
    using Clock = std::chrono::steady_clock;

    void submit(std::unique_ptr<Job> job);
    void work();
    void wait_for_jobs();
    // Waits until `count` of its transactions have ended, and the one under way, or until it is at
    // rest; not for longer than a moment. Gives how many have ended. Any thread.
    [[nodiscard]] std::uint64_t let_commit(std::uint64_t count);
    void set_under_way(bool is_under_way);
    [[nodiscard]] Jobs take_round(bool& is_last);
    void run_group(Group group);
    void run_alone(std::unique_ptr<Job>& job);
    [[nodiscard]] Transaction transact(Group group);
    void answer(Group group, Transaction& transaction);
    // A connection that stands, or why there is none.
    [[nodiscard]] Result<void> connect();
    // The same, by clocks that agree.
    [[nodiscard]] Result<void> prepare();
    void settle_lost();

    const Target target_;
    const Limits limits_;
    const Takes takes_;
    ClockCheck* const clock_check_;  // may be null
    std::function<void(Connection&)> parting_;
    Writer* const first_;             // may be null
    std::unique_ptr<Connection> db_;  // the writing thread's, as the next three
    Clock::time_point retry_at_{};    // not to connect before
    std::chrono::milliseconds backoff_{0};
    std::optional<Error> unreachable_;  // why the last attempt to connect failed

    mutable std::mutex mutex_;  // guards queue_, queued_bytes_, is_closing_ and the two
    // about what is under way
    std::condition_variable arrived_;
    std::condition_variable committed_;
    Jobs queue_;
    std::size_t queued_bytes_ = 0;
    bool is_closing_ = false;
    bool is_under_way_ = false;  // a transaction is
    std::uint64_t ended_ = 0;    // transactions, however they ended

    std::atomic<int> process_ = 0;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> writes_ = 0;
    std::atomic<std::uint64_t> failed_commits_ = 0;
    std::atomic<std::uint64_t> commit_micros_ = 0;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace baton::store::postgres
