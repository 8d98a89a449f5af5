#include "store/sqlite/run_filters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace baton::store::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kHashes = 500;

HashFilter filter_of(std::uint64_t hash, std::size_t expected = kHashes) {
    HashFilter filter(expected);
    filter.add(hash);
    return filter;
}

std::vector<std::uint64_t> asked(const RunFilters& filters, std::uint64_t hash) {
    std::vector<std::uint64_t> runs;
    filters.each(hash, [&](std::uint64_t run) {
        runs.push_back(run);
        return true;
    });
    return runs;
}

// A uniform hash of a small number.
std::uint64_t hash_of(std::uint64_t number) { return number * 0x9e3779b97f4a7c15; }

TEST(RunFilters, NamesTheRunsThatMayHoldAHashTheLatestFirst) {
    RunFilters filters(kHashes);
    constexpr std::uint64_t kRuns = 200;  // a group that begins with 1, two whole, one that goes on
    for (std::uint64_t run = 1; run <= kRuns; ++run) {
        filters.add(run, filter_of(hash_of(run % 50)));
        if (run % 7 == 0) filters.settle();  // some join a bank that is there
    }
    filters.settle();
    EXPECT_THAT(asked(filters, hash_of(13)), ElementsAre(163, 113, 63, 13));
    EXPECT_THAT(asked(filters, hash_of(0)), ElementsAre(200, 150, 100, 50));
    EXPECT_THAT(asked(filters, hash_of(77)), IsEmpty());
}

TEST(RunFilters, StopsWhereItIsTold) {
    RunFilters filters(kHashes);
    for (std::uint64_t run = 1; run <= 100; ++run) filters.add(run, filter_of(hash_of(1)));
    filters.settle();
    int asks = 0;
    filters.each(hash_of(1), [&](std::uint64_t run) {
        ++asks;
        return run > 98;
    });
    EXPECT_EQ(asks, 3);
}

TEST(RunFilters, AFilterOfAnotherSizeIsRightBesideTheOthers) {
    RunFilters filters(kHashes);
    for (std::uint64_t run = 1; run <= 60; ++run) {
        filters.add(run, filter_of(hash_of(run % 20), run % 3 == 0 ? kHashes : 3 * kHashes));
    }
    filters.add(61, HashFilter::from_bytes("no filter"));
    filters.settle();
    EXPECT_THAT(asked(filters, hash_of(5)), ElementsAre(61, 45, 25, 5));
    EXPECT_THAT(asked(filters, hash_of(30)), ElementsAre(61));
}

TEST(RunFilters, WhatIsDroppedIsNamedNoMoreAndCopiesStayAsTheyWere) {
    RunFilters filters(kHashes);
    for (std::uint64_t run = 1; run <= 80; ++run) filters.add(run, filter_of(hash_of(run % 10)));
    filters.settle();
    const RunFilters before = filters;
    for (std::uint64_t run = 1; run <= 75; ++run) filters.drop(run);
    filters.add(81, filter_of(hash_of(8)));
    filters.settle();
    EXPECT_THAT(asked(filters, hash_of(8)), ElementsAre(81, 78));
    EXPECT_THAT(asked(filters, hash_of(4)), IsEmpty());
    EXPECT_THAT(asked(before, hash_of(8)), ElementsAre(78, 68, 58, 48, 38, 28, 18, 8));
    RunFilters none(kHashes);
    none.drop(7);
    none.settle();
    EXPECT_THAT(asked(none, hash_of(8)), IsEmpty());
}

}  // namespace
}  // namespace baton::store::sqlite
