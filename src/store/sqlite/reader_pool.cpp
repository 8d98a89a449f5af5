#include "store/sqlite/reader_pool.hpp"

#include <algorithm>

#include "store/sqlite/schema.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kBegin{"BEGIN", "beginning to read"};
constexpr Sql kEnd{"COMMIT", "finishing to read"};
constexpr Sql kGiveUp{"ROLLBACK", "giving up reading"};

}  // namespace

Result<std::unique_ptr<ReaderPool>> ReaderPool::open(const std::string& path,
                                                     const std::string& vfs, std::size_t readers) {
    std::unique_ptr<ReaderPool> pool(new ReaderPool);
    for (std::size_t i = 0; i < std::max<std::size_t>(readers, 1); ++i) {
        auto connection = Connection::open(path, Connection::Mode::Read, vfs);
        if (!connection) return std::unexpected(std::move(connection).error());
        if (auto set = configure_reader(**connection); !set) {
            return std::unexpected(std::move(set).error());
        }
        pool->free_.push_back(connection->get());
        pool->connections_.push_back(std::move(*connection));
    }
    return pool;
}

Connection* ReaderPool::take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !free_.empty(); });
    // The one given back last: its cache is the warmest.
    Connection* connection = free_.back();
    free_.pop_back();
    return connection;
}

void ReaderPool::give_back(Connection* connection) {
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(connection);
    }
    returned_.notify_all();
}

void ReaderPool::begin(Connection& connection) { connection.run(kBegin); }

Result<void> ReaderPool::end(Connection& connection) {
    auto status = connection.take_status();
    if (connection.is_in_transaction()) {
        connection.run(status ? kEnd : kGiveUp);
        auto ended = connection.take_status();
        if (status) return ended;
    }
    return status;
}

}  // namespace baton::store::sqlite
