#include "app/fill_store.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "app/open_store.hpp"
#include "app/progress.hpp"
#include "proof/copy.hpp"
#include "store/error.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/sqlite/archive.hpp"
#include "store/sqlite/copy_file.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::app {
namespace {

// Where a database is filled before it counts.
constexpr const char* kIncoming = "baton_incoming";

// How the two houses are filled: the same steps, by other means.
struct Site {
    std::function<Result<std::unique_ptr<store::RestoringStore>>()> open;
    std::function<Result<std::unique_ptr<store::Archive>>()> look;
    std::function<Result<void>()> finish;
};

Result<proof::Census> counted(store::Archive& archive, const LoadedTables& tables,
                              const std::string& what) {
    Progress progress(what, 0);
    return proof::take_census(archive, {*tables.zones, *tables.suffixes}, [&](std::uint64_t rows) {
        progress.show(fmt::format("{} rows", rows));
    });
}

Result<proof::Census> fill(store::Archive& from, const Site& site, const LoadedTables& tables,
                           const std::string& doing) {
    {
        auto to = site.open();
        if (!to) return std::unexpected(std::move(to).error());
        Progress progress(doing, 0);
        auto copied = proof::copy_store(from, **to, [&](std::uint64_t rows) {
            progress.show(fmt::format("{} events and leads", rows));
        });
        if (!copied) return std::unexpected(std::move(copied).error());
    }
    auto original = counted(from, tables, "Counting what was copied");
    if (!original) return original;
    {
        const auto archive = site.look();
        if (!archive) return std::unexpected(archive.error());
        const auto copy = counted(**archive, tables, "Counting the copy");
        if (!copy) return std::unexpected(copy.error());
        if (const std::string differ = proof::difference(*original, *copy); !differ.empty()) {
            return fail(proof::CopyError::Refused,
                        "the copy is not what the original is: " + differ);
        }
    }
    if (auto finished = site.finish(); !finished) return std::unexpected(finished.error());
    return original;
}

Result<proof::Census> fill_postgres(store::Archive& from, const std::string& url,
                                    const LoadedTables& tables, const std::string& doing) {
    store::postgres::OpenOptions place;
    place.url = url;
    const auto there = store::postgres::has_schema(place);
    if (!there) return std::unexpected(there.error());
    if (*there) {
        return fail(store::StoreError::Invalid,
                    fmt::format("the database has a schema \"{}\" already, and nothing is written "
                                "over it; name an empty database",
                                place.schema));
    }
    store::postgres::OpenOptions incoming = place;
    incoming.schema = kIncoming;
    incoming.instance = from.instance();
    // Of one that was cut off.
    if (auto dropped = store::postgres::drop_schema(incoming); !dropped) {
        return std::unexpected(std::move(dropped).error());
    }
    return fill(from,
                {.open = [&] { return store::postgres::open_to_fill(incoming); },
                 .look = [&] { return store::postgres::open_archive(incoming); },
                 .finish = [&] { return store::postgres::rename_schema(incoming, place.schema); }},
                tables, doing);
}

Result<proof::Census> fill_sqlite(store::Archive& from, const std::string& path,
                                  const LoadedTables& tables, const std::string& doing) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        return fail(store::StoreError::Invalid,
                    fmt::format("{} is there already, and nothing is written over it", path));
    }
    store::sqlite::OpenOptions partial;
    partial.path = path + ".partial";
    partial.instance = from.instance();
    for (const char* tail : {"", "-wal", "-shm", "-journal", ".lock"}) {
        std::filesystem::remove(partial.path + tail, ignored);  // of one that was cut off
    }
    return fill(from,
                {.open = [&] { return store::sqlite::open_to_fill(partial); },
                 .look = [&] { return store::sqlite::open_archive(partial.path); },
                 .finish = [&] { return store::sqlite::put_in_place(partial.path, path); }},
                tables, doing);
}

}  // namespace

Result<proof::Census> fill_store(store::Archive& from, const std::string& store,
                                 const std::string& data, const LoadedTables& tables,
                                 const std::string& doing) {
    if (is_postgres(store)) return fill_postgres(from, store, tables, doing);
    const auto path = sqlite_path(store, data);
    if (!path) return std::unexpected(path.error());
    return fill_sqlite(from, *path, tables, doing);
}

}  // namespace baton::app
