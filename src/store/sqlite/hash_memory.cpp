#include "store/sqlite/hash_memory.hpp"

#include <algorithm>

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kFewestSlots = 1024;

bool is_before(const HashEntry& entry, std::uint64_t row) { return entry.row < row; }

}  // namespace

std::size_t HashMemory::slot_of(std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(hash) & mask;
    while (slots_[slot] != kNone && entries_[slots_[slot]].hash != hash) slot = (slot + 1) & mask;
    return slot;
}

void HashMemory::link(std::uint32_t index) {
    std::uint32_t& head = slots_[slot_of(entries_[index].hash)];
    earlier_[index] = head;
    head = index;
}

void HashMemory::rebuild(std::size_t slots) {
    slots_.assign(slots, kNone);
    for (std::uint32_t index = 0; index < entries_.size(); ++index) link(index);
}

void HashMemory::add(HashEntry entry) {
    entries_.push_back(entry);
    earlier_.push_back(kNone);
    if (entries_.size() * 2 > slots_.size()) {
        rebuild(std::max(kFewestSlots, slots_.size() * 2));
    } else {
        link(static_cast<std::uint32_t>(entries_.size() - 1));
    }
}

void HashMemory::find(std::uint64_t hash, std::size_t limit,
                      std::vector<std::uint64_t>& rows) const {
    if (slots_.empty()) return;
    std::uint32_t index = slots_[slot_of(hash)];
    while (index != kNone && rows.size() < limit) {
        if (entries_[index].row != 0) rows.push_back(entries_[index].row);
        index = earlier_[index];
    }
}

void HashMemory::drop_from(std::uint64_t row) {
    // Entries are in the order of rows, but for forgotten ones (0), which are never the latest
    // here: forgetting happens at a commit, dropping before it.
    std::size_t kept = entries_.size();
    while (kept > 0 && !is_before(entries_[kept - 1], row)) --kept;
    if (kept == entries_.size()) return;
    entries_.resize(kept);
    earlier_.resize(kept);
    rebuild(slots_.size());
}

void HashMemory::forget(const HashEntry& entry) {
    if (slots_.empty()) return;
    std::uint32_t index = slots_[slot_of(entry.hash)];
    while (index != kNone && entries_[index].row != entry.row) index = earlier_[index];
    if (index != kNone) entries_[index].row = 0;
}

}  // namespace baton::store::sqlite
