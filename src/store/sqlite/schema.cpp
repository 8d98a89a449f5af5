#include "store/sqlite/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "store/error.hpp"

namespace baton::store::sqlite {
namespace {

struct Migration {
    std::int32_t number;
    const char* name;
    const char* script;
};

// Keys are chosen so that an append touches the ends of its tables only: a row at a random place
// costs a whole page of log, four to eight times the price of a lead. That is why identities and
// idempotency keys are stored in the order of their arrival and found over a HashIndex (hash_run,
// hash_chunk). `hash` there is of (workspace, key), so a workspace finds its own alone.
// `event.lead` and `event.body` are text, for whoever reads the log with other tools.
constexpr const char* kFirst = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE workspace (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    next_deadline INTEGER
) WITHOUT ROWID;
CREATE INDEX workspace_due ON workspace (next_deadline) WHERE next_deadline IS NOT NULL;

CREATE TABLE event (
    workspace TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    lead TEXT,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (workspace, seq)
) WITHOUT ROWID;
CREATE INDEX event_of_lead ON event (workspace, lead) WHERE lead IS NOT NULL;

CREATE TABLE lead (
    workspace TEXT NOT NULL,
    id BLOB NOT NULL,
    revision INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    person TEXT NOT NULL,
    pool TEXT NOT NULL,
    rule TEXT NOT NULL,
    queue TEXT NOT NULL,
    account TEXT NOT NULL,
    territory TEXT NOT NULL,
    tier TEXT NOT NULL,
    source TEXT NOT NULL,
    score REAL,
    erased_at INTEGER,
    search_text TEXT NOT NULL,
    salt BLOB NOT NULL,
    identities BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;

CREATE TABLE lead_revision (
    workspace TEXT NOT NULL,
    lead BLOB NOT NULL,
    revision INTEGER NOT NULL,
    search_text TEXT NOT NULL,
    salt BLOB NOT NULL,
    identities BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace, lead, revision)
) WITHOUT ROWID;

CREATE TABLE identity (
    n INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    identity INTEGER NOT NULL,
    lead BLOB NOT NULL,
    owner TEXT,
    at INTEGER
);

CREATE TABLE idempotency (
    n INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,
    at INTEGER NOT NULL,
    workspace TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    lead BLOB,
    response TEXT NOT NULL
);
CREATE INDEX idempotency_of_lead ON idempotency (workspace, lead) WHERE lead IS NOT NULL;

CREATE TABLE hash_run (
    kind INTEGER NOT NULL,
    run INTEGER NOT NULL,
    last INTEGER NOT NULL,
    fences BLOB NOT NULL,
    filter BLOB NOT NULL,
    PRIMARY KEY (kind, run)
) WITHOUT ROWID;
CREATE TABLE hash_chunk (
    kind INTEGER NOT NULL,
    run INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (kind, run, chunk)
);

CREATE TABLE consumer (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (workspace, name)
) WITHOUT ROWID;

CREATE TABLE delivery (
    workspace TEXT NOT NULL,
    id BLOB NOT NULL,
    event_seq INTEGER NOT NULL,
    lead BLOB,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    state INTEGER NOT NULL,
    due_at INTEGER,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    lease_owner TEXT NOT NULL,
    last_status INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    recipient TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (workspace, channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_of_lead ON delivery (workspace, lead) WHERE lead IS NOT NULL;

CREATE TABLE document (
    workspace TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    note TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (workspace, version)
) WITHOUT ROWID;
CREATE TABLE document_file (
    workspace TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (workspace, version, name)
) WITHOUT ROWID;
CREATE TABLE document_blob (
    workspace TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace, sha256)
);

CREATE TABLE snapshot (
    workspace TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    parts INTEGER NOT NULL,
    PRIMARY KEY (workspace, seq)
) WITHOUT ROWID;
CREATE TABLE snapshot_part (
    workspace TEXT NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace, seq, part)
);

CREATE TABLE token (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    PRIMARY KEY (workspace, name)
) WITHOUT ROWID;
)sql";

// Of the log, the partial index holds what changes rules and people alone: a lead costs nothing.
constexpr const char* kAccess = R"sql(
CREATE TABLE account (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_of_subject ON account (subject) WHERE subject <> '';

CREATE TABLE member (
    workspace TEXT NOT NULL,
    account BLOB NOT NULL,
    role TEXT NOT NULL,
    person TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (workspace, account)
) WITHOUT ROWID;
CREATE INDEX member_of_account ON member (account, workspace);

CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    id BLOB NOT NULL,
    account BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);

CREATE TABLE link (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    account BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
    workspace TEXT NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
) WITHOUT ROWID;

CREATE INDEX event_of_change ON event (workspace, seq)
    WHERE kind IN ('published', 'availability', 'figures');
)sql";

constexpr const char* kCrm = R"sql(
CREATE TABLE crm_lead (
    workspace TEXT NOT NULL,
    lead BLOB NOT NULL,
    connection TEXT NOT NULL,
    body TEXT NOT NULL,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (workspace, lead, connection)
) WITHOUT ROWID;
CREATE INDEX crm_lead_held ON crm_lead (holder) WHERE holder <> '';
)sql";

// Which browsers people are told in.
constexpr const char* kPush = R"sql(
CREATE TABLE subscription (
    workspace TEXT NOT NULL,
    account BLOB NOT NULL,
    endpoint TEXT NOT NULL,
    id BLOB NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (workspace, account, endpoint)
) WITHOUT ROWID;
CREATE INDEX subscription_of_endpoint ON subscription (endpoint);
)sql";

constexpr Migration kMigrations[] = {
    {1, "the first tables", kFirst},
    {2, "accounts, roles, sessions and the audit trail", kAccess},
    {3, "leads in other systems", kCrm},
    {4, "browsers that are told", kPush},
};

