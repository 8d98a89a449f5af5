// Writer: the one thread that writes. It takes whatever has arrived, runs it in one transaction,
// commits once, and then answers everybody: group commit, so that the price of an fsync is shared
// by as many as came while the last one was under way.
//
// A write that is refused before it changed anything costs the others nothing. One that fails after
// it wrote has the group rolled back and every write of the group run again in a transaction of its
// own. An error of the disk fails the whole group. After a failed fsync, or when the file is found
// damaged, nothing more is written (latched): what the disk holds is not known any more.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/reader_pool.hpp"
#include "store/sqlite/write_context.hpp"
#include "store/store.hpp"

namespace baton::store::sqlite {

class Writer {
  public:
    struct Limits {
        std::size_t queued_writes;
        std::size_t queued_bytes;
        int checkpoint_pages;
    };

    // `db` is configured and migrated; the indices are loaded. `readers` stays until close().
    Writer(std::unique_ptr<Connection> db, ReaderPool& readers,
           std::unique_ptr<HashIndex> identities, std::unique_ptr<HashIndex> keys,
           const Digest& salt, Limits limits);
    ~Writer() { close(); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Finishes what is queued; what comes later is Closed. Not from within a completion.
    void close();

    // Queues `work`, which runs on the writing thread and may run twice. `done` gets what it
    // returned once that is durable, or the error; at once, on this thread, when nothing can be
    // queued (Busy, Closed). Any thread.
    template <class T>
    void submit(std::size_t bytes, std::move_only_function<Result<T>(WriteContext&)> work,
                Completion<Result<T>> done) {
        submit(std::make_unique<Task<T>>(bytes, std::move(work), std::move(done)));
    }

    [[nodiscard]] const HashIndex& identities() const { return *identities_; }
    [[nodiscard]] const HashIndex& keys() const { return *keys_; }
    [[nodiscard]] StoreStats stats() const;

  private:
    // A queued write.
    class Job {
      public:
        explicit Job(std::size_t bytes) : bytes_(bytes) {}
        virtual ~Job() = default;
        Job(const Job&) = delete;
        Job& operator=(const Job&) = delete;

        // Runs the work and keeps its result; the error when it was refused.
        virtual const Error* run(WriteContext& context) = 0;
        // Answers with the result, or with `failure`.
        virtual void finish(const Error* failure) = 0;
        [[nodiscard]] std::size_t bytes() const { return bytes_; }

      private:
        std::size_t bytes_;
    };

    template <class T>
    class Task final : public Job {
      public:
        Task(std::size_t bytes, std::move_only_function<Result<T>(WriteContext&)> work,
             Completion<Result<T>> done)
            : Job(bytes), work_(std::move(work)), done_(std::move(done)) {}

        const Error* run(WriteContext& context) override {
            result_.emplace(work_(context));
            return *result_ ? nullptr : &result_->error();
        }
        void finish(const Error* failure) override {
            if (failure != nullptr) {
                done_(std::unexpected(*failure));
            } else {
                done_(std::move(*result_));
            }
        }

      private:
        std::move_only_function<Result<T>(WriteContext&)> work_;
        Completion<Result<T>> done_;
        std::optional<Result<T>> result_;
    };

    using Jobs = std::vector<std::unique_ptr<Job>>;

    // How the transaction of a group ended. Isolate: one of them was at fault (`failure`) and all
    // were rolled back.
    enum class Ending : std::uint8_t { Committed, RolledBack, Isolate };

    void submit(std::unique_ptr<Job> job);
    void work();
    [[nodiscard]] Jobs take_round(bool& is_last);
    void run_round(Jobs& jobs);
    void run_alone(std::unique_ptr<Job>& job);
    [[nodiscard]] Ending run_group(std::span<const std::unique_ptr<Job>> jobs, Error& failure);
    void roll_back();
    void note_failure(const Error& failure);
    void tidy();
    void checkpoint();

    std::unique_ptr<Connection> db_;
    ReaderPool& readers_;
    std::unique_ptr<HashIndex> identities_;
    std::unique_ptr<HashIndex> keys_;
    const Limits limits_;
    WriteContext context_;          // the writing thread's
    std::optional<Error> latched_;  // the writing thread's: why nothing is written any more
    int wal_pages_ = 0;             // the writing thread's, as the next
    int checkpoint_at_;             // at so many pages of log

    mutable std::mutex mutex_;  // guards queue_, queued_bytes_, is_closing_
    std::condition_variable arrived_;
    Jobs queue_;
    std::size_t queued_bytes_ = 0;
    bool is_closing_ = false;

    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> writes_ = 0;
    std::atomic<std::uint64_t> failed_commits_ = 0;
    std::atomic<std::uint64_t> commit_micros_ = 0;
    std::atomic<bool> is_latched_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace baton::store::sqlite
