#include "store/postgres/session.hpp"

#include <fmt/core.h>

#include <string>

#include "store/error.hpp"

namespace baton::store::postgres {
namespace {

constexpr std::int32_t kOldest = 140'000;  // of server_version_num

constexpr Sql kReadSetup{
    "SELECT current_setting('server_version_num')::int4, current_setting('fsync'), "
    "current_setting('synchronous_commit'), current_setting('server_encoding'), "
    "pg_is_in_recovery()",
    "asking PostgreSQL how it is set up"};
constexpr Sql kEndProcess{
    "SELECT coalesce(bool_and(pg_terminate_backend(pid, 4000)), true) FROM pg_stat_activity "
    "WHERE pid = $1 AND application_name = $2",
    "ending the connection before"};

struct Setup {
    std::int32_t version = 0;
    std::string fsync;
    std::string synchronous_commit;
    std::string encoding;
    bool is_standby = false;
};

Result<void> check_setup(const Setup& setup, Role role) {
    if (setup.version < kOldest) {
        return fail(StoreError::Foreign,
                    fmt::format("the server is PostgreSQL {}; Baton needs 14 or newer",
                                setup.version / 10'000));
    }
    if (setup.encoding != "UTF8") {
        return fail(StoreError::Foreign,
                    fmt::format("the database is encoded as {}; make one with ENCODING 'UTF8'",
                                setup.encoding));
    }
    if (setup.fsync != "on") {
        return fail(StoreError::Unsafe,
                    "PostgreSQL runs with fsync = off, so what it acknowledges is lost with the "
                    "power; set fsync = on in postgresql.conf and restart it");
    }
    if (setup.synchronous_commit == "off") {
        return fail(StoreError::Unsafe,
                    "PostgreSQL runs with synchronous_commit = off, so it acknowledges commits "
                    "that are not on disk yet; set synchronous_commit = on (in postgresql.conf, or "
                    "for this database or user)");
    }
    if (setup.is_standby && role == Role::Write) {
        return fail(StoreError::Io,
                    "the server is a standby and takes no writes; point --store at the primary");
    }
    return {};
}

// Every query is a look-up in an index, whatever the tables' statistics say at the moment: a plan
// that was made while a table was small must not become a walk through a large one.
std::string settings(const Target& target, const Setup& setup, Role role) {
    return fmt::format(
        "SET search_path TO {};"
        "SET synchronous_commit TO {};"  // as found: changing the server's no longer matters here
        "SET statement_timeout TO '20s';"
        "SET lock_timeout TO '5s';"
        "SET idle_in_transaction_session_timeout TO '10s';"
        "SET client_connection_check_interval TO '1s';"
        "SET tcp_user_timeout TO '5s';"
        "SET tcp_keepalives_idle TO 5; SET tcp_keepalives_interval TO 2;"
        "SET tcp_keepalives_count TO 3;"
        "SET default_transaction_isolation TO 'read committed';"
        "SET default_transaction_read_only TO {};"
        "SET plan_cache_mode TO force_generic_plan;"
        "SET jit TO off; SET enable_seqscan TO off; SET enable_bitmapscan TO off;"
        "SET enable_hashjoin TO off; SET enable_mergejoin TO off;",
        target.schema, setup.synchronous_commit, role == Role::Read ? "on" : "off");
}

}  // namespace

Result<std::unique_ptr<Connection>> open_session(const Target& target, Role role) {
    auto connection = Connection::open(target);
    if (!connection) return connection;
    auto rows = (*connection)->query(kReadSetup);
    if (!rows) return std::unexpected(std::move(rows).error());
    Setup setup;
    if (rows->next()) {
        rows->read(setup.version, setup.fsync, setup.synchronous_commit, setup.encoding,
                   setup.is_standby);
    }
    if (auto checked = check_setup(setup, role); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    auto set = (*connection)->script(settings(target, setup, role), "setting up the session");
    if (!set) return std::unexpected(std::move(set).error());
    return connection;
}

bool end_process(Connection& connection, int process, const std::string& name) {
    auto rows = connection.query(kEndProcess, std::int32_t{process}, name);
    bool has_ended = false;
    if (rows && rows->next()) rows->read(has_ended);
    return has_ended;
}

}  // namespace baton::store::postgres