constexpr std::int32_t kPresent = std::size(kMigrations);
constexpr std::int64_t kApplicationId = 0x4261746F;  // "Bato"

constexpr Sql kReadApplication{"PRAGMA application_id", "reading what kind of file this is"};
constexpr Sql kCountTables{"SELECT count(*) FROM sqlite_schema", "reading the list of tables"};
constexpr Sql kHasMigrations{
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
    "reading the list of tables"};
constexpr Sql kReadSchema{"SELECT coalesce(max(number), 0) FROM migration",
                          "reading the schema's number"};
constexpr Sql kWriteMigration{"INSERT INTO migration (number, name) VALUES (?1, ?2)",
                              "recording a migration"};
constexpr Sql kReadMeta{"SELECT value FROM meta WHERE name = ?1", "reading the database's id"};
constexpr Sql kWriteMeta{"INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                         "writing the database's id"};

std::int64_t read_number(Connection& db, const Sql& sql) {
    Rows rows = db.query(sql);
    return rows.next() ? rows.integer(0) : 0;
}

std::int32_t read_schema_number(Connection& db) {
    if (read_number(db, kHasMigrations) == 0) return 0;
    return static_cast<std::int32_t>(read_number(db, kReadSchema));
}

void apply(Connection& db, const Migration& migration) {
    db.run_script("BEGIN IMMEDIATE", "beginning a migration");
    db.run_script(migration.script, migration.name);
    db.run(kWriteMigration, migration.number, std::string_view(migration.name));
    db.run_script("COMMIT", "finishing a migration");
}

void write_identity(Connection& db, const std::array<std::uint8_t, 32>& entropy) {
    const std::string_view bytes{reinterpret_cast<const char*>(entropy.data()), entropy.size()};
    UuidRandom random{};
    const std::string_view id_pieces[] = {"baton instance id", bytes};
    const Digest drawn = sha256(id_pieces);
    std::copy_n(drawn.begin(), random.size(), random.begin());
    // Time is not at hand here; an id of the year 1970 is as unique by its random part.
    db.run(kWriteMeta, std::string_view("id"), make_uuid_v7(0, random));
    const std::string_view salt_pieces[] = {"baton identity salt", bytes};
    db.run(kWriteMeta, std::string_view("salt"), sha256(salt_pieces));
}

}  // namespace

Result<void> check_readable(Connection& db) {
    const std::int64_t application = read_number(db, kReadApplication);
    const std::int64_t tables = read_number(db, kCountTables);
    const std::int32_t schema = read_schema_number(db);
    if (auto status = db.take_status(); !status) return status;
    if (application != kApplicationId && tables > 0) {
        return fail(StoreError::Foreign,
                    "the file is a database of another program; give Baton a file of its own");
    }
    if (schema > kPresent) {
        return fail(StoreError::Newer,
                    fmt::format("the database was written by a newer version of Baton (its schema "
                                "is {}, this version knows up to {}); nothing was changed; run "
                                "the newer version",
                                schema, kPresent));
    }
    return {};
}

Result<void> configure_writer(Connection& db) {
    // Nothing of wal_autocheckpoint here: it is the same hook as the one by which Connection counts
    // the pages of the log, and setting it would take that off.
    // The page size is SQLite's own of 4 KiB. With 8 KiB batches of hundreds took 7 % less time,
    // and a lead alone 40 % more.
    db.run_script(
        "PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = FULL;"
        "PRAGMA secure_delete = ON;"
        "PRAGMA mmap_size = 0;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -65536;",
        "setting up the database");
    return db.take_status();
}

Result<void> configure_reader(Connection& db) {
    db.run_script(
        "PRAGMA query_only = ON;"
        "PRAGMA mmap_size = 0;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -16384;",
        "setting up a reading connection");
    return db.take_status();
}

Result<Instance> read_instance(Connection& db) {
    const std::int32_t schema = read_schema_number(db);
    Instance instance;
    instance.schema = schema;
    if (schema == kPresent) {
        if (Rows rows = db.query(kReadMeta, std::string_view("id")); rows.next()) {
            rows.read(instance.id);
        }
        if (Rows rows = db.query(kReadMeta, std::string_view("salt")); rows.next()) {
            rows.read(instance.salt);
        }
    }
    if (auto status = db.take_status(); !status) return std::unexpected(std::move(status).error());
    if (schema != kPresent) {
        return fail(StoreError::Invalid,
                    fmt::format("the database's schema is {}, not {} as this version of Baton has "
                                "it; let `baton serve` open it once, which brings it up to date",
                                schema, kPresent));
    }
    return instance;
}

Result<Instance> migrate(Connection& db, const std::array<std::uint8_t, 32>& entropy,
                         const std::optional<Instance>& instance) {
    if (read_schema_number(db) == 0) {
        db.run_script(fmt::format("BEGIN IMMEDIATE;"
                                  "PRAGMA application_id = {};"
                                  "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY "
                                  "KEY, name TEXT NOT NULL);"
                                  "COMMIT;",
                                  kApplicationId)
                          .c_str(),
                      "making the database");
    }
    const std::int32_t taken = read_schema_number(db);
    for (const Migration& migration :
         std::span(kMigrations).subspan(static_cast<std::size_t>(std::clamp(taken, 0, kPresent)))) {
        apply(db, migration);
    }
    if (instance) {
        db.run(kWriteMeta, std::string_view("id"), instance->id);
        db.run(kWriteMeta, std::string_view("salt"), instance->salt);
    }
    write_identity(db, entropy);
    return read_instance(db);
}

}  // namespace baton::store::sqlite
