// A database's schema as a whole: read through, renamed, dropped, looked for.
#include <fmt/core.h>

#include <memory>
#include <string>
#include <utility>

#include "store/postgres/archive.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/postgres/session.hpp"
#include "store/postgres/store_url.hpp"

namespace baton::store::postgres {
namespace {

constexpr Sql kHasSchema{"SELECT to_regnamespace($1) IS NOT NULL", "looking for the schema"};

Result<std::unique_ptr<Connection>> session_for(const OpenOptions& options) {
    const auto url = checked_url(options);
    if (!url) return std::unexpected(url.error());
    auto session =
        open_session({.url = options.url, .schema = options.schema, .name = "baton"}, Role::Write);
    if (!session) return at_url(*url, session.error());
    return session;
}

Result<void> on_schema(const OpenOptions& options, const std::string& script, const char* doing) {
    auto session = session_for(options);
    if (!session) return std::unexpected(std::move(session).error());
    return (*session)->script(script, doing);
}

}  // namespace

Result<std::unique_ptr<Archive>> open_archive(const OpenOptions& options) {
    const auto url = checked_url(options);
    if (!url) return std::unexpected(url.error());
    auto archive =
        make_archive({.url = options.url, .schema = options.schema, .name = "baton reads through"});
    if (!archive) return at_url(*url, archive.error());
    return archive;
}

Result<void> rename_schema(const OpenOptions& options, const std::string& to) {
    return on_schema(options, fmt::format("ALTER SCHEMA {} RENAME TO {}", options.schema, to),
                     "giving the schema its name");
}

Result<void> drop_schema(const OpenOptions& options) {
    return on_schema(options, fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", options.schema),
                     "dropping the schema");
}

Result<bool> has_schema(const OpenOptions& options) {
    auto session = session_for(options);
    if (!session) return std::unexpected(std::move(session).error());
    auto rows = (*session)->query(kHasSchema, std::string_view(options.schema));
    if (!rows) return std::unexpected(std::move(rows).error());
    bool has = false;
    if (rows->next()) rows->read(has);
    return has;
}

}  // namespace baton::store::postgres
