#include "store/postgres/store_url.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include <memory>
#include <string_view>

#include "store/error.hpp"
#include "store/postgres/schema.hpp"

namespace baton::store::postgres {
namespace {

// The URL without its password, as errors may show it.
Result<std::string> shown(const std::string& url) {
    struct Free {
        void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
    };
    char* problem = nullptr;
    const std::unique_ptr<PQconninfoOption, Free> options(PQconninfoParse(url.c_str(), &problem));
    PQfreemem(problem);  // it may quote the password
    if (!options) {
        return fail(StoreError::Invalid,
                    "the store's URL cannot be read; it looks like "
                    "postgresql://USER:PASSWORD@HOST:5432/DATABASE");
    }
    std::string host;
    std::string database;
    for (const PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each) {
        if (each->val == nullptr) continue;
        if (std::string_view(each->keyword) == "host") host = each->val;
        if (std::string_view(each->keyword) == "dbname") database = each->val;
    }
    return fmt::format("postgresql://{}/{}", host, database);
}

}  // namespace

Result<std::string> checked_url(const OpenOptions& options) {
    auto url = shown(options.url);
    if (url && !is_schema_name(options.schema)) {
        return fail(
            StoreError::Invalid,
            fmt::format("\"{}\" cannot be a schema's name; take a-z, 0-9 and _", options.schema));
    }
    return url;
}

std::unexpected<Error> at_url(const std::string& url, const Error& error) {
    return std::unexpected(Error{error.code, fmt::format("{}: {}", url, error.message)});
}

}  // namespace baton::store::postgres
