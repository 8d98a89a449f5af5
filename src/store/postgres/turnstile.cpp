#include "store/postgres/turnstile.hpp"

#include <string_view>
#include <utility>

#include "store/postgres/session.hpp"

namespace baton::store::postgres {
namespace {

// How long it is worth standing there: some dozens of batches of others take less.
constexpr const char* kPatience = "SET lock_timeout TO '250ms'";
// A turn that lasts longer is over: who has it hangs.
constexpr std::chrono::seconds kLongestTurn{1};
// After standing there in vain: somebody has the lock who does nothing with it.
constexpr std::chrono::seconds kRest{5};

constexpr Sql kLock{"SELECT 1 FROM pg_advisory_lock(hashtextextended($1, 0))", "standing in line"};
constexpr Sql kUnlock{"SELECT pg_advisory_unlock(hashtextextended($1, 0))", "leaving the line"};

}  // namespace

Turnstile::Turnstile(Target target) : target_(std::move(target)) {}

void Turnstile::close() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool Turnstile::stand_in_line(const std::string& workspace, std::move_only_function<void()>& go) {
    {
        const std::lock_guard lock(mutex_);
        if (!workspace_.empty() || is_over_ || Clock::now() < rests_until_) return false;
        workspace_ = workspace;
        go_ = std::move(go);
        if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    }
    changed_.notify_all();
    return true;
}

void Turnstile::note_append(const std::string& workspace) {
    const std::lock_guard lock(mutex_);
    if (is_inside_ && workspace_ == workspace) is_used_ = true;
}

void Turnstile::leave(const std::string& workspace) {
    {
        const std::lock_guard lock(mutex_);
        if (!is_inside_ || workspace_ != workspace) return;
        is_inside_ = false;
    }
    changed_.notify_all();
}

bool Turnstile::is_inside(const std::string& workspace) const {
    const std::lock_guard lock(mutex_);
    return is_inside_ && workspace_ == workspace;
}

std::size_t Turnstile::turns() const {
    const std::lock_guard lock(mutex_);
    return turns_;
}

void Turnstile::work() {
    for (;;) {
        std::string workspace;
        std::move_only_function<void()> go;
        bool is_over = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return !workspace_.empty() || is_over_; });
            if (workspace_.empty()) return;
            workspace = workspace_;
            go = std::move(go_);
            is_over = is_over_;
        }
        if (is_over) {
            go();
            return;
        }
        serve(workspace, std::move(go));
        const std::lock_guard lock(mutex_);
        workspace_.clear();
        is_inside_ = false;
    }
}

bool Turnstile::connect() {
    if (db_ && db_->still_stands()) return true;
    db_.reset();
    auto opened = open_session(target_, Role::Read);
    if (!opened || !(*opened)->script(kPatience, "setting the patience for a turn")) return false;
    db_ = std::move(*opened);
    return true;
}

void Turnstile::serve(const std::string& workspace, std::move_only_function<void()> go) {
    const std::string name = target_.schema + "/" + workspace;
    const bool is_ours = connect() && db_->query(kLock, std::string_view(name)).has_value();
    {
        const std::lock_guard lock(mutex_);
        is_inside_ = is_ours;
        is_used_ = false;
        if (is_ours) ++turns_;
        if (!is_ours) rests_until_ = Clock::now() + kRest;
    }
    go();
    if (!is_ours) return;
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, kLongestTurn, [&] { return !is_inside_ || !is_used_ || is_over_; });
    }
    // A connection that does not let go of the lock lets go of it by ending.
    if (!db_->query(kUnlock, std::string_view(name))) db_.reset();
}

}  // namespace baton::store::postgres
