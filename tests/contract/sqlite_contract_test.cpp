// The contract, run by the SQLite house: on a real disk as it is served, and in memory with runs so
// small that every index is merged, searched and dropped all the time.
#include <cstdlib>
#include <filesystem>

#include "archive_contract.hpp"
#include "store/sqlite/archive.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/sqlite/testing/fault_vfs.hpp"

namespace baton::store::contract {
namespace {

template <class T>
std::unique_ptr<T> there(Result<std::unique_ptr<T>> opened) {
    if (opened) return std::move(*opened);
    ADD_FAILURE() << opened.error().message;
    return nullptr;
}

class OnDisk final : public ArchiveHouse {
  public:
    OnDisk() {
        std::string pattern = (std::filesystem::temp_directory_path() / "baton-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~OnDisk() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Store> open() override {
        return there(sqlite::open({.path = folder_ + "/baton.db", .entropy = {1, 2, 3}}));
    }
    std::unique_ptr<Archive> archive() override {
        return there(sqlite::open_archive(folder_ + "/baton.db"));
    }

  private:
    std::string folder_;
};

class InMemory final : public ArchiveHouse {
  public:
    std::unique_ptr<Store> open() override {
        return there(sqlite::open({.path = "baton.db",
                                   .entropy = {1, 2, 3},
                                   .readers = 2,
                                   .run_entries = 32,
                                   .vfs = vfs_.name()}));
    }
    std::unique_ptr<Archive> archive() override {
        return there(sqlite::open_archive("baton.db", vfs_.name()));
    }

  private:
    sqlite::testing::FaultVfs vfs_;
};

std::unique_ptr<House> on_disk() { return std::make_unique<OnDisk>(); }
std::unique_ptr<House> in_memory() { return std::make_unique<InMemory>(); }

BATON_RUN_STORE_CONTRACT(SqliteOnDisk, &on_disk);
BATON_RUN_STORE_CONTRACT_PART(SqliteOnDisk, &on_disk, AccessContract);
BATON_RUN_STORE_CONTRACT_PART(SqliteOnDisk, &on_disk, CrmContract);
BATON_RUN_STORE_CONTRACT(SqliteInMemory, &in_memory);
BATON_RUN_STORE_CONTRACT_PART(SqliteInMemory, &in_memory, AccessContract);
BATON_RUN_STORE_CONTRACT_PART(SqliteInMemory, &in_memory, CrmContract);
BATON_RUN_STORE_CONTRACT_PART(SqliteOnDisk, &on_disk, ArchiveContract);
BATON_RUN_STORE_CONTRACT_PART(SqliteInMemory, &in_memory, ArchiveContract);

}  // namespace
}  // namespace baton::store::contract
