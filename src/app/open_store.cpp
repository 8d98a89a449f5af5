#include "app/open_store.hpp"

#include <filesystem>
#include <string_view>

#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/archive.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::app {
namespace {

enum class OpenError : int { BadStore = 1 };

constexpr std::string_view kSqlite = "sqlite:";

}  // namespace

bool is_postgres(std::string_view store) {
    return store.starts_with("postgresql://") || store.starts_with("postgres://");
}

Result<std::string> sqlite_path(const std::string& store, const std::string& data) {
    if (store.empty()) return (std::filesystem::path(data) / "baton.db").string();
    if (store.starts_with(kSqlite) && store.size() > kSqlite.size()) {
        return store.substr(kSqlite.size());
    }
    // Not quoted back: it may be a URL with a password.
    return fail(OpenError::BadStore,
                "a store is named as sqlite:PATH or postgresql://USER:PASSWORD@HOST/DATABASE");
}

Result<std::unique_ptr<store::Store>> open_store(const std::string& store, const std::string& data,
                                                 Random& random, store::ClockCheck* clock) {
    if (is_postgres(store)) {
        store::postgres::OpenOptions open;
        open.url = store;
        random.fill(open.entropy);
        open.clock_check = clock;
        return store::postgres::open(open);
    }
    auto path = sqlite_path(store, data);
    if (!path) return std::unexpected(path.error());
    store::sqlite::OpenOptions open;
    open.path = std::move(*path);
    random.fill(open.entropy);
    return store::sqlite::open(open);
}

Result<std::unique_ptr<store::Archive>> open_archive(const std::string& file,
                                                     const std::string& store,
                                                     const std::string& data) {
    if (!file.empty()) return store::sqlite::open_archive(file);
    if (is_postgres(store)) return store::postgres::open_archive({.url = store});
    const auto path = sqlite_path(store, data);
    if (!path) return std::unexpected(path.error());
    return store::sqlite::open_archive(*path);
}

}  // namespace baton::app
