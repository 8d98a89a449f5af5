#include "store/sqlite/hash_index.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace baton::store::sqlite {
namespace {

constexpr std::uint64_t kSlices = 16;          // of a run; by the hash's upper 4 bits
constexpr std::size_t kEntriesPerChunk = 256;  // 4 KiB
constexpr std::size_t kEntryBytes = sizeof(HashEntry);
constexpr std::uint64_t kUpperHalf = 0xffffffff00000000;
static_assert(kEntryBytes == 16);

constexpr Sql kReadHeads{
    "SELECT run, last, fences, filter FROM hash_run WHERE kind = ?1 ORDER BY run",
    "reading the runs of an index"};
constexpr Sql kReadChunk{
    "SELECT entries FROM hash_chunk WHERE kind = ?1 AND run = ?2 AND chunk = ?3",
    "reading a chunk of an index"};
constexpr Sql kWriteHead{
    "INSERT INTO hash_run (kind, run, last, fences, filter) VALUES (?1, ?2, ?3, ?4, ?5)",
    "writing the head of a run"};
constexpr Sql kWriteChunk{
    "INSERT INTO hash_chunk (kind, run, chunk, entries) VALUES (?1, ?2, ?3, ?4)",
    "writing a chunk of an index"};
constexpr Sql kRewriteChunk{
    "UPDATE hash_chunk SET entries = ?4 WHERE kind = ?1 AND run = ?2 AND chunk = ?3",
    "forgetting an entry of an index"};
constexpr Sql kDropHead{"DELETE FROM hash_run WHERE kind = ?1 AND run = ?2", "dropping a run"};
constexpr Sql kDropChunks{"DELETE FROM hash_chunk WHERE kind = ?1 AND run = ?2",
                          "dropping the chunks of a run"};
constexpr Sql kBegin{"BEGIN IMMEDIATE", "beginning to tidy an index"};
constexpr Sql kCommit{"COMMIT", "finishing to tidy an index"};
constexpr Sql kRollBack{"ROLLBACK", "giving up tidying an index"};

bool is_in_run_order(const HashEntry& a, const HashEntry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.row > b.row;
}

std::string_view bytes_of(std::span<const HashEntry> entries) {
    return {reinterpret_cast<const char*>(entries.data()), entries.size_bytes()};
}

std::string_view bytes_of(const std::vector<std::uint64_t>& numbers) {
    return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint64_t)};
}

std::vector<HashEntry> entries_from(std::string_view bytes) {
    std::vector<HashEntry> entries(bytes.size() / kEntryBytes);
    if (!entries.empty()) std::memcpy(entries.data(), bytes.data(), entries.size() * kEntryBytes);
    return entries;
}

std::vector<HashEntry> read_chunk(Connection& db, std::int64_t kind, std::uint64_t run,
                                  std::size_t chunk) {
    Rows rows = db.query(kReadChunk, kind, run, static_cast<std::int64_t>(chunk));
    return rows.next() ? entries_from(rows.bytes(0)) : std::vector<HashEntry>{};
}

// The chunks that may hold the hash: from the last one that begins below it to the last one that
// does not begin above it.
std::pair<std::size_t, std::size_t> chunks_of(std::span<const std::uint64_t> fences,
                                              std::uint64_t hash) {
    const auto first = std::ranges::lower_bound(fences, hash & kUpperHalf);
    const auto end = std::ranges::upper_bound(fences, hash);
    const auto before = first - fences.begin();
    return {static_cast<std::size_t>(std::max<std::ptrdiff_t>(before - 1, 0)),
            static_cast<std::size_t>(end - fences.begin())};
}

}  // namespace

template <typename Use>
void HashIndex::Runs::each(std::uint64_t hash, Use&& use) const {
    filters.each(hash, [&](std::uint64_t number) {
        const auto run = std::ranges::lower_bound(
            all, number, {}, [](const std::shared_ptr<const Run>& one) { return one->number; });
        return run == all.end() || (*run)->number != number || use(**run);
    });
}

