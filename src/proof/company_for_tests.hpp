// A server that has lived: every kind of event and every fate of a lead in its log, and ways to
// change its file behind its back.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "core/event/codec.hpp"
#include "dispatch/server_for_tests.hpp"
#include "store/sqlite/archive.hpp"

namespace baton::proof::testing {

using dispatch::testing::Server;

inline const std::string kMerging =
    std::string(dispatch::testing::kDocument) + "close_after: 5d\nduplicates: merge\n";

// Leads given in turn, to their owner, held, passed on by silence, claimed by nobody, won, lost,
// merged, closed as stale; people out and back; another document.
inline void live_a_week(Server& server) {
    for (int day = 0; day < 7; ++day) {
        const std::string d = std::to_string(day);
        ASSERT_TRUE(Server::accepted(server.out("boss", true)));
        server.receive("held" + d + "@x.test", "late");
        for (int i = 0; i < 6; ++i) server.receive("m" + std::to_string(i) + "@x.test");
        for (int i = 0; i < 4; ++i) server.receive_and_win("w" + d + "@x.test");
        ASSERT_TRUE(Server::accepted(server.out(day % 2 == 0 ? "ann" : "ben", day < 5)));
        server.clock.move_by(Duration::minutes(40));
        ASSERT_TRUE(Server::accepted(server.tick()));
        ASSERT_TRUE(Server::accepted(server.out("boss", false)));
        if (day == 2) {
            ASSERT_TRUE(Server::accepted(server.publish(kMerging)));
        }
        server.clock.move_by(Duration::hours(23));
        ASSERT_TRUE(Server::accepted(server.tick()));
    }
}

inline void erase(Server& server, const store::LeadKey& lead) {
    std::promise<void> erased;
    server.real_store().erase_lead("acme", lead, server.clock.now(), [&](Result<void> done) {
        EXPECT_TRUE(done);
        erased.set_value();
    });
    erased.get_future().wait();
}

// The file of a server that does not run, as somebody with other tools gets at it.
class File {
  public:
    explicit File(const std::string& path) {
        EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
    }
    ~File() { sqlite3_close(db_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void run(const std::string& sql) {
        char* problem = nullptr;
        EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
            << sql << ": " << (problem == nullptr ? "" : problem);
        sqlite3_free(problem);
    }
    // The first column of the rows.
    std::vector<std::string> ask(const std::string& sql) {
        std::vector<std::string> found;
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                               static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
        }
        sqlite3_finalize(statement);
        return found;
    }

  private:
    sqlite3* db_ = nullptr;
};

// Gives every event the hash that follows from what stands there now: a forger who knows how.
inline void chain_anew(const std::string& path) {
    std::vector<store::EventRow> rows;
    {
        const auto archive = store::sqlite::open_archive(path);
        ASSERT_TRUE(archive) << archive.error().message;
        rows = (*archive)->events("acme", 1, store::kMaxEventsPerRead).value();
    }
    File file(path);
    Digest hash{};
    for (const store::EventRow& row : rows) {
        hash = event::chain(hash, {row.seq, row.at, row.kind, row.lead, row.body});
        file.run("UPDATE event SET hash = x'" + to_hex(bytes_of(hash)) +
                 "' WHERE seq = " + std::to_string(row.seq));
    }
    file.run("UPDATE workspace SET hash = x'" + to_hex(bytes_of(hash)) +
             "', seq = " + std::to_string(rows.back().seq));
    file.run("UPDATE snapshot SET hash = (SELECT hash FROM event WHERE event.seq = snapshot.seq)");
}

}  // namespace baton::proof::testing
