#include "insight/fact_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "insight/error.hpp"

namespace baton::insight {
namespace {

using store::sqlite::Blob;
using store::sqlite::Connection;
using store::sqlite::Rows;
using store::sqlite::Sql;

// Another form of the file, or of what stands in it, has another number.
constexpr std::int64_t kForm = 1;

constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA busy_timeout = 2000;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -16384;";

constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS about (form INTEGER NOT NULL, store BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS workspace (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " seq INTEGER NOT NULL, hash BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS fact (workspace INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " at INTEGER NOT NULL, over INTEGER NOT NULL, lead BLOB NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY (workspace, seq)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS fact_over ON fact (workspace, over);"
    "CREATE INDEX IF NOT EXISTS fact_open ON fact (workspace, lead)"
    " WHERE over = 9223372036854775807;"
    "CREATE TABLE IF NOT EXISTS draw (workspace INTEGER NOT NULL, key BLOB NOT NULL,"
    " shares BLOB NOT NULL, PRIMARY KEY (workspace, key)) WITHOUT ROWID;";

constexpr Sql kReadAbout{"SELECT form, store FROM about", "reading whose facts these are"};
constexpr Sql kWriteAbout{"INSERT INTO about (form, store) VALUES (?1, ?2)",
                          "noting whose facts these are"};
constexpr Sql kBegin{"BEGIN IMMEDIATE", "beginning to write facts"};
constexpr Sql kCommit{"COMMIT", "writing facts"};
constexpr Sql kRollback{"ROLLBACK", "giving up writing facts"};
constexpr Sql kHead{"SELECT no, seq, hash FROM workspace WHERE name = ?1",
                    "reading how far the facts go"};
constexpr Sql kNewWorkspace{"INSERT INTO workspace (name, seq, hash) VALUES (?1, 0, zeroblob(32))",
                            "beginning a workspace's facts"};
constexpr Sql kMoveHead{"UPDATE workspace SET seq = ?2, hash = ?3 WHERE no = ?1",
                        "noting how far the facts go"};
constexpr Sql kOpenLead{
    "SELECT seq, at, over, lead, bytes FROM fact "
    "WHERE workspace = ?1 AND lead = ?2 AND over = 9223372036854775807",
    "reading an open lead's facts"};
constexpr Sql kPut{
    "INSERT INTO fact (workspace, seq, at, over, lead, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (workspace, seq) DO UPDATE SET over = excluded.over, bytes = excluded.bytes",
    "writing a lead's facts"};
constexpr Sql kPutDraw{"INSERT OR IGNORE INTO draw (workspace, key, shares) VALUES (?1, ?2, ?3)",
                       "writing what a turn came to"};
constexpr Sql kClearFacts{"DELETE FROM fact WHERE workspace = ?1", "forgetting facts"};
constexpr Sql kClearDraws{"DELETE FROM draw WHERE workspace = ?1", "forgetting draws"};
constexpr Sql kClearWorkspace{"DELETE FROM workspace WHERE no = ?1", "forgetting facts"};

struct Known {
    std::int64_t no = 0;  // 0: there are no facts
    store::Head head;
};

Known known(Connection& db, const std::string& workspace) {
    Known found;
    Rows rows = db.query(kHead, workspace);
    if (rows.next()) rows.read(found.no, found.head.seq, found.head.hash);
    return found;
}

// Opens the file as it should be; nothing where it has to be begun anew.
Result<std::unique_ptr<Connection>> open_as(const std::string& path, const Uuid& store) {
    auto opened = Connection::open(path, Connection::Mode::Write, "");
    if (!opened) return std::unexpected(opened.error());
    Connection& db = **opened;
    db.run_script(kSettings, "setting up the reports' facts");
    db.run_script(kTables, "making the reports' tables");
    std::int64_t form = 0;
    Uuid whose{};
    bool is_new = true;
    {
        Rows rows = db.query(kReadAbout);
        if (rows.next()) {
            rows.read(form, whose);
            is_new = false;
        }
    }
    if (is_new) db.run(kWriteAbout, kForm, store);
    if (auto status = db.take_status(); !status) return std::unexpected(status.error());
    if (!is_new && (form != kForm || whose != store)) {
        return fail(InsightError::Broken, path + " holds the facts of another store");
    }
    return std::move(*opened);
}

}  // namespace

Result<std::unique_ptr<FactFile>> FactFile::open(const std::string& path, const Uuid& store) {
    auto writer = open_as(path, store);
    if (!writer) {
        // Nothing in it is known here alone.
        for (const char* ending : {"", "-wal", "-shm"}) {
            std::error_code error;
            std::filesystem::remove(path + ending, error);
        }
        writer = open_as(path, store);
    }
    if (!writer) return std::unexpected(writer.error());
    std::unique_ptr<FactFile> file(new FactFile(std::move(*writer)));
    auto readers = store::sqlite::ReaderPool::open(path, "", kReaders);
    if (!readers) return std::unexpected(readers.error());
    file->readers_ = std::move(*readers);
    return file;
}

Result<store::Head> FactFile::head(const std::string& workspace) {
    const std::lock_guard lock(mutex_);
    const Known found = known(*writer_, workspace);
    if (auto status = writer_->take_status(); !status) return std::unexpected(status.error());
    return found.head;
}

Result<std::vector<LeadFact>> FactFile::open_leads(const std::string& workspace,
                                                   std::span<const Uuid> leads) {
    const std::lock_guard lock(mutex_);
    const Known found = known(*writer_, workspace);
    std::vector<LeadFact> facts;
    for (const Uuid& lead : leads) {
        Rows rows = writer_->query(kOpenLead, found.no, lead);
        if (!rows.next()) continue;
        LeadFact fact;
        if (!read_fact(rows, fact)) {
            return fail(InsightError::Broken,
                        fmt::format("the fact of event {} cannot be read", fact.seq));
        }
        facts.push_back(std::move(fact));
    }
    if (auto status = writer_->take_status(); !status) return std::unexpected(status.error());
    return facts;
}

Result<bool> FactFile::put(const std::string& workspace, const Changes& changes) {
    const std::lock_guard lock(mutex_);
    writer_->run(kBegin);
    auto written = write(workspace, changes);
    const bool is_good = written && *written;
    if (is_good) writer_->run(kCommit);
    auto status = writer_->take_status();
    if (writer_->is_in_transaction()) {
        writer_->run(kRollback);
        static_cast<void>(writer_->take_status());
    }
    if (!status) return std::unexpected(status.error());
    if (is_good && writer_->wal_pages() > kPagesBeforeCheckpoint) {
        static_cast<void>(writer_->checkpoint(false));  // the next one tries again
    }
    return written;
}

Result<bool> FactFile::write(const std::string& workspace, const Changes& changes) {
    Connection& db = *writer_;
    Known found = known(db, workspace);
    if (found.head != changes.from) return false;
    if (found.no == 0) {
        db.run(kNewWorkspace, workspace);
        found = known(db, workspace);
    }
    for (const LeadFact& fact : changes.facts) {
        db.run(kPut, found.no, fact.seq, fact.at, fact.over.value_or(Instant::never()), fact.lead,
               Blob{encode(fact)});
    }
    for (const DrawRow& draw : changes.draws) {
        db.run(kPutDraw, found.no,
               Blob{{reinterpret_cast<const char*>(draw.key.data()), draw.key.size()}},
               Blob{draw.bytes});
    }
    db.run(kMoveHead, found.no, changes.to.seq, changes.to.hash);
    return true;
}

Result<void> FactFile::clear(const std::string& workspace) {
    const std::lock_guard lock(mutex_);
    const Known found = known(*writer_, workspace);
    writer_->run(kBegin);
    writer_->run(kClearFacts, found.no);
    writer_->run(kClearDraws, found.no);
    writer_->run(kClearWorkspace, found.no);
    writer_->run(kCommit);
    auto status = writer_->take_status();
    if (writer_->is_in_transaction()) {
        writer_->run(kRollback);
        static_cast<void>(writer_->take_status());
    }
    return status;
}

}  // namespace baton::insight