Result<void> HashIndex::load(Connection& db) {
    auto runs = std::make_shared<Runs>(table_.run_entries);
    std::uint64_t covered = 0;
    {
        Rows rows = db.query(kReadHeads, table_.kind);
        while (rows.next()) {
            std::vector<std::uint64_t> fences(rows.bytes(2).size() / sizeof(std::uint64_t));
            if (!fences.empty()) {
                std::memcpy(fences.data(), rows.bytes(2).data(),
                            fences.size() * sizeof(std::uint64_t));
            }
            covered = std::max(covered, static_cast<std::uint64_t>(rows.integer(1)));
            const auto number = static_cast<std::uint64_t>(rows.integer(0));
            runs->all.push_back(std::make_shared<const Run>(
                Run{number, static_cast<std::uint64_t>(rows.integer(1)), std::move(fences)}));
            runs->filters.add(number, HashFilter::from_bytes(rows.bytes(3)));
        }
        runs->filters.settle();
    }
    const std::unique_lock lock(mutex_);
    next_row_ = covered + 1;
    Rows rows = db.query(table_.tail, covered);
    while (rows.next()) {
        HashEntry entry;
        rows.read(entry.row, entry.hash);
        next_row_ = entry.row + 1;
        active_.add(entry);
    }
    committed_next_row_ = next_row_;
    runs_ = std::move(runs);
    return db.take_status();
}

std::uint64_t HashIndex::add(std::uint64_t hash) {
    const std::unique_lock lock(mutex_);
    active_.add(HashEntry{hash, next_row_});
    return next_row_++;
}

void HashIndex::commit() {
    committed_next_row_ = next_row_;
    if (!forgotten_.empty()) {
        const std::unique_lock lock(mutex_);
        for (const HashEntry& entry : forgotten_) {
            active_.forget(entry);
            if (frozen_) frozen_->forget(entry);
        }
        forgotten_.clear();
    }
}

void HashIndex::roll_back() {
    forgotten_.clear();
    if (next_row_ == committed_next_row_) return;
    const std::unique_lock lock(mutex_);
    active_.drop_from(committed_next_row_);
    next_row_ = committed_next_row_;
}

void HashIndex::find(Connection& db, std::uint64_t hash, std::size_t limit,
                     std::vector<std::uint64_t>& rows) const {
    rows.clear();
    std::shared_ptr<const Runs> runs;
    {
        const std::shared_lock lock(mutex_);
        active_.find(hash, limit, rows);
        if (frozen_) frozen_->find(hash, limit, rows);
        runs = runs_;
    }
    if (rows.size() >= limit) return;
    runs->each(hash, [&](const Run& run) {
        find_in(db, table_.kind, run, hash, limit, rows);
        return rows.size() < limit;
    });
}

void HashIndex::find_in(Connection& db, std::int64_t kind, const Run& run, std::uint64_t hash,
                        std::size_t limit, std::vector<std::uint64_t>& rows) {
    const auto [first, end] = chunks_of(run.fences, hash);
    for (std::size_t chunk = first; chunk < end; ++chunk) {
        const std::vector<HashEntry> entries = read_chunk(db, kind, run.number, chunk);
        auto entry = std::ranges::lower_bound(entries, hash, {}, &HashEntry::hash);
        for (; entry != entries.end() && entry->hash == hash; ++entry) {
            if (rows.size() == limit) return;
            rows.push_back(entry->row);
        }
    }
}

void HashIndex::forget(Connection& db, const HashEntry& entry) {
    // Slices that are written already may hold the entry: the run is begun anew.
    building_ = {};
    forgotten_.push_back(entry);
    runs_->each(entry.hash, [&](const Run& run) {
        if (entry.row > run.last_row) return false;  // earlier runs hold earlier rows
        const auto [first, end] = chunks_of(run.fences, entry.hash);
        for (std::size_t chunk = first; chunk < end; ++chunk) {
            std::vector<HashEntry> entries = read_chunk(db, table_.kind, run.number, chunk);
            const std::size_t removed = std::erase_if(entries, [&](const HashEntry& each) {
                return each.hash == entry.hash && each.row == entry.row;
            });
            if (removed > 0) {
                db.run(kRewriteChunk, table_.kind, run.number, static_cast<std::int64_t>(chunk),
                       Blob{bytes_of(entries)});
            }
        }
        return true;
    });
}

bool HashIndex::has_work() const {
    return frozen_ != nullptr || active_.size() >= table_.run_entries || look_for_expired_;
}

