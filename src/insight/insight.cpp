#include "insight/insight.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <utility>

#include "insight/error.hpp"

namespace baton::insight {
namespace {

// Intake, decisions and messages go first on a busy machine.
constexpr int kNiceness = 10;

std::chrono::microseconds micros(Duration duration) {
    return std::chrono::microseconds(duration.micros);
}

}  // namespace

Result<std::unique_ptr<Insight>> Insight::open(Options options) {
    std::unique_ptr<Insight> insight(new Insight(std::move(options)));
    Options& given = insight->options_;
    auto file = FactFile::open(given.path, given.store.instance().id);
    if (!file) return std::unexpected(file.error());
    insight->file_ = std::move(*file);
    insight->keeper_ = std::make_unique<Keeper>(given.store, *insight->file_);
    insight->dirty_.insert(given.workspaces.default_workspace().workspace());
    insight->follower_ =
        given.workspaces.subscribe([self = insight.get()](const dispatch::Committed& committed) {
            self->heard(committed.workspace);
        });
    insight->thread_ = std::thread([self = insight.get()] { self->run(); });
    return insight;
}

Insight::~Insight() {
    if (!thread_.joinable()) return;
    options_.workspaces.unsubscribe(follower_);
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Insight::heard(const std::string& workspace) {
    const std::lock_guard lock(mutex_);
    if (dirty_.insert(workspace).second && dirty_.size() == 1) changed_.notify_all();
}

void Insight::run() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);  // signals are the main thread's
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        changed_.wait(lock, [this] { return is_stopping_ || !dirty_.empty(); });
        const std::set<std::string> round = std::exchange(dirty_, {});
        for (const std::string& workspace : round) {
            if (is_stopping_) return;
            lock.unlock();
            const bool is_done = keep(workspace);
            lock.lock();
            if (!is_done) dirty_.insert(workspace);
        }
        // Many commits make one slice; what fails is tried again no faster.
        changed_.wait_for(lock, micros(kRest), [this] { return is_stopping_; });
    }
}

bool Insight::keep(const std::string& workspace) {
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (is_stopping_) return true;
        }
        // Who is closed by now is brought up when somebody opens it.
        const dispatch::Held room = options_.workspaces.find(workspace);
        if (room == nullptr) return true;
        const auto kept = keeper_->keep_up(*room);
        if (!kept) {
            if (troubled_.insert(workspace).second && options_.on_problem) {
                options_.on_problem(workspace, kept.error().message);
            }
            return false;
        }
        troubled_.erase(workspace);
        behind_ = kept->head - std::min(kept->head, kept->seq);
        if (kept->is_done) return true;
    }
}

Result<void> Insight::catch_up(const dispatch::Room& room) {
    const auto until = std::chrono::steady_clock::now() + micros(kPatience);
    for (;;) {
        const auto kept = keeper_->keep_up(room);
        if (!kept) return std::unexpected(kept.error());
        if (kept->is_done) return {};
        if (std::chrono::steady_clock::now() < until) continue;
        {
            const std::lock_guard lock(mutex_);
            dirty_.insert(room.name);
            changed_.notify_all();
        }
        return fail(InsightError::NotYet,
                    fmt::format("the reports are being made from the log: {} of {} events so far",
                                kept->seq, kept->head));
    }
}

Result<Insight::Answer> Insight::ask(const dispatch::Room& room, const Report& report,
                                     const Question& question) {
    if (auto caught_up = catch_up(room); !caught_up) return std::unexpected(caught_up.error());
    return file_->read(room.name, [&](Facts& facts) -> Result<Answer> {
        auto table = report.ask(facts, question);
        if (!table) return std::unexpected(table.error());
        return Answer{*std::move(table), facts.seq()};
    });
}

}  // namespace baton::insight
