// Insight: the reports of a running server. Keeps the facts of its workspaces up with their logs on
// a thread of its own, and answers as of the log's end. Any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.hpp"
#include "dispatch/directory.hpp"
#include "insight/fact_file.hpp"
#include "insight/keeper.hpp"
#include "insight/reports.hpp"

namespace baton::insight {

class Insight {
  public:
    struct Options {
        store::Store& store;
        dispatch::Directory& workspaces;
        std::string path;  // of the file with the facts
        // Facts of a workspace could not be kept; said once until it can be again. May be empty.
        std::function<void(std::string_view workspace, const std::string& why)> on_problem = {};
    };
    [[nodiscard]] static Result<std::unique_ptr<Insight>> open(Options options);
    ~Insight();
    Insight(const Insight&) = delete;
    Insight& operator=(const Insight&) = delete;

    struct Answer {
        Table table;
        std::uint64_t seq = 0;  // of the last event that counts
    };
    // Brings the facts up to the log's end first. May take some hundred milliseconds, and up to
    // kPatience where much is behind: then NotYet. Not on the server's threads.
    [[nodiscard]] Result<Answer> ask(const dispatch::Room& room, const Report& report,
                                     const Question& question);

    // Events that are in logs and not in the facts, as last seen.
    [[nodiscard]] std::uint64_t behind() const { return behind_; }

  private:
    explicit Insight(Options options) : options_(std::move(options)) {}
    [[nodiscard]] Result<void> catch_up(const dispatch::Room& room);
    void heard(const std::string& workspace);
    void run();
    // False where it could not.
    bool keep(const std::string& workspace);

    Options options_;
    std::unique_ptr<FactFile> file_;
    std::unique_ptr<Keeper> keeper_;
    std::uint64_t follower_ = 0;
    std::atomic<std::uint64_t> behind_ = 0;

    std::mutex mutex_;  // guards the next two
    bool is_stopping_ = false;
    std::set<std::string> dirty_;
    std::condition_variable changed_;
    std::set<std::string> troubled_;  // of the thread
    std::thread thread_;
};

}  // namespace baton::insight
