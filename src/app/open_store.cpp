#include "app/open_store.hpp"

#include <filesystem>
#include <string_view>

#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::app {
namespace {

enum class OpenError : int { BadStore = 1 };

}  // namespace

Result<std::unique_ptr<store::Store>> open_store(const std::string& store, const std::string& data,
                                                 Random& random, store::ClockCheck* clock) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (store.starts_with("postgresql://") || store.starts_with("postgres://")) {
        store::postgres::OpenOptions open;
        open.url = store;
        random.fill(open.entropy);
        open.clock_check = clock;
        return store::postgres::open(open);
    }
    if (!store.empty() && (!store.starts_with(kSqlite) || store.size() == kSqlite.size())) {
        // Not quoted back: it may be a URL with a password.
        return fail(OpenError::BadStore,
                    "--store has to be sqlite:PATH or postgresql://USER:PASSWORD@HOST/DATABASE");
    }
    store::sqlite::OpenOptions open;
    open.path = store.empty() ? (std::filesystem::path(data) / "baton.db").string()
                              : store.substr(kSqlite.size());
    random.fill(open.entropy);
    return store::sqlite::open(open);
}

}  // namespace baton::app
