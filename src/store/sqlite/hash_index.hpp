// HashIndex: finds rows of an append-only table by a 64-bit hash without a random write for each.
//
// A B-tree keyed by hashes dirties a page a row. Here new entries stay in memory (the table itself,
// read from its tail on opening, is their record); every kRunEntries of them become a *run*:
// sorted, in chunks, written in small slices, with a filter kept in memory that answers nearly
// every question about a hash that is not there (RunFilters). What is found are candidates: the
// caller compares the row itself, so an entry whose row is gone does no harm.
//
// One thread writes; find() may be called from any. Entries of a transaction are seen at once and
// taken back by roll_back().
#pragma once

#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/hash_filter.hpp"
#include "store/sqlite/hash_memory.hpp"
#include "store/sqlite/run_filters.hpp"

namespace baton::store::sqlite {

class HashIndex {
  public:
    struct Table {
        std::int64_t kind;  // what tells the runs of one index from another's
        Sql tail;           // SELECT row, hash … WHERE row > ?1 ORDER BY row
        Sql first_row;      // SELECT the smallest row; no row where the table is empty
        std::size_t run_entries = std::size_t{1} << 17;
    };

    explicit HashIndex(Table table)
        : table_(table), runs_(std::make_shared<const Runs>(table.run_entries)) {}

    // Reads the runs' heads and the table's tail. Cost: one row read for each entry not in a run.
    Result<void> load(Connection& db);

    // --- the writing thread ---
    // The number under which the row with this hash has to be inserted.
    [[nodiscard]] std::uint64_t add(std::uint64_t hash);
    // Takes the entry out for good, as the row is being deleted.
    void forget(Connection& db, const HashEntry& entry);
    void commit();
    void roll_back();
    // True where work() has something to do.
    [[nodiscard]] bool has_work() const;
    // One slice of tidying, in a transaction of its own: a few milliseconds.
    Result<void> work(Connection& db);
    // Rows may have been deleted from the table's beginning: work() looks for runs to drop.
    void expect_expired() { look_for_expired_ = true; }

    // --- any thread, each with its own connection ---
    // The rows that may have this hash, the latest first, at most `limit`.
    void find(Connection& db, std::uint64_t hash, std::size_t limit,
              std::vector<std::uint64_t>& rows) const;

  private:
    struct Run {
        std::uint64_t number;
        std::uint64_t last_row;
        // The upper halves of each chunk's first hash, as lower bounds.
        std::vector<std::uint64_t> fences;
    };
    struct Runs {
        std::vector<std::shared_ptr<const Run>> all;  // oldest first, their numbers in a row
        RunFilters filters;

        explicit Runs(std::size_t run_entries) : filters(run_entries) {}
        // Calls use(run) for each that may hold the hash, the latest first, until it gives false.
        template <typename Use>
        void each(std::uint64_t hash, Use&& use) const;
    };

    // A run that is being written, slice by slice.
    struct Building {
        std::unique_ptr<Run> run;
        HashFilter filter{0};
        std::uint64_t next_slice = 0;
    };

    static void find_in(Connection& db, std::int64_t kind, const Run& run, std::uint64_t hash,
                        std::size_t limit, std::vector<std::uint64_t>& rows);
    void freeze();
    void begin_run(Connection& db);
    void write_slice(Connection& db);
    void write_head(Connection& db) const;
    void publish_run();
    void drop_expired(Connection& db);

    Table table_;
    std::uint64_t next_row_ = 1;
    std::uint64_t committed_next_row_ = 1;
    std::vector<HashEntry> forgotten_;  // in this transaction
    Building building_;
    bool look_for_expired_ = false;

    mutable std::shared_mutex mutex_;  // guards what stands below
    HashMemory active_;
    std::shared_ptr<HashMemory> frozen_;  // what becomes the next run; null: none
    std::shared_ptr<const Runs> runs_;
};

}  // namespace baton::store::sqlite
