#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "store/sqlite/errors.hpp"

namespace baton::store::sqlite {
namespace {

// SQLite counts the memory it has, under a lock, at every allocation; nobody here asks. Once,
// before the first connection; where something has set SQLite up before, it counts on.
void count_no_memory() {
    static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(code);
}

}  // namespace

// ---- Rows ---------------------------------------------------------------------------------------

Rows::~Rows() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
    if (statement_ == nullptr || !connection_->is_ok()) return false;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_->fail(code, statement_);
    return false;
}

bool Rows::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::bytes(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void Rows::read_column(int column, std::uint64_t& value) const {
    value = static_cast<std::uint64_t>(integer(column));
}

void Rows::read_column(int column, std::int32_t& value) const {
    value = static_cast<std::int32_t>(integer(column));
}

void Rows::read_column(int column, std::uint32_t& value) const {
    value = static_cast<std::uint32_t>(integer(column));
}

void Rows::read_column(int column, double& value) const {
    value = sqlite3_column_double(statement_, column);
}

void Rows::read_column(int column, Digest& value) const {
    const std::string_view stored = bytes(column);
    value.fill(0);
    std::memcpy(value.data(), stored.data(), std::min(stored.size(), value.size()));
}

void Rows::read_column(int column, Uuid& value) const {
    const std::string_view stored = bytes(column);
    value.fill(0);
    std::memcpy(value.data(), stored.data(), std::min(stored.size(), value.size()));
}

// ---- Connection ---------------------------------------------------------------------------------

namespace {

// Whoever comes upon the log's index while it is being written takes the writer's lock for a moment
// to read it again: then the writer waits, and so does a reader whom another one is before.
constexpr int kPatienceMillis = 1000;

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode,
                                                     const std::string& vfs) {
    const int access =
        mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    count_no_memory();
    sqlite3* db = nullptr;
    const char* vfs_name = vfs.empty() ? nullptr : vfs.c_str();
    std::unique_ptr<JoiningVfs> joining;
    if (mode == Mode::Write) {
        joining = std::make_unique<JoiningVfs>(vfs);
        vfs_name = joining->name();
    }
    // One thread at a time uses a connection, so SQLite need not lock within it.
    const int code = sqlite3_open_v2(path.c_str(), &db, access | SQLITE_OPEN_NOMUTEX, vfs_name);
    if (code != SQLITE_OK) {
        Error error = error_of(db, code, "opening " + path);
        sqlite3_close(db);
        return std::unexpected(std::move(error));
    }
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, kPatienceMillis);
    if (mode == Mode::Read) sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return std::unique_ptr<Connection>(new Connection(db, std::move(joining)));
}

Connection::Connection(sqlite3* db, std::unique_ptr<JoiningVfs> vfs)
    : vfs_(std::move(vfs)), db_(db) {
    sqlite3_wal_hook(db_, &Connection::on_wal, this);
}

Connection::~Connection() {
    for (const auto& [text, prepared] : statements_) sqlite3_finalize(prepared.statement);
    // Fails only with statements left over, which would be a fault of this class.
    BATON_CHECK(sqlite3_close(db_) == SQLITE_OK);
}

int Connection::on_wal(void* self, sqlite3* /*db*/, const char* /*name*/, int pages) {
    static_cast<Connection*>(self)->wal_pages_ = pages;
    return SQLITE_OK;
}

sqlite3_stmt* Connection::prepare(const Sql& sql) {
    if (!is_ok()) return nullptr;
    if (const auto found = statements_.find(sql.text); found != statements_.end()) {
        return found->second.statement;
    }
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(db_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        error_ = error_of(db_, code, sql.doing);
        return nullptr;
    }
    statements_.emplace(sql.text, Prepared{statement, sql.doing});
    return statement;
}

void Connection::step_to_end(sqlite3_stmt* statement) {
    int code = is_ok() ? sqlite3_step(statement) : SQLITE_DONE;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) fail(code, statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

void Connection::fail(int code, sqlite3_stmt* statement) {
    if (!is_ok()) return;
    const auto by_statement = [&](const auto& entry) {
        return entry.second.statement == statement;
    };
    const auto found = std::ranges::find_if(statements_, by_statement);
    error_ = error_of(db_, code, found != statements_.end() ? found->second.doing : "working");
}

void Connection::run_script(const char* script, const char* doing) {
    if (!is_ok()) return;
    const int code = sqlite3_exec(db_, script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) error_ = error_of(db_, code, doing);
}

Result<void> Connection::take_status() {
    if (!error_) return {};
    Error error = std::move(*error_);
    error_.reset();
    return std::unexpected(std::move(error));
}

std::int64_t Connection::changes() const { return sqlite3_changes64(db_); }
std::int64_t Connection::total_changes() const { return sqlite3_total_changes64(db_); }
bool Connection::is_in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

Result<void> Connection::checkpoint(bool restart) {
    const int mode = restart ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    sqlite3_busy_timeout(db_, 0);  // nobody's long reading is waited for
    const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, mode, nullptr, nullptr);
    sqlite3_busy_timeout(db_, kPatienceMillis);
    // Busy: a reader still needs a part of the log; the next checkpoint gets it.
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
        return std::unexpected(error_of(db_, code, "moving the write-ahead log into the database"));
    }
    return {};
}

void Connection::bind(sqlite3_stmt* s, int index, std::string_view text, Life life) {
    const int code =
        sqlite3_bind_text64(s, index, text.data() == nullptr ? "" : text.data(), text.size(),
                            life == Life::Copied ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) fail(code, s);
}

void Connection::bind(sqlite3_stmt* s, int index, const Blob& blob, Life life) {
    const char* bytes = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
    const int code = sqlite3_bind_blob64(s, index, bytes, blob.bytes.size(),
                                         life == Life::Copied ? SQLITE_TRANSIENT : SQLITE_STATIC);
    if (code != SQLITE_OK) fail(code, s);
}

void Connection::bind(sqlite3_stmt* s, int index, std::int64_t value, Life /*life*/) {
    const int code = sqlite3_bind_int64(s, index, value);
    if (code != SQLITE_OK) fail(code, s);
}

void Connection::bind(sqlite3_stmt* s, int index, double value, Life /*life*/) {
    const int code = sqlite3_bind_double(s, index, value);
    if (code != SQLITE_OK) fail(code, s);
}

void Connection::bind_null(sqlite3_stmt* s, int index) {
    const int code = sqlite3_bind_null(s, index);
    if (code != SQLITE_OK) fail(code, s);
}

}  // namespace baton::store::sqlite
