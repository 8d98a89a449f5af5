// The contract, run by the PostgreSQL house: on the server whose URL stands in the file that
// BATON_TEST_POSTGRES names (postgres.sh makes it), each test in a schema of its own.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>

#include "archive_contract.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/postgres_store.hpp"

namespace baton::store::contract {
namespace {

std::string server_url() {
    const char* file = std::getenv("BATON_TEST_POSTGRES");
    std::string url;
    if (file != nullptr) {
        std::ifstream in(file);
        std::getline(in, url);
    }
    return url;
}

class OnServer final : public ArchiveHouse {
  public:
    OnServer() : url_(server_url()) {
        static std::atomic<int> made = 0;
        schema_ = "t" + std::to_string(getpid()) + "_" + std::to_string(made++);
        if (url_.empty()) ADD_FAILURE() << "BATON_TEST_POSTGRES names no file with a URL";
    }
    ~OnServer() override {
        auto db = postgres::Connection::open({.url = url_, .schema = schema_, .name = "tests"});
        if (db) (void)(*db)->script("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE", "tidying");
    }

    std::unique_ptr<Store> open() override {
        auto store = postgres::open({.url = url_, .entropy = {1, 2, 3}, .schema = schema_});
        if (store) return std::move(*store);
        ADD_FAILURE() << store.error().message;
        return nullptr;
    }
    std::unique_ptr<Archive> archive() override {
        auto archive = postgres::open_archive({.url = url_, .schema = schema_});
        if (archive) return std::move(*archive);
        ADD_FAILURE() << archive.error().message;
        return nullptr;
    }

  private:
    std::string url_;
    std::string schema_;
};

std::unique_ptr<House> on_server() { return std::make_unique<OnServer>(); }

BATON_RUN_STORE_CONTRACT(Postgres, &on_server);
BATON_RUN_STORE_CONTRACT_PART(Postgres, &on_server, AccessContract);
BATON_RUN_STORE_CONTRACT_PART(Postgres, &on_server, CrmContract);
BATON_RUN_STORE_CONTRACT_PART(Postgres, &on_server, ArchiveContract);

}  // namespace
}  // namespace baton::store::contract
