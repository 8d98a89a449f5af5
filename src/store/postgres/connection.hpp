// Connection: one connection to PostgreSQL, used by one thread at a time. Always in pipeline mode:
// what a call needs goes out in one piece and is answered in one piece, with a time limit.
//
// Statements are prepared once a connection, by the address of their text. A connection that was
// lost stays lost: whoever owns it opens another.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "store/postgres/parameters.hpp"
#include "store/postgres/rows.hpp"

struct pg_conn;
struct pg_result;

namespace baton::store::postgres {

// A statement's text: a constant with static storage. `doing` is what an error says of it.
struct Sql {
    const char* text;
    const char* doing;
};

struct Call {
    const Sql* sql = nullptr;
    const Parameters* parameters = nullptr;
};

// Whom to connect to, and as what.
struct Target {
    std::string url = {};     // postgresql://… as libpq takes it
    std::string schema = {};  // where the tables are
    std::string name = {};    // application_name
};

// What came of a transaction.
struct Transaction {
    std::vector<Rows> rows = {};  // an answer for each call, where it was committed
    std::optional<Error> error = {};
    bool is_passing = false;    // `error` was somebody else's doing: the same again may do
    bool is_uncertain = false;  // the connection was lost: it may have been committed or not
};

using Patience = std::chrono::milliseconds;

class Connection {
  public:
    // Blocks, within the connect_timeout of the URL (3 s where it names none).
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const Target& target);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One statement by itself.
    template <class... Arguments>
    [[nodiscard]] Result<Rows> query(const Sql& sql, const Arguments&... arguments) {
        return run(sql, Parameters(arguments...));
    }
    [[nodiscard]] Result<Rows> run(const Sql& sql, const Parameters& parameters);
    // All of them in one transaction and one round trip (one more where a statement is new). An
    // error of one rolls back all.
    [[nodiscard]] Transaction transact(std::span<const Call> calls, Patience patience);
    // Several statements without arguments and answers, in a transaction of their own.
    [[nodiscard]] Result<void> script(const std::string& text, const char* doing);

    // What was NOTIFYed on the channels that a script has LISTENed to; empty after `patience`, or
    // when `wake` (a file) can be read. Lost: is_lost() says so.
    struct Notice {
        std::string payload;
        int process = 0;  // the server's, of the connection that said it
    };
    [[nodiscard]] std::vector<Notice> wait_for_notices(int wake, Patience patience);

    [[nodiscard]] bool is_lost() const { return is_lost_; }
    // Not lost, nor ended by the other side while nothing was under way. Does not wait.
    [[nodiscard]] bool still_stands();
    [[nodiscard]] int process() const;  // the server's, that serves this connection
    [[nodiscard]] pg_conn* handle() { return connection_; }

  private:
    // What is expected back in a pipeline, in order.
    struct Expected {
        const char* doing = "";
        std::size_t call = kNone;  // whose answer it is
        const char* prepares = nullptr;
    };
    static constexpr std::size_t kNone = ~std::size_t{0};
    class Clear;
    using Clock = std::chrono::steady_clock;

    explicit Connection(pg_conn* connection) : connection_(connection) {}

    [[nodiscard]] Result<void> prepare(std::span<const Call> calls, Clock::time_point end);
    [[nodiscard]] bool send(const Call& call);
    [[nodiscard]] bool send_text(const char* text);
    // Sends what is queued and takes the answers up to the end of the pipeline.
    void collect(std::span<const Expected> expected, Clock::time_point end,
                 Transaction& transaction);
    void take(pg_result* result, const Expected& expected, Transaction& transaction);
    void roll_back();
    // Waits for the next answer; null for the end of a statement's answers. Lost: sets is_lost_.
    [[nodiscard]] pg_result* next_result(Clock::time_point end, bool& is_late);
    [[nodiscard]] Error lose(const char* doing, bool is_late);

    pg_conn* connection_;
    std::unordered_map<const char*, std::string> prepared_;  // the statement's name
    bool is_lost_ = false;
};

}  // namespace baton::store::postgres
