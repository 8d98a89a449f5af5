// What a write works with while its transaction is open. The writing thread's own.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/hash.hpp"
#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/hash_index.hpp"

namespace baton::store::sqlite {

// The heads of workspaces, so that an append need not read its own: this process alone writes.
// Changes count at once within the transaction and are taken back with it.
class Heads {
  public:
    // From memory, else from the database.
    [[nodiscard]] Head get(Connection& db, const std::string& workspace);
    // Sets the head and the next deadline, in the database too.
    void set(Connection& db, const std::string& workspace, const Head& head,
             const std::optional<Instant>& next_deadline);
    void commit();
    void roll_back();

  private:
    std::map<std::string, Head, std::less<>> committed_;
    std::map<std::string, Head, std::less<>> changed_;
};

// What is remembered of leasing: whose turn it was, and who has leased since the store was opened.
struct Leasing {
    std::string workspace;  // of the channel that was served last
    std::string channel;
    std::set<std::string, std::less<>> owners;
};

struct WriteContext {
    Connection& db;
    HashIndex& identities;
    HashIndex& keys;
    Digest salt{};
    Heads heads;
    Leasing leasing;
    bool has_erased = false;  // the log of the file has to be emptied after this commit

    void commit();
    void roll_back();
};

}  // namespace baton::store::sqlite
