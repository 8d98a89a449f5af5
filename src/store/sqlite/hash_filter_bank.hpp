// HashFilterBank: up to 64 filters of one size side by side, all of them asked at once.
//
// One after another, 64 filters are 64 lines of memory far apart. Here bit b of filter f is bit f
// of word b (a bit-sliced signature file: Faloutsos, "Signature-Based Text Retrieval Methods",
// 1985), so that a question reads the eight words of its hash, all within one page, and their AND
// has a bit for each filter that may hold it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "store/sqlite/hash_filter.hpp"

namespace baton::store::sqlite {

class HashFilterBank {
  public:
    static constexpr std::size_t kFilters = 64;

    // For filters of so many hashes. Memory: 64 times one of them.
    explicit HashFilterBank(std::size_t expected_hashes);

    // One thread writes. Puts each filter into the place that is its own here; null: that place is
    // left as it is. All are for as many hashes as the bank. What stood in a place stays, beside
    // the new. Cost: some milliseconds a filter.
    void put(std::span<const HashFilter* const, kFilters> filters);

    // Any thread, also while others are put: the bits of those that may hold the hash. Of a place
    // it is right as soon as whoever asks has been told that it was put.
    [[nodiscard]] std::uint64_t may_hold(std::uint64_t hash) const;

  private:
    std::size_t words_of_one_;
    std::vector<std::atomic<std::uint64_t>> words_;  // one for each bit of a filter
};

}  // namespace baton::store::sqlite
