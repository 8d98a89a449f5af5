#include "store/sqlite/hash_filter.hpp"

#include <gtest/gtest.h>

#include <random>

namespace baton::store::sqlite {
namespace {

TEST(HashFilter, HoldsWhatWasAddedAndLittleElse) {
    constexpr std::size_t kHashes = 20'000;
    std::mt19937_64 random(1);
    HashFilter filter(kHashes);
    for (std::size_t i = 0; i < kHashes; ++i) filter.add(random());
    random.seed(1);
    for (std::size_t i = 0; i < kHashes; ++i) EXPECT_TRUE(filter.may_hold(random()));
    int wrong = 0;
    for (std::size_t i = 0; i < 1'000'000; ++i) wrong += filter.may_hold(random()) ? 1 : 0;
    EXPECT_LT(wrong, 50);  // 1 in 20,000
}

TEST(HashFilter, EndsOfTheRangeAreThere) {
    HashFilter filter(1000);
    EXPECT_FALSE(filter.may_hold(~std::uint64_t{0}));
    filter.add(0);
    filter.add(~std::uint64_t{0});
    EXPECT_TRUE(filter.may_hold(0));
    EXPECT_TRUE(filter.may_hold(~std::uint64_t{0}));
}

TEST(HashFilter, ReadsBack) {
    HashFilter filter(0);
    filter.add(42);
    const HashFilter again = HashFilter::from_bytes(filter.bytes());
    EXPECT_TRUE(again.may_hold(42));
    EXPECT_EQ(again.bytes(), filter.bytes());
}

TEST(HashFilter, BytesOfAnotherKindMayHoldEverything) {
    EXPECT_TRUE(HashFilter::from_bytes("short").may_hold(1));
    EXPECT_TRUE(HashFilter::from_bytes("").may_hold(1));
}

}  // namespace
}  // namespace baton::store::sqlite
