#include "store/sqlite/hash_filter_bank.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <random>
#include <vector>

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kHashes = 500;

// A filter of kHashes random hashes, and these.
struct Filled {
    std::vector<std::uint64_t> hashes;
    HashFilter filter{kHashes};

    explicit Filled(std::uint64_t seed) {
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < kHashes; ++i) filter.add(hashes.emplace_back(random()));
    }
};

TEST(HashFilterBank, SaysOfEachFilterWhatThatSays) {
    HashFilterBank bank(kHashes);
    std::vector<Filled> filled;
    for (std::uint64_t seed = 0; seed < HashFilterBank::kFilters; ++seed) filled.emplace_back(seed);
    std::array<const HashFilter*, HashFilterBank::kFilters> filters{};
    for (std::size_t i = 0; i < filters.size(); ++i) filters[i] = &filled[i].filter;
    bank.put(filters);
    std::mt19937_64 random(1000);
    std::size_t held = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t hash =
            i % 2 == 0 ? random() : filled[random() % 64].hashes[random() % kHashes];
        std::uint64_t wanted = 0;
        for (std::size_t f = 0; f < filled.size(); ++f) {
            wanted |= std::uint64_t{filled[f].filter.may_hold(hash)} << f;
        }
        ASSERT_EQ(bank.may_hold(hash), wanted);
        held += static_cast<std::size_t>(std::popcount(wanted));
    }
    EXPECT_GT(held, 10'000U);
    for (const std::uint64_t end : {std::uint64_t{0}, ~std::uint64_t{0}}) {
        EXPECT_EQ(bank.may_hold(end) & 1, std::uint64_t{filled[0].filter.may_hold(end)});
    }
}

TEST(HashFilterBank, WhatIsPutLeavesItsNeighboursAlone) {
    HashFilterBank bank(kHashes);
    const Filled first(1), second(2);
    std::array<const HashFilter*, HashFilterBank::kFilters> one{};
    one[63] = &first.filter;
    bank.put(one);
    for (const std::uint64_t hash : first.hashes) {
        EXPECT_EQ(bank.may_hold(hash), std::uint64_t{1} << 63);
    }
    std::array<const HashFilter*, HashFilterBank::kFilters> other{};
    other[5] = &second.filter;
    bank.put(other);
    for (const std::uint64_t hash : first.hashes) {
        const std::uint64_t too = std::uint64_t{second.filter.may_hold(hash)} << 5;
        EXPECT_EQ(bank.may_hold(hash), (std::uint64_t{1} << 63) | too);
    }
    for (const std::uint64_t hash : second.hashes) EXPECT_NE(bank.may_hold(hash) & (1 << 5), 0U);
}

}  // namespace
}  // namespace baton::store::sqlite
