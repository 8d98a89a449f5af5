// ReaderPool: a few sessions that threads take in turn to read with. They are opened when they are
// first needed, and again when they were lost: a read that finds its connection gone is sent once
// more on a new one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/connection.hpp"

namespace baton::store::postgres {

class ReaderPool {
  public:
    ReaderPool(Target target, std::size_t readers);
    // This session alone, which no other can take the place of: it stands in a transaction.
    explicit ReaderPool(std::unique_ptr<Connection> only);
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    // Waits for a free session, then for the answer. All that one statement reads is of one moment.
    template <class... Arguments>
    [[nodiscard]] Result<Rows> query(const Sql& sql, const Arguments&... arguments) {
        return run(sql, Parameters(arguments...));
    }
    [[nodiscard]] Result<Rows> run(const Sql& sql, const Parameters& parameters);

  private:
    using Session = std::unique_ptr<Connection>;
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] Session take();
    void give_back(Session session);
    // A session that stands, or why there is none.
    [[nodiscard]] Result<void> refresh(Session& session);

    const Target target_;
    const bool has_only_one_ = false;
    std::mutex mutex_;  // guards the next four
    std::condition_variable returned_;
    std::vector<Session> free_;  // those never used are null
    Clock::time_point retry_at_{};
    std::optional<Error> unreachable_;
};

}  // namespace baton::store::postgres
