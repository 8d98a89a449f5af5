// ReaderPool: a few read-only connections that threads take in turn. read() gives a function one of
// them inside a transaction, so that all it reads is of one moment.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/sqlite/connection.hpp"

namespace baton::store::sqlite {

class ReaderPool {
  public:
    static Result<std::unique_ptr<ReaderPool>> open(const std::string& path, const std::string& vfs,
                                                    std::size_t readers);

    // Waits for a free connection. What `function` returns, or the first error of its statements.
    template <class Function>
    auto read(Function&& function) -> Result<decltype(function(std::declval<Connection&>()))> {
        Lease lease(*this);
        begin(lease.connection());
        auto value = function(lease.connection());
        if (auto status = end(lease.connection()); !status) {
            return std::unexpected(std::move(status).error());
        }
        return value;
    }

    // Calls `function` while nobody reads: waits for those who do, holds back the others.
    template <class Function>
    void while_quiet(Function&& function) {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [&] { return free_.size() == connections_.size(); });
        function();
    }

  private:
    class Lease {
      public:
        explicit Lease(ReaderPool& pool) : pool_(pool), connection_(pool.take()) {}
        ~Lease() { pool_.give_back(connection_); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        [[nodiscard]] Connection& connection() { return *connection_; }

      private:
        ReaderPool& pool_;
        Connection* connection_;
    };

    ReaderPool() = default;
    Connection* take();
    void give_back(Connection* connection);
    static void begin(Connection& connection);
    static Result<void> end(Connection& connection);

    std::vector<std::unique_ptr<Connection>> connections_;
    std::mutex mutex_;  // guards free_
    std::condition_variable returned_;
    std::vector<Connection*> free_;
};

}  // namespace baton::store::sqlite
