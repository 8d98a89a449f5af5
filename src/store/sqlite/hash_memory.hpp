// HashMemory: the entries of a HashIndex that are not in a run yet, in the order of their row
// numbers, found by hash. One hash may stand for many rows. Not synchronised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace baton::store::sqlite {

struct HashEntry {
    std::uint64_t hash = 0;
    std::uint64_t row = 0;  // 0: forgotten
};

class HashMemory {
  public:
    // `entry.row` must be greater than every row before.
    void add(HashEntry entry);
    // Appends the rows of `hash`, the latest first, until `rows` holds `limit`.
    void find(std::uint64_t hash, std::size_t limit, std::vector<std::uint64_t>& rows) const;
    // Takes back the entries from `row` on.
    void drop_from(std::uint64_t row);
    void forget(const HashEntry& entry);

    [[nodiscard]] std::span<const HashEntry> entries() const { return entries_; }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    static constexpr std::uint32_t kNone = 0xffffffff;

    [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const;
    void link(std::uint32_t index);
    void rebuild(std::size_t slots);

    std::vector<HashEntry> entries_;
    std::vector<std::uint32_t> earlier_;  // the entry before this one with the same hash
    std::vector<std::uint32_t> slots_;    // open addressing: the latest entry of a hash
};

}  // namespace baton::store::sqlite
