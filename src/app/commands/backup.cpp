// baton backup, restore and migrate: a store copied as it stands at one moment, into a file, from
// one, or into another house. Nothing that is there is ever written over.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "app/commands/store_commands.hpp"
#include "app/fill_store.hpp"
#include "app/open_store.hpp"
#include "app/progress.hpp"
#include "app/tables.hpp"
#include "base/text.hpp"
#include "store/sqlite/copy_file.hpp"
#include "store/sqlite/lock_file.hpp"

namespace baton::app {
namespace {

int complain(const char* command, std::string_view message) {
    fmt::print(stderr, "baton {}: {}\n", command, message);
    return kFound;
}

void print(const proof::Census& census) {
    for (const auto& [name, workspace] : census) {
        if (name.empty()) continue;
        const auto rows = [&, &counted = workspace.rows](const char* what) {
            const auto found = counted.find(what);
            return found == counted.end() ? std::uint64_t{0} : found->second.count;
        };
        fmt::print("{}: {} events, {} leads, {} deliveries; head {}:{}\n", name, rows("events"),
                   rows("leads"), rows("deliveries"), workspace.head.seq,
                   to_hex(bytes_of(workspace.head.hash)));
    }
}

// A file from a file, page by page.
Result<void> copy_database(const std::string& from, const std::string& to, double megabytes,
                           const char* doing) {
    Progress progress(doing, 100);
    store::sqlite::CopyOptions how;
    how.bytes_per_second = static_cast<std::uint64_t>(megabytes * 1e6);
    how.progress = [&](std::uint64_t pages, std::uint64_t all) {
        const std::uint64_t percent = all == 0 ? 100 : pages * 100 / all;
        progress.show(fmt::format("{} of {} pages", pages, all), percent);
    };
    return store::sqlite::copy_file(from, to, how);
}

}  // namespace

int backup(const BackupOptions& options) {
    if (!is_postgres(options.of.store)) {
        const auto path = sqlite_path(options.of.store, options.of.data);
        if (!path) return complain("backup", path.error().message);
        const auto copied =
            copy_database(*path, options.to, options.megabytes_per_second, "Copying");
        if (!copied) return complain("backup", copied.error().message);
    } else {
        const auto tables = load_tables();
        if (!tables) return complain("backup", tables.error().message);
        const auto archive = open_archive("", options.of.store, options.of.data);
        if (!archive) return complain("backup", archive.error().message);
        const auto filled = fill_store(**archive, "sqlite:" + options.to, "", *tables, "Copying");
        if (!filled) return complain("backup", filled.error().message);
        print(*filled);
    }
    std::error_code ignored;
    fmt::print("{}: {} bytes. `baton verify {}` proves it; `baton restore {}` brings it back.\n",
               options.to, std::filesystem::file_size(options.to, ignored), options.to, options.to);
    return kDone;
}

int restore(const RestoreOptions& options) {
    if (is_postgres(options.to.store)) {
        const auto tables = load_tables();
        if (!tables) return complain("restore", tables.error().message);
        const auto archive = open_archive(options.file, "", "");
        if (!archive) return complain("restore", archive.error().message);
        const auto filled = fill_store(**archive, options.to.store, "", *tables, "Restoring");
        if (!filled) return complain("restore", filled.error().message);
        print(*filled);
        return kDone;
    }
    const auto path = sqlite_path(options.to.store, options.to.data);
    if (!path) return complain("restore", path.error().message);
    std::error_code ignored;
    const auto folder = std::filesystem::path(*path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    const auto copied = copy_database(options.file, *path, 0, "Restoring");
    if (!copied) return complain("restore", copied.error().message);
    fmt::print("{} is what {} held.\n", *path, options.file);
    return kDone;
}

int migrate(const MigrateOptions& options) {
    // A server that wrote on would write what the copy does not have.
    store::sqlite::LockFile lock;
    if (!is_postgres(options.from)) {
        const auto path = sqlite_path(options.from, "");
        if (!path) return complain("migrate", path.error().message);
        std::error_code ignored;
        if (!std::filesystem::exists(*path, ignored)) {
            return complain("migrate", fmt::format("{}: there is no such file", *path));
        }
        auto taken = store::sqlite::LockFile::take(*path + ".lock");
        if (!taken) {
            return complain("migrate", taken.error().message +
                                           "; stop the server, so that nothing is written that the "
                                           "copy does not have");
        }
        lock = std::move(*taken);
    }
    const auto tables = load_tables();
    if (!tables) return complain("migrate", tables.error().message);
    const auto archive = open_archive("", options.from, "");
    if (!archive) return complain("migrate", archive.error().message);
    const auto filled = fill_store(**archive, options.to, "", *tables, "Moving");
    if (!filled) return complain("migrate", filled.error().message);
    const auto now = open_archive("", options.from, "");
    if (!now) return complain("migrate", now.error().message);
    for (const auto& [name, workspace] : *filled) {
        const auto head = (*now)->head(name);
        if (!head) return complain("migrate", head.error().message);
        if (*head == workspace.head) continue;
        return complain("migrate",
                        fmt::format("workspace \"{}\" was written to meanwhile: the copy "
                                    "ends at event {}, and it at {}. Stop every node, "
                                    "empty the target and begin again",
                                    name, workspace.head.seq, head->seq));
    }
    print(*filled);
    fmt::print(
        "Counts, sums, heads and states are equal. From now on serve the new store; keep "
        "the old one until you have verified it.\n");
    return kDone;
}

}  // namespace baton::app
