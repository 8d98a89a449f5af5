// Connection: one SQLite connection with its prepared statements, used by one thread at a time.
//
// The first error sticks: from then on run() and query() do nothing and rows are empty, until
// take_status() hands the error out. So a function writes its statements one after another and asks
// once, at its end, whether all of them held.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/uuid.hpp"
#include "store/sqlite/joining_vfs.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace baton::store::sqlite {

// A statement's text: a constant with static storage, prepared once a connection. `doing` is what
// an error says of it.
struct Sql {
    const char* text;
    const char* doing;
};

// Bytes that are bound as a BLOB (text is bound as TEXT).
struct Blob {
    std::string_view bytes;
};

class Connection;

// The rows of a query, one at a time; gives the statement back when it goes.
class Rows {
  public:
    Rows(Connection& connection, sqlite3_stmt* statement)
        : connection_(&connection), statement_(statement) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    // Steps to the next row; false at the end and on an error.
    [[nodiscard]] bool next();

    // Reads the columns from `first` on, in order, into the values.
    template <class... Values>
    void read_from(int first, Values&... values) {
        int column = first;
        (read_column(column++, values), ...);
    }
    template <class... Values>
    void read(Values&... values) {
        read_from(0, values...);
    }

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    // Text or blob, valid until the next row.
    [[nodiscard]] std::string_view bytes(int column) const;

  private:
    void read_column(int column, std::int64_t& value) const { value = integer(column); }
    void read_column(int column, std::uint64_t& value) const;
    void read_column(int column, std::int32_t& value) const;
    void read_column(int column, std::uint32_t& value) const;
    void read_column(int column, double& value) const;
    void read_column(int column, std::string& value) const { value = bytes(column); }
    void read_column(int column, Instant& value) const { value.micros = integer(column); }
    void read_column(int column, Digest& value) const;
    void read_column(int column, Uuid& value) const;
    template <class T>
    void read_column(int column, std::optional<T>& value) const {
        value.reset();
        if (!is_null(column)) read_column(column, value.emplace());
    }

    Connection* connection_;
    sqlite3_stmt* statement_;  // null once an error stuck
};

class Connection {
  public:
    enum class Mode : std::uint8_t { Write, Read };

    // Opens the file (made where it is missing in Write mode). Nothing is read or written yet.
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode,
                                                    const std::string& vfs);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Runs a statement to its end. The arguments are bound in order from ?1.
    template <class... Arguments>
    void run(const Sql& sql, const Arguments&... arguments) {
        sqlite3_stmt* statement = prepare(sql);
        if (statement == nullptr) return;
        int index = 1;
        (bind(statement, index++, arguments, Life::Borrowed), ...);
        step_to_end(statement);
    }

    // Starts a query; the arguments are copied.
    template <class... Arguments>
    [[nodiscard]] Rows query(const Sql& sql, const Arguments&... arguments) {
        sqlite3_stmt* statement = prepare(sql);
        int index = 1;
        if (statement != nullptr) {
            (bind(statement, index++, arguments, Life::Copied), ...);
        }
        return Rows(*this, statement);
    }

    // Several statements without arguments, not kept.
    void run_script(const char* script, const char* doing);

    [[nodiscard]] bool is_ok() const { return !error_.has_value(); }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    // The error that stuck, which then sticks no more.
    Result<void> take_status();

    // Rows that the last run() changed; rows changed since opening.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t total_changes() const;
    [[nodiscard]] bool is_in_transaction() const;

    // Pages in the write-ahead log as of the last commit of this connection.
    [[nodiscard]] int wal_pages() const { return wal_pages_; }
    // Moves what it can from the write-ahead log into the file. `restart`: all of it, and the log
    // begins anew; needs that nobody reads.
    Result<void> checkpoint(bool restart);

  private:
    friend class Rows;
    enum class Life : std::uint8_t { Borrowed, Copied };

    Connection(sqlite3* db, std::unique_ptr<JoiningVfs> vfs);

    sqlite3_stmt* prepare(const Sql& sql);
    void step_to_end(sqlite3_stmt* statement);
    void fail(int code, sqlite3_stmt* statement);
    static int on_wal(void* self, sqlite3* db, const char* name, int pages);

    void bind(sqlite3_stmt* s, int index, std::string_view text, Life life);
    void bind(sqlite3_stmt* s, int index, const Blob& blob, Life life);
    void bind(sqlite3_stmt* s, int index, std::int64_t value, Life life);
    void bind(sqlite3_stmt* s, int index, double value, Life life);
    void bind_null(sqlite3_stmt* s, int index);
    void bind(sqlite3_stmt* s, int index, const std::string& text, Life life) {
        bind(s, index, std::string_view(text), life);
    }
    void bind(sqlite3_stmt* s, int index, std::uint64_t value, Life life) {
        bind(s, index, static_cast<std::int64_t>(value), life);
    }
    void bind(sqlite3_stmt* s, int index, std::int32_t value, Life life) {
        bind(s, index, std::int64_t{value}, life);
    }
    void bind(sqlite3_stmt* s, int index, std::uint32_t value, Life life) {
        bind(s, index, std::int64_t{value}, life);
    }
    void bind(sqlite3_stmt* s, int index, Instant value, Life life) {
        bind(s, index, value.micros, life);
    }
    void bind(sqlite3_stmt* s, int index, const Digest& value, Life life) {
        bind(s, index, Blob{bytes_of(value)}, life);
    }
    void bind(sqlite3_stmt* s, int index, const Uuid& value, Life life) {
        bind(s, index, Blob{bytes_of(value)}, life);
    }
    template <class T>
    void bind(sqlite3_stmt* s, int index, const std::optional<T>& value, Life life) {
        if (value) {
            bind(s, index, *value, life);
        } else {
            bind_null(s, index);
        }
    }

    struct Prepared {
        sqlite3_stmt* statement;
        const char* doing;
    };

    std::unique_ptr<JoiningVfs> vfs_;  // of one that writes
    sqlite3* db_;
    std::unordered_map<const char*, Prepared> statements_;  // by the address of the constant
    std::optional<Error> error_;
    int wal_pages_ = 0;
};

}  // namespace baton::store::sqlite
