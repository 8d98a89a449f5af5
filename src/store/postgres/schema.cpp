#include "store/postgres/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "store/error.hpp"
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {
namespace {

// Tables and functions that an older version reads and calls have to stay as they are, since nodes
// are upgraded one after another: a migration adds beside them.
struct Migration {
    std::int32_t number;
    const char* name;
    const char* const* scripts;
    std::size_t count;
};

const char* const kFirst[] = {kTables, kAppendFunctions, kDeliveryFunctions};
const char* const kSecond[] = {kAccess};
const char* const kThird[] = {kAppendFunctions};
const char* const kFourth[] = {kCrm};
const char* const kRowsByKey[] = {kAppendFunctions, kDeliveryFunctions};
const char* const kSixth[] = {kPush, kAccessFunction};
const char* const kDelivery[] = {kDeliveryFunctions};

const Migration kMigrations[] = {
    {1, "the first tables", kFirst, std::size(kFirst)},
    {2, "accounts, roles, sessions and the audit trail", kSecond, std::size(kSecond)},
    {3, "appends look up each key by itself", kThird, std::size(kThird)},
    {4, "leads in other systems", kFourth, std::size(kFourth)},
    {5, "leases and changes look up each row by its key", kRowsByKey, std::size(kRowsByKey)},
    {6, "browsers that are told", kSixth, std::size(kSixth)},
    {7, "appends expect new rows", kThird, std::size(kThird)},
    {8, "deliveries are settled many at once", kDelivery, std::size(kDelivery)},
    {9, "one statement leases many deliveries", kDelivery, std::size(kDelivery)},
};
constexpr std::int32_t kPresent = std::size(kMigrations);

constexpr Sql kLook{
    "SELECT to_regclass($1 || '.migration') IS NOT NULL, "
    "(SELECT count(*) FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace($1))",
    "looking for the tables"};
constexpr Sql kReadNumber{"SELECT coalesce(max(number), 0) FROM migration",
                          "reading the schema's number"};
constexpr Sql kWriteNumber{"INSERT INTO migration (number, name) VALUES ($1, $2)",
                           "recording a migration"};
constexpr Sql kReadMeta{"SELECT value FROM meta WHERE name = $1", "reading the database's id"};
constexpr Sql kWriteMeta{"INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                         "writing the database's id"};

// The number of the schema that is there; 0: none yet.
Result<std::int32_t> read_number(Connection& db, const std::string& schema) {
    auto found = db.query(kLook, schema);
    if (!found) return std::unexpected(std::move(found).error());
    bool has_migrations = false;
    std::int64_t tables = 0;
    if (found->next()) found->read(has_migrations, tables);
    if (!has_migrations && tables > 0) {
        return fail(StoreError::Foreign,
                    fmt::format("the schema \"{}\" of this database belongs to another program; "
                                "give Baton a database of its own",
                                schema));
    }
    if (!has_migrations) return 0;
    auto rows = db.query(kReadNumber);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::int32_t number = 0;
    if (rows->next()) rows->read(number);
    if (number > kPresent) {
        return fail(StoreError::Newer,
                    fmt::format("the database was written by a newer version of Baton (its schema "
                                "is {}, this version knows up to {}); nothing was changed; run "
                                "the newer version",
                                number, kPresent));
    }
    return number;
}

Result<void> write_meta(Connection& db, const Uuid& id, const Digest& salt) {
    auto written = db.query(kWriteMeta, std::string_view("id"), Blob{bytes_of(id)});
    if (written) written = db.query(kWriteMeta, std::string_view("salt"), salt);
    if (!written) return std::unexpected(std::move(written).error());
    return {};
}

Result<void> write_identity(Connection& db, const std::array<std::uint8_t, 32>& entropy,
                            const std::optional<Instance>& instance) {
    if (instance) return write_meta(db, instance->id, instance->salt);
    const std::string_view bytes{reinterpret_cast<const char*>(entropy.data()), entropy.size()};
    UuidRandom random{};
    const std::string_view id_pieces[] = {"baton instance id", bytes};
    const Digest drawn = sha256(id_pieces);
    std::copy_n(drawn.begin(), random.size(), random.begin());
    // Time is not at hand here; an id of the year 1970 is as unique by its random part.
    const Uuid id = make_uuid_v7(0, random);
    const std::string_view salt_pieces[] = {"baton identity salt", bytes};
    return write_meta(db, id, sha256(salt_pieces));
}

Result<void> apply(Connection& db, const Migration& migration) {
    for (const char* script : std::span(migration.scripts, migration.count)) {
        if (auto done = db.script(script, migration.name); !done) return done;
    }
    auto written = db.query(kWriteNumber, migration.number, std::string_view(migration.name));
    if (!written) return std::unexpected(std::move(written).error());
    return {};
}

// Within a transaction that holds the lock.
Result<void> bring_up_to_date(Connection& db, const std::string& schema,
                              const std::array<std::uint8_t, 32>& entropy,
                              const std::optional<Instance>& instance) {
    const auto number = read_number(db, schema);  // another node may have been quicker
    if (!number) return std::unexpected(number.error());
    if (*number == 0) {
        auto made = db.script(fmt::format("CREATE SCHEMA IF NOT EXISTS {};"
                                          "CREATE TABLE migration (number int4 PRIMARY KEY, "
                                          "name text NOT NULL)",
                                          schema),
                              "making the schema");
        if (!made) return made;
    }
    for (const Migration& migration :
         std::span(kMigrations).subspan(static_cast<std::size_t>(*number))) {
        if (auto applied = apply(db, migration); !applied) return applied;
    }
    return write_identity(db, entropy, instance);
}

Result<Instance> read_instance(Connection& db) {
    Instance instance;
    instance.schema = kPresent;
    auto id = db.query(kReadMeta, std::string_view("id"));
    if (!id) return std::unexpected(std::move(id).error());
    if (id->next()) id->read(instance.id);
    auto salt = db.query(kReadMeta, std::string_view("salt"));
    if (!salt) return std::unexpected(std::move(salt).error());
    if (salt->next()) salt->read(instance.salt);
    return instance;
}

}  // namespace

bool is_schema_name(std::string_view name) {
    const auto is_fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.size() <= 48 && !(name[0] >= '0' && name[0] <= '9') &&
           std::ranges::all_of(name, is_fine);
}

Result<Instance> read_instance(Connection& db, const std::string& schema) {
    const auto number = read_number(db, schema);
    if (!number) return std::unexpected(number.error());
    if (*number == kPresent) return read_instance(db);
    if (*number == 0) {
        return fail(
            StoreError::NotFound,
            fmt::format("the database holds nothing of Baton's in the schema \"{}\"", schema));
    }
    return fail(StoreError::Invalid,
                fmt::format("the database's schema is {}, not {} as this version of Baton has it; "
                            "let `baton serve` open it once, which brings it up to date",
                            *number, kPresent));
}

Result<Instance> migrate(Connection& db, const std::string& schema,
                         const std::array<std::uint8_t, 32>& entropy,
                         const std::optional<Instance>& instance) {
    const auto number = read_number(db, schema);
    if (!number) return std::unexpected(number.error());
    if (*number == kPresent) return read_instance(db);
    auto done = db.script(
        fmt::format("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('baton:{}', 0))", schema),
        "waiting for others who migrate");
    if (done) done = bring_up_to_date(db, schema, entropy, instance);
    if (done) done = db.script("COMMIT", "finishing the migration");
    if (!done) {
        (void)db.script("ROLLBACK", "rolling back the migration");
        return std::unexpected(std::move(done).error());
    }
    return read_instance(db);
}

}  // namespace baton::store::postgres