Result<void> HashIndex::work(Connection& db) {
    if (frozen_ == nullptr && active_.size() >= table_.run_entries) freeze();
    const bool builds = frozen_ != nullptr;
    db.run(kBegin);
    if (builds) {
        if (building_.run == nullptr) begin_run(db);
        write_slice(db);
        if (building_.next_slice == kSlices) write_head(db);
    } else {
        drop_expired(db);
    }
    db.run(kCommit);
    if (auto status = db.take_status(); !status) {
        building_ = {};
        if (db.is_in_transaction()) db.run(kRollBack);
        (void)db.take_status();  // the first error is the one that counts
        return status;
    }
    if (builds && building_.next_slice == kSlices) publish_run();
    return {};
}

void HashIndex::freeze() {
    const std::unique_lock lock(mutex_);
    frozen_ = std::make_shared<HashMemory>(std::move(active_));
    active_ = HashMemory{};
}

void HashIndex::begin_run(Connection& db) {
    const std::uint64_t number = runs_->all.empty() ? 1 : runs_->all.back()->number + 1;
    // Filters of one size are asked together; a memory far larger than most has one of its own.
    const std::size_t most = table_.run_entries + table_.run_entries / 8;
    building_ = {
        .run = std::make_unique<Run>(Run{number, 0, {}}),
        .filter = HashFilter(frozen_->size() <= most ? table_.run_entries : frozen_->size())};
    // A run that was given up, or cut off by a crash, left chunks under this number.
    db.run(kDropChunks, table_.kind, number);
}

void HashIndex::write_slice(Connection& db) {
    Run& run = *building_.run;
    std::vector<HashEntry> slice;
    slice.reserve(frozen_->size() / kSlices * 2);
    for (const HashEntry& entry : frozen_->entries()) {
        run.last_row = std::max(run.last_row, entry.row);
        if (entry.hash >> 60 == building_.next_slice && entry.row != 0) slice.push_back(entry);
    }
    std::ranges::sort(slice, is_in_run_order);
    for (const HashEntry& entry : slice) building_.filter.add(entry.hash);
    const std::span<const HashEntry> entries(slice);
    for (std::size_t at = 0; at < entries.size(); at += kEntriesPerChunk) {
        const auto chunk = entries.subspan(at, std::min(kEntriesPerChunk, entries.size() - at));
        db.run(kWriteChunk, table_.kind, run.number, static_cast<std::int64_t>(run.fences.size()),
               Blob{bytes_of(chunk)});
        run.fences.push_back(chunk.front().hash & kUpperHalf);
    }
    ++building_.next_slice;
}

void HashIndex::write_head(Connection& db) const {
    const Run& run = *building_.run;
    db.run(kWriteHead, table_.kind, run.number, run.last_row, Blob{bytes_of(run.fences)},
           Blob{building_.filter.bytes()});
}

void HashIndex::publish_run() {
    auto runs = std::make_shared<Runs>(*runs_);
    const std::uint64_t number = building_.run->number;
    runs->all.push_back(std::move(building_.run));
    runs->filters.add(number, std::move(building_.filter));
    runs->filters.settle();
    building_ = {};
    const std::unique_lock lock(mutex_);
    runs_ = std::move(runs);
    frozen_.reset();
}

void HashIndex::drop_expired(Connection& db) {
    look_for_expired_ = false;
    std::uint64_t first_row = next_row_;
    if (Rows rows = db.query(table_.first_row); rows.next()) rows.read(first_row);
    // The newest run stays: the numbers of later rows and runs go on from it.
    if (!db.is_ok() || runs_->all.size() < 2 || runs_->all.front()->last_row >= first_row) return;
    const std::uint64_t number = runs_->all.front()->number;
    db.run(kDropChunks, table_.kind, number);
    db.run(kDropHead, table_.kind, number);
    auto runs = std::make_shared<Runs>(*runs_);
    runs->all.erase(runs->all.begin());
    runs->filters.drop(number);
    look_for_expired_ = true;  // there may be another
    const std::unique_lock lock(mutex_);
    // Before the commit: whatever comes of it, the run leads to rows that are gone.
    runs_ = std::move(runs);
}

}  // namespace baton::store::sqlite
