#include "store/sqlite/hash_filter_bank.hpp"

#include <bit>

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kBitsPerWord = 64;

}  // namespace

HashFilterBank::HashFilterBank(std::size_t expected_hashes)
    : words_of_one_(FilterPlace::words_for(expected_hashes)),
      words_(words_of_one_ * kBitsPerWord) {}

void HashFilterBank::put(std::span<const HashFilter* const, kFilters> filters) {
    for (std::size_t word = 0; word < words_of_one_; ++word) {
        std::atomic<std::uint64_t>* const bits = &words_[word * kBitsPerWord];
        for (std::size_t i = 0; i < filters.size(); ++i) {
            if (filters[i] == nullptr) continue;
            const std::uint64_t own = std::uint64_t{1} << i;
            for (std::uint64_t left = filters[i]->words()[word]; left != 0; left &= left - 1) {
                auto& shared = bits[std::countr_zero(left)];
                // Nobody else writes.
                const std::uint64_t before = shared.load(std::memory_order_relaxed);
                shared.store(before | own, std::memory_order_relaxed);
            }
        }
    }
}

std::uint64_t HashFilterBank::may_hold(std::uint64_t hash) const {
    const std::size_t block = FilterPlace::block(hash, words_of_one_);
    std::uint64_t held = ~std::uint64_t{0};
    for (std::size_t word = 0; word < FilterPlace::kWords; ++word) {
        const std::size_t at = (block + word) * kBitsPerWord + FilterPlace::bit(hash, word);
        held &= words_[at].load(std::memory_order_relaxed);
    }
    return held;
}

}  // namespace baton::store::sqlite
