#include "store/postgres/reader_pool.hpp"

#include <utility>

#include "store/error.hpp"
#include "store/postgres/session.hpp"

namespace baton::store::postgres {
namespace {

// After a failed attempt to connect others fail at once for so long, instead of waiting in line
// for a server that is not there.
constexpr std::chrono::milliseconds kRest{200};

}  // namespace

ReaderPool::ReaderPool(Target target, std::size_t readers) : target_(std::move(target)) {
    free_.resize(readers);
}

ReaderPool::ReaderPool(std::unique_ptr<Connection> only) : has_only_one_(true) {
    free_.push_back(std::move(only));
}

ReaderPool::Session ReaderPool::take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !free_.empty(); });
    // Those in use stand at the end.
    Session session = std::move(free_.back());
    free_.pop_back();
    return session;
}

void ReaderPool::give_back(Session session) {
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(session));
    }
    returned_.notify_one();
}

Result<void> ReaderPool::refresh(Session& session) {
    if (session && session->still_stands()) return {};
    if (has_only_one_) {
        return fail(StoreError::Io,
                    "the connection was lost, and with it the moment that was read; begin again");
    }
    session.reset();
    {
        const std::lock_guard lock(mutex_);
        if (Clock::now() < retry_at_) return std::unexpected(*unreachable_);
    }
    auto opened = open_session(target_, Role::Read);
    if (opened) {
        session = std::move(*opened);
        return {};
    }
    const std::lock_guard lock(mutex_);
    retry_at_ = Clock::now() + kRest;
    unreachable_ = opened.error();
    return std::unexpected(std::move(opened).error());
}

Result<Rows> ReaderPool::run(const Sql& sql, const Parameters& parameters) {
    Session session = take();
    Result<Rows> rows;
    for (int attempts = 0; attempts < 2; ++attempts) {
        if (auto refreshed = refresh(session); !refreshed) {
            rows = std::unexpected(std::move(refreshed).error());
            break;
        }
        rows = session->run(sql, parameters);
        if (rows || !session->is_lost()) break;
    }
    give_back(std::move(session));
    return rows;
}

}  // namespace baton::store::postgres
